import { sql } from "drizzle-orm";
import type { Db } from "#db/client.ts";
import { passages, passageVectors, type StoredPlace } from "#db/schema/knowledge.ts";
import { storableJson } from "../storable-json.ts";

/** A passage as it is written. */
export interface NewPassage {
  id: string;
  position: number;
  text: string;
  place: StoredPlace;
  textHash: string;
  tokens: number;
  terms: string[];
}

/** A passage that has no vector yet. */
export interface UnembeddedPassage {
  position: number;
  textHash: string;
  text: string;
  place: StoredPlace;
  tokens: number;
}

/** Adds passages of a document. */
export async function insertPassages(
  tx: Db,
  { documentId, collectionId }: { documentId: string; collectionId: string },
  rows: readonly NewPassage[],
): Promise<void> {
  await tx.execute(sql`
    insert into passages (id, document_id, collection_id, position, text, place, text_hash, tokens, terms)
    select id, ${documentId}::uuid, ${collectionId}::uuid, position, text, place, "textHash", tokens,
      array_to_tsvector(array(select jsonb_array_elements_text(terms)))
    from jsonb_to_recordset(${storableJson(rows)}::jsonb) as passage(
      id uuid, position int, text text, place jsonb, "textHash" text, tokens int, terms jsonb)`);
}

/** Removes what a reader that was cut off has left of a document. */
export async function removePassages(tx: Db, documentId: string): Promise<void> {
  await tx.execute(sql`delete from passages where document_id = ${documentId}::uuid`);
}

/** How many passages a document has, and how many tokens in all. */
export async function countPassages(
  tx: Db,
  documentId: string,
): Promise<{ passages: number; tokens: number }> {
  const [sum] = await tx.execute<{ passages: number; tokens: number }>(sql`
    select count(*)::int as passages, coalesce(sum(tokens), 0)::int as tokens
    from passages where document_id = ${documentId}::uuid`);
  return sum ?? { passages: 0, tokens: 0 };
}

/** Texts of a document that have no vector yet, each once, in the document's order. */
export async function listUnembedded(
  tx: Db,
  documentId: string,
  limit: number,
): Promise<UnembeddedPassage[]> {
  const rows = await tx.execute<{ [Key in keyof UnembeddedPassage]: UnembeddedPassage[Key] }>(sql`
    select * from (
      select distinct on (p.text_hash) p.position, p.text_hash as "textHash", p.text, p.place, p.tokens
      from passages p where p.document_id = ${documentId}::uuid and not exists (select 1 from passage_vectors v
        where v.collection_id = p.collection_id and v.text_hash = p.text_hash)
      order by p.text_hash, p.position
    ) missing order by position limit ${limit}`);
  return [...rows];
}

/** Of these texts, those that have a vector. */
export async function findEmbedded(
  tx: Db,
  collectionId: string,
  hashes: readonly string[],
): Promise<Set<string>> {
  const rows = await tx.execute<{ hash: string }>(sql`
    select text_hash as hash from passage_vectors where collection_id = ${collectionId}::uuid
      and text_hash in (select jsonb_array_elements_text(${JSON.stringify(hashes)}::jsonb))`);
  return new Set([...rows].map(({ hash }) => hash));
}

/** Tokens of a collection's texts, each once: what embedding it anew would take. */
export async function sumCollectionTokens(
  tx: Db,
  collectionId: string,
): Promise<{ texts: number; tokens: number }> {
  const [sum] = await tx.execute<{ texts: number; tokens: number }>(sql`
    select count(*)::int as texts, coalesce(sum(tokens), 0)::float8 as tokens
    from (
      select distinct on (p.text_hash) p.tokens
      from passages p where p.collection_id = ${collectionId}::uuid order by p.text_hash
    ) text`);
  return sum ?? { texts: 0, tokens: 0 };
}

/** Keeps what a model made of texts; what is there already stays. */
export async function insertVectors(
  tx: Db,
  collectionId: string,
  vectors: readonly { textHash: string; embedding: readonly number[] }[],
): Promise<void> {
  const rows = vectors.map(({ textHash, embedding }) => ({ textHash, embedding: `{${embedding.join()}}` }));
  await tx.execute(sql`
    insert into ${passageVectors} (collection_id, text_hash, embedding)
    select ${collectionId}::uuid, "textHash", embedding::real[]
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as made("textHash" text, embedding text)
    on conflict do nothing`);
}

/** Removes the vectors of texts that no passage of the collection has any more. */
export async function removeOrphanVectors(tx: Db, collectionId: string): Promise<void> {
  await tx.execute(sql`
    delete from passage_vectors v where v.collection_id = ${collectionId}::uuid and not exists (
      select 1 from ${passages} p where p.collection_id = v.collection_id and p.text_hash = v.text_hash)`);
}

/** Removes every vector of a collection: those of two models are never compared. */
export async function removeVectors(tx: Db, collectionId: string): Promise<void> {
  await tx.execute(sql`delete from passage_vectors where collection_id = ${collectionId}::uuid`);
}
