import { type SQL, sql } from "drizzle-orm";
import type { Db } from "#db/client.ts";
import type { StoredMetadata, StoredPlace } from "#db/schema/knowledge.ts";
import type { Findable } from "./vector-tables.ts";

/** A passage with the document it is of. */
export interface FoundPassage {
  id: string;
  text: string;
  place: StoredPlace;
  documentId: string;
  fileName: string;
  metadata: StoredMetadata;
}

/** A condition on what a document says about itself. */
export type MetadataCondition =
  | { field: string; is: "equals" | "not-equals" | "contains"; value: string }
  | { field: string; is: "in"; value: readonly string[] }
  | { field: string; is: "present" | "missing" };

/** Which documents a search is among: all of the conditions hold, or any. */
export type MetadataFilter = { all: readonly MetadataCondition[] } | { any: readonly MetadataCondition[] };

/** What a search may find: passages of documents that are ready, or were until a newer one is, and that fit the filter. */
export function findable(filter: MetadataFilter | null): Findable {
  const conditions = filter ? ("all" in filter ? filter.all : filter.any).map(conditionOf) : [];
  const together = filter && "any" in filter ? sql` or ` : sql` and `;
  const fits = conditions.length > 0 ? sql`(${sql.join(conditions, together)})` : sql`true`;
  return sql`d.is_current and ${fits}`;
}

/** Passages by their ids. */
export async function readPassages(tx: Db, ids: readonly string[]): Promise<Map<string, FoundPassage>> {
  if (ids.length === 0) return new Map();
  const rows = await tx.execute<{ [Key in keyof FoundPassage]: FoundPassage[Key] }>(sql`
    select p.id, p.text, p.place, d.id as "documentId", d.file_name as "fileName", d.metadata
    from passages p join documents d on d.id = p.document_id where p.id = any(${`{${ids.join()}}`}::uuid[])`);
  return new Map([...rows].map((row) => [row.id, row]));
}

/** A list is one of its values or another; a figure and a truth are told as they are written. */
function conditionOf(condition: MetadataCondition): SQL {
  const value = sql`d.metadata -> ${condition.field}::text`;
  const text = sql`d.metadata ->> ${condition.field}::text`;
  const isOneOf = (wanted: readonly string[]) => {
    const list = JSON.stringify(wanted);
    return sql`(case jsonb_typeof(${value}) when 'array'
      then ${value} ?| array(select jsonb_array_elements_text(${list}::jsonb))
      else ${text} in (select jsonb_array_elements_text(${list}::jsonb)) end)`;
  };
  switch (condition.is) {
    case "present":
      return sql`(d.metadata ? ${condition.field}::text)`;
    case "missing":
      return sql`(not d.metadata ? ${condition.field}::text)`;
    case "contains":
      return sql`(position(lower(${condition.value}::text) in lower(coalesce(${text}, ''))) > 0)`;
    case "not-equals":
      return sql`(not coalesce(${isOneOf([condition.value])}, false))`;
    case "equals":
      return sql`coalesce(${isOneOf([condition.value])}, false)`;
    case "in":
      return sql`coalesce(${isOneOf(condition.value)}, false)`;
  }
}
