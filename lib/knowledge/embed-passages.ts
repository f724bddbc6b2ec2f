import { db } from "#db/client.ts";
import { noteDimensions } from "#db/queries/knowledge/collections.ts";
import { countEmbedded, type DocumentRow } from "#db/queries/knowledge/documents.ts";
import { insertVectors, listUnembedded, type UnembeddedPassage } from "#db/queries/knowledge/passages.ts";
import { IndexCallAccount, type IndexedFor } from "#lib/calls/index-account.ts";
import { type Callee, type Paid, pay } from "#lib/calls/pay.ts";
import type { Failure } from "#lib/failure.ts";
import type { AnsweredCall } from "#lib/models/endpoints/call-outcome.ts";
import { type EmbedAnswer, embed } from "#lib/models/endpoints/embed.ts";
import { accept, type Result } from "#lib/result.ts";
import { sleep } from "#lib/sleep.ts";
import { embeddingFailure, mayBeTooMany, overBudget } from "./embedding-failure.ts";
import { embeddedText } from "./reading/split-passages.ts";
import { unitVector } from "./unit-vector.ts";

/** Texts of one call; providers take from 10 to 2,048, which is found out by halving. */
const MOST_TEXTS = 64;
const MOST_TOKENS = 16_000;
/** Calls under way at once for one document. */
const LANES = 4;
const LISTED_AT_ONCE = 512;
/** Calls in a row that may come to nothing. */
const MOST_FAILURES = 5;
const FIRST_BACKOFF_MS = 500;

/** A document while its passages are embedded. */
export interface Embedding {
  document: Pick<DocumentRow, "id" | "fence" | "collectionId">;
  indexedFor: IndexedFor;
  callee: Callee;
  /** Aborts when no new call may start. */
  leaving: AbortSignal;
  /** Aborts calls under way. */
  aborting: AbortSignal;
  /** Told after each call that was kept. */
  onKept: () => Promise<void>;
}

/** How the embedding of a document ended: every text has its vector, it was left for another run, or it failed. */
export type EmbeddingEnding = { kind: "done" } | { kind: "left" } | { kind: "failed"; failure: Failure };

/**
 * Has every text of a document embedded that has no vector yet. Each call is in the ledger together with its vectors:
 * a run that follows a crash asks only for what is missing.
 */
export async function embedPassages(embedding: Embedding): Promise<EmbeddingEnding> {
  let mostTexts = MOST_TEXTS;
  for (;;) {
    const missing = await listUnembedded(db(), embedding.document.id, LISTED_AT_ONCE);
    if (missing.length === 0) return { kind: "done" };
    const waiting = callsOf(missing, mostTexts);
    const ended = new AbortController();
    let ending: EmbeddingEnding | null = null;
    const lane = async () => {
      for (let call = waiting.shift(); call && !ended.signal.aborted; call = waiting.shift()) {
        const asked = await askForTexts(embedding, call);
        if (asked.kind === "kept") await embedding.onKept();
        else if (asked.kind === "too-many") {
          mostTexts = Math.min(mostTexts, Math.floor(call.length / 2));
          waiting.unshift(...callsOf([...call, ...waiting.splice(0).flat()], mostTexts));
        } else {
          ending ??= asked.kind === "left" ? asked : { kind: "failed", failure: asked.failure };
          ended.abort();
        }
      }
    };
    await Promise.all(Array.from({ length: LANES }, lane));
    if (ending) return ending;
    if (embedding.leaving.aborted) return { kind: "left" };
  }
}

type Asked =
  | { kind: "kept" }
  | { kind: "left" }
  | { kind: "too-many"; failure: Failure }
  | { kind: "failed"; failure: Failure };

async function askForTexts(
  { document, indexedFor, callee, leaving, aborting }: Embedding,
  texts: readonly UnembeddedPassage[],
): Promise<Asked> {
  let misfit: Failure | null = null;
  const account = new IndexCallAccount(
    indexedFor,
    async (tx, { vectors }) => {
      const fitted = await fitVectors(vectors, (dimensions) =>
        noteDimensions(tx, document.collectionId, dimensions),
      );
      if (!fitted.ok) {
        misfit = fitted.refusal;
        return;
      }
      const made = texts.map(({ textHash }, index) => ({
        textHash,
        embedding: fitted.value[index] as number[],
      }));
      await insertVectors(tx, document.collectionId, made);
      await countEmbedded(tx, document);
    },
    leaving,
  );
  for (let failures = 0; ; ) {
    const paid: Paid<EmbedAnswer> = await pay(
      account,
      {
        key: { seq: texts[0]?.position ?? 0, step: 0, call: 0, purpose: "embed", fallback: false },
        callee,
        endpoint: embed,
        request: { texts: texts.map(embeddedText) },
      },
      { leaving, signal: aborting },
    );
    if (paid.kind === "unfunded") return { kind: "failed", failure: overBudget(paid.budget) };
    if (paid.kind === "left") {
      await account.giveBack();
      return { kind: "left" };
    }
    const { outcome } = paid;
    if (outcome.kind === "answered") return misfit ? { kind: "failed", failure: misfit } : { kind: "kept" };
    // The gate says when to try again.
    if (outcome.kind === "throttled" || ("outage" in outcome && outcome.outage)) continue;
    if (leaving.aborted) return { kind: "left" };
    const failure = embeddingFailure(outcome);
    if (texts.length > 1 && mayBeTooMany(outcome)) return { kind: "too-many", failure };
    if (outcome.kind === "refused" || outcome.kind === "exhausted" || ++failures === MOST_FAILURES)
      return { kind: "failed", failure };
    if (!(await sleep(FIRST_BACKOFF_MS * 2 ** failures, leaving))) return { kind: "left" };
  }
}

/**
 * Vectors as they are kept, each of length 1. Refuses what a model cannot mean: vectors of another length than the
 * collection's others, or none at all. @param note notes the first length; gives the collection's.
 */
export async function fitVectors(
  vectors: AnsweredCall<EmbedAnswer>["vectors"],
  note: (dimensions: number) => Promise<number>,
): Promise<Result<number[][], "embedding_length" | "embedding_invalid">> {
  const length = vectors[0]?.length ?? 0;
  const units = vectors.map(unitVector);
  const fitted = units.filter((unit) => unit !== null && unit.length === length) as number[][];
  if (length === 0 || fitted.length !== vectors.length)
    return { ok: false, refusal: { code: "embedding_invalid" } };
  const expected = await note(length);
  if (expected !== length)
    return { ok: false, refusal: { code: "embedding_length", params: { expected, length } } };
  return accept(fitted);
}

function callsOf(texts: readonly UnembeddedPassage[], mostTexts: number): UnembeddedPassage[][] {
  const calls: UnembeddedPassage[][] = [];
  let tokens = 0;
  for (const text of texts) {
    const last = calls.at(-1);
    if (last && last.length < mostTexts && tokens + text.tokens <= MOST_TOKENS) last.push(text);
    else {
      calls.push([text]);
      tokens = 0;
    }
    tokens += text.tokens;
  }
  return calls;
}
