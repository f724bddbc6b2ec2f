import { sql } from "drizzle-orm";
import type { Db } from "#db/client.ts";
import type { Findable } from "./vector-tables.ts";

/** A passage that has some of the terms. */
export interface FoundByTerms {
  id: string;
  score: number;
  /** Those that it has. */
  matched: string[];
}

// As BM25 has them: how soon more of the same says nothing more, and how much long passages are worth less.
const SATURATION = 1.2;
const LENGTH_WEIGHT = 0.75;

/**
 * Passages that have some of these terms, those with the rarest and most of them first; of two with the same terms the
 * shorter. @param terms without anything but letters, figures and marks.
 */
export async function findByTerms(
  tx: Db,
  collectionId: string,
  { terms, limit, findable }: { terms: readonly string[]; limit: number; findable: Findable },
): Promise<FoundByTerms[]> {
  if (terms.length === 0) return [];
  const asked = JSON.stringify(terms.map((term) => ({ term, query: `'${term.replaceAll("'", "''")}'` })));
  const any = terms.map((term) => `'${term.replaceAll("'", "''")}'`).join(" | ");
  const rows = await tx.execute<{ id: string; score: number; matched: string[] }>(sql`
    with size as (
      select greatest(1, coalesce(sum(d.passage_count), 0))::float8 as passages,
        greatest(1, coalesce(sum(d.tokens), 0) / greatest(1, coalesce(sum(d.passage_count), 0)))::float8 as tokens
      from documents d where d.collection_id = ${collectionId}::uuid and d.is_current
    ), asked as materialized (
      select term, query::tsquery as query from jsonb_to_recordset(${asked}::jsonb) as one(term text, query text)
    ), found as materialized (
      select p.id, p.tokens, array(select term from asked where p.terms @@ asked.query) as matched
      from passages p join documents d on d.id = p.document_id
      where p.collection_id = ${collectionId}::uuid and p.terms @@ ${any}::tsquery and ${findable}
    ), weighed as materialized (
      select term, ln(1 + greatest(0, size.passages - count(*) + 0.5) / (count(*) + 0.5))::float8 as weight
      from size, found, unnest(found.matched) as term group by term, size.passages
    ), best as (
      select found.id, found.matched,
        (select sum(weight) from weighed where term = any(found.matched)) * (${SATURATION + 1}::float8)
          / (1 + ${SATURATION}::float8
            * (1 - ${LENGTH_WEIGHT}::float8 + ${LENGTH_WEIGHT}::float8 * found.tokens / size.tokens)) as score
      from found, size order by score desc, found.id limit ${limit}
    )
    select id, score, array(select term from weighed where term = any(best.matched) order by weight desc, term) as matched
    from best order by score desc, id`);
  return [...rows];
}
