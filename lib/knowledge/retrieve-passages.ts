import { type Db, db } from "#db/client.ts";
import { type CollectionRow, findCollection } from "#db/queries/knowledge/collections.ts";
import { isWholeEmbedded } from "#db/queries/knowledge/documents.ts";
import { findByTerms } from "#db/queries/knowledge/find-by-terms.ts";
import { findable, type MetadataFilter, readPassages } from "#db/queries/knowledge/read-passages.ts";
import { findNearest, hasVectorTable } from "#db/queries/knowledge/vector-tables.ts";
import type { StoredMetadata, StoredPlace } from "#db/schema/knowledge.ts";
import type { Actor } from "#lib/auth/actor.ts";
import { can } from "#lib/auth/can.ts";
import type { Failure } from "#lib/failure.ts";
import { enqueue } from "#lib/queue/queue.ts";
import { accept, type Result, refuse } from "#lib/result.ts";
import { fuseRanks } from "./fuse-ranks.ts";
import { fillVectorsJob } from "./jobs.ts";
import { type QuestionVector, questionVector } from "./question-vector.ts";
import { vectorReadiness } from "./ready-vectors.ts";
import { questionTerms } from "./terms.ts";

export const SEARCH_MODES = ["hybrid", "vector", "text"] as const;
export type SearchMode = (typeof SEARCH_MODES)[number];

/** What is looked for in a collection. */
export interface PassageQuestion {
  query: string;
  limit: number;
  filter: MetadataFilter | null;
  mode: SearchMode;
}

/** A passage, and why it was found. */
export interface RetrievedPassage {
  id: string;
  text: string;
  place: StoredPlace;
  document: { id: string; name: string; metadata: StoredMetadata };
  /** Of the mode: of the two ranks together, of nearness (-1 to 1), or of the words. */
  score: number;
  /** Its place among the nearest, from 1. */
  byMeaning: { rank: number; similarity: number } | null;
  /** Its place among those with the words, from 1, and which of them it has, the rarest first. */
  byWords: { rank: number; score: number; matched: string[] } | null;
}

export interface Retrieved {
  /** How it was searched in the end. */
  mode: SearchMode;
  /** Why it was searched in another way than was asked for, or why something may be missing. */
  notice: Failure | null;
  passages: RetrievedPassage[];
}

/** Found in each way before the two are put together. */
const LEAST_CANDIDATES = 50;
const CANDIDATES_PER_PASSAGE = 4;

/**
 * Searches a collection for a person. Needs `collections:read`; turning the question into a vector is paid by the
 * collection. Refuses as `retrievePassages` does.
 */
export async function searchCollection(
  actor: Actor,
  id: string,
  question: PassageQuestion,
  signal: AbortSignal = new AbortController().signal,
): Promise<Result<Retrieved>> {
  if (!can(actor, "collections:read")) return refuse("forbidden");
  return retrievePassages({ collectionId: id, memberId: actor.memberId, ...question }, signal);
}

/**
 * The passages of a collection that answer a question best. It asks nobody's permission: whoever calls has. Refuses with
 * `not_found`, and in the mode `vector` with why the question or the passages have none; `hybrid` then goes by the words
 * alone, and says so.
 * @param question.memberId who pays for the question. @param leaving aborts when no call may start.
 */
export async function retrievePassages(
  { collectionId, memberId, ...question }: PassageQuestion & { collectionId: string; memberId: string },
  leaving: AbortSignal,
): Promise<Result<Retrieved>> {
  const collection = await findCollection(db(), collectionId);
  if (!collection) return refuse("not_found");
  const { query, mode } = question;
  const asked = mode === "text" ? null : await vectorOf(collection, { query, memberId }, leaving);
  if (asked && "failure" in asked && mode === "vector") return { ok: false, refusal: asked.failure };
  const vector = asked && "vector" in asked ? asked.vector : null;
  const passages = await findPassages(db(), collectionId, question, vector);
  if (asked && "failure" in asked) return accept({ mode: "text", notice: asked.failure, passages });
  const isWhole = mode === "text" || (await isWholeEmbedded(db(), collectionId));
  return accept({ mode, notice: isWhole ? null : { code: "vectors_incomplete" }, passages });
}

async function vectorOf(
  collection: CollectionRow,
  question: { query: string; memberId: string },
  leaving: AbortSignal,
): Promise<QuestionVector> {
  const readiness = await vectorReadiness();
  if (readiness !== "ready") return { failure: { code: readiness } };
  if (collection.dimensions === null) return { failure: { code: "vectors_missing" } };
  if (!(await hasVectorTable(db(), collection.id))) {
    await enqueue(db(), fillVectorsJob, { collectionId: collection.id }, { singletonKey: collection.id });
    return { failure: { code: "vectors_filling" } };
  }
  return questionVector(collection, question, leaving);
}

/**
 * The same from what is known already: reads and nothing else.
 * @param vector of the question, of length 1; `null`: it goes by the words alone.
 */
async function findPassages(
  tx: Db,
  collectionId: string,
  { query, limit, filter, mode }: PassageQuestion,
  vector: readonly number[] | null,
): Promise<RetrievedPassage[]> {
  const among = {
    limit: Math.max(LEAST_CANDIDATES, limit * CANDIDATES_PER_PASSAGE),
    findable: findable(filter),
  };
  const near = vector ? await findNearest(tx, collectionId, { vector, ...among }) : [];
  const worded =
    mode === "vector" && vector
      ? []
      : await findByTerms(tx, collectionId, { terms: questionTerms(query), ...among });
  const fused = fuseRanks([near.map(({ id }) => id), worded.map(({ id }) => id)]).slice(0, limit);
  const read = await readPassages(
    tx,
    fused.map(({ id }) => id),
  );
  return fused.flatMap(({ id, score, ranks: [nearRank = null, wordRank = null] }) => {
    const passage = read.get(id);
    // Removed since it was found.
    if (!passage) return [];
    const { text, place, documentId, fileName, metadata } = passage;
    const close = nearRank === null ? undefined : near[nearRank - 1];
    const says = wordRank === null ? undefined : worded[wordRank - 1];
    const byMeaning = close && nearRank !== null ? { rank: nearRank, similarity: close.similarity } : null;
    const byWords =
      says && wordRank !== null ? { rank: wordRank, score: says.score, matched: says.matched } : null;
    const alone = vector ? byMeaning?.similarity : byWords?.score;
    return [
      {
        ...{ id, text, place, document: { id: documentId, name: fileName, metadata }, byMeaning, byWords },
        score: mode === "hybrid" && vector ? score : (alone ?? 0),
      },
    ];
  });
}
