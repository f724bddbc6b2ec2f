import { LRUCache } from "lru-cache";
import { db } from "#db/client.ts";
import type { CollectionRow } from "#db/queries/knowledge/collections.ts";
import { enterLostQuestions, IndexCallAccount } from "#lib/calls/index-account.ts";
import { pay } from "#lib/calls/pay.ts";
import type { Failure } from "#lib/failure.ts";
import { loadCallableModel } from "#lib/models/callable-model.ts";
import { embed } from "#lib/models/endpoints/embed.ts";
import { gateTo } from "#lib/pacing/gates.ts";
import { fitVectors } from "./embed-passages.ts";
import { embeddingFailure, overBudget } from "./embedding-failure.ts";

/** Who asks waits for the answer. */
const PATIENCE_MS = 5_000;
const TIMEOUT_MS = 20_000;
/** Questions that were asked lately are not paid again. */
const MOST_KEPT = 1_000;
const kept = new LRUCache<string, number[]>({ max: MOST_KEPT });

/** A question as vectors are compared, or why it has none. */
export type QuestionVector = { vector: number[] } | { failure: Failure };

/** Has a collection's model turn a question into a vector, paid by the collection; one that was asked lately is known. */
export async function questionVector(
  { id, embeddingModelId, currency, dimensions, reserved }: CollectionRow,
  question: { query: string; memberId: string },
  leaving: AbortSignal,
): Promise<QuestionVector> {
  const key = JSON.stringify([id, embeddingModelId, dimensions, question.query]);
  const known = kept.get(key);
  if (known) return { vector: known };
  const model = await loadCallableModel(db(), embeddingModelId);
  if (!model.ok) return { failure: model.refusal };
  if (model.value.price.currency !== currency)
    return { failure: { code: "collection_currency", params: { currency } } };
  if (Number(reserved) > 0) await db().transaction((tx) => enterLostQuestions(tx, id));
  const indexedFor = { collectionId: id, memberId: question.memberId, currency, document: null };
  const account = new IndexCallAccount(indexedFor, async () => {}, leaving);
  const paid = await pay(
    account,
    {
      key: { seq: 0, step: 0, call: 0, purpose: "embed", fallback: false },
      callee: { model: model.value, gate: gateTo(model.value) },
      endpoint: embed,
      request: { texts: [question.query] },
    },
    { leaving, signal: leaving, timeoutMs: TIMEOUT_MS, evenIfOut: true, patienceMs: PATIENCE_MS },
  );
  if (paid.kind === "unfunded") return { failure: overBudget(paid.budget) };
  if (paid.kind === "left" || paid.outcome.kind !== "answered") {
    await account.giveBack();
    return {
      failure: paid.kind === "left" ? { code: "provider_busy" } : embeddingFailure(paid.outcome as never),
    };
  }
  const fitted = await fitVectors(paid.outcome.vectors, async (length) => dimensions ?? length);
  if (!fitted.ok) return { failure: fitted.refusal };
  const vector = fitted.value[0] ?? [];
  kept.set(key, vector);
  return { vector };
}
