import type { KeptAnswer } from "#db/queries/kept-answers.ts";
import type { CallOutcome } from "#lib/models/endpoints/call-outcome.ts";
import type { LedgerEntry } from "#lib/spend/ledger.ts";
import { cutText } from "#lib/storable-text.ts";

/** UTF-16 units kept of an answer. */
const MOST_KEPT = 200_000;

/** Where people find what was answered: the step's output says all of it, or it is kept word for word. */
export type AnswerPlace = "output" | "kept";

/** An answer that asked for results of tools, as it is kept: the calls, and what each was told by now. */
export interface KeptRound {
  said: string;
  reasoning?: string | undefined;
  calls: { id: string; name: string; arguments: string; result?: string | undefined }[];
  /** It was the second model's. */
  fallback?: true;
}

/** The text that such an answer is kept as. */
export function roundText({ said, reasoning, calls, fallback }: KeptRound): string {
  return JSON.stringify({ said, reasoning, calls, fallback });
}

/** What a text that was kept as such an answer says; `null` for any other. */
export function readRound(text: string): KeptRound | null {
  try {
    const value = JSON.parse(text) as Partial<KeptRound> | null;
    return typeof value?.said === "string" && Array.isArray(value.calls) ? (value as KeptRound) : null;
  } catch {
    return null;
  }
}

/** An answer as it is kept once more: with results that have come since. */
export function keptAgain(seq: number, attemptId: string, text: string): KeptAnswer {
  return { attemptId, seq, text: cutText(text, MOST_KEPT), isCut: text.length > MOST_KEPT };
}

/** What a model wrote; `null` where it did not answer, or not in words. */
export function writtenAnswer(outcome: CallOutcome<unknown>): string | null {
  if (outcome.kind !== "answered" || !("text" in outcome)) return null;
  return typeof outcome.text === "string" ? outcome.text : null;
}

/**
 * Notes on a call's entry where its answer is, before the entry is written.
 * @returns the answer where it is to be kept beside it.
 */
export function placeAnswer(entry: LedgerEntry, place: AnswerPlace, text: string): KeptAnswer[] {
  entry.answer = place;
  if (place === "output") return [];
  return [keptAgain(entry.seq, entry.id, text)];
}
