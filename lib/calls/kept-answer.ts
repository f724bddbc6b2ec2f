import type { KeptAnswer } from "#db/queries/kept-answers.ts";
import type { CallOutcome } from "#lib/models/endpoints/call-outcome.ts";
import type { LedgerEntry } from "#lib/spend/ledger.ts";
import { cutText } from "#lib/storable-text.ts";

/** UTF-16 units kept of an answer. */
const MOST_KEPT = 200_000;

/** Where people find what was answered: the step's output says all of it, or it is kept word for word. */
export type AnswerPlace = "output" | "kept";

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
  const { id: attemptId, seq } = entry;
  return [{ attemptId, seq, text: cutText(text, MOST_KEPT), isCut: text.length > MOST_KEPT }];
}
