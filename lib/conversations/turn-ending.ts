import type { TurnChange } from "#db/queries/conversations/turns.ts";
import type { SettledCall } from "#lib/calls/pay.ts";
import type { AnsweredCall } from "#lib/models/endpoints/call-outcome.ts";
import { cutText } from "#lib/storable-text.ts";
import { parseOutput } from "#lib/templates/output.ts";
import type { OutputField } from "#lib/templates/template.ts";
import { spokenAnswer } from "./spoken-answer.ts";
import { failureOf } from "./turn-failure.ts";

/** UTF-16 units kept of an answer. */
const MOST_KEPT = 200_000;

/** What is known of a turn as its call ends. */
export interface EndingTurn {
  outputs: OutputField[] | null;
  /** What has been written of the answer so far. */
  writtenSoFar: string | null;
  /** A person asked to stop it. */
  isStopped: boolean;
}

/** How a turn stands once its call has ended. */
export function endingOf({ outcome }: Pick<SettledCall, "outcome">, turn: EndingTurn): TurnChange {
  if (outcome.kind !== "answered")
    return failedTurn(
      turn.isStopped ? { code: "conversation_stopped" } : failureOf(outcome),
      turn.writtenSoFar,
    );
  return answered(outcome as AnsweredCall, turn);
}

/** A turn without an answer, with what was written of one. */
export function failedTurn(
  failure: NonNullable<TurnChange["failure"]>,
  writtenSoFar: string | null = null,
): TurnChange {
  return { state: "failed", failure, partialText: writtenSoFar, endedAt: new Date() };
}

function answered(outcome: AnsweredCall, { outputs }: EndingTurn): TurnChange {
  const { text, finishReason } = outcome;
  const answer = cutText(spokenAnswer(text), MOST_KEPT);
  if (finishReason === "content-filter") return failedTurn({ code: "output_filtered" }, answer);
  if (answer === "") return failedTurn({ code: "conversation_no_words" });
  return {
    ...(outputs && fieldsIn(outputs, text)),
    state: "answered",
    answer,
    isCutOff: finishReason === "length",
    partialText: null,
    endedAt: new Date(),
  };
}

function fieldsIn(outputs: OutputField[], text: string): Pick<TurnChange, "output" | "misfits"> {
  const parsed = parseOutput(outputs, text);
  return parsed.ok ? { output: parsed.output } : { misfits: parsed.misfits };
}
