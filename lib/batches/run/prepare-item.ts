import type { CarriedItem, EndedItem } from "#db/queries/batches/write-landings.ts";
import { boundCall, type CallBound } from "#lib/models/endpoints/bound-call.ts";
import type { ChatMessage } from "#lib/models/endpoints/call-outcome.ts";
import { renderPrompt } from "#lib/templates/render-prompt.ts";
import { type Failure, failureGroupOf } from "../failure.ts";
import type { ChunkRun, OpenItem } from "./chunk-run.ts";

/** An item whose prompt is ready to go out. */
export interface ReadyItem {
  seq: number;
  rowNumber: number;
  language: string;
  messages: ChatMessage[];
  /** What earlier runs of it took. */
  carried: CarriedItem;
  /** The most its first call may take. */
  bound: CallBound;
}

export type PreparedItem = { kind: "ready"; item: ReadyItem } | { kind: "ended"; ended: EndedItem };

const NOTHING_CARRIED: CarriedItem = { attempts: 0, cost: "0" };

/** Renders an item's prompt; a row that lacks a value may end it here, without a call. */
export function prepareItem(
  run: Pick<ChunkRun, "version" | "model" | "maxOutputTokens" | "schema">,
  open: OpenItem,
  carried = NOTHING_CARRIED,
): PreparedItem {
  const { seq, rowNumber, language, values } = open;
  const prompt = renderPrompt(run.version, values, language);
  switch (prompt.kind) {
    case "prompt":
      return {
        kind: "ready",
        item: {
          seq,
          rowNumber,
          language,
          messages: prompt.messages,
          carried,
          bound: boundCall(run, prompt.messages),
        },
      };
    case "skipped":
      return {
        kind: "ended",
        ended: endedItem(open, carried, {
          state: "skipped",
          reason: { code: "input_missing", params: { input: prompt.input } },
        }),
      };
    case "blocked":
      return ended(open, carried, { code: "input_blocked", params: { input: prompt.input } });
    case "broken":
      return ended(open, carried, {
        code: "prompt_broken",
        params: { section: prompt.section, reason: prompt.problem.code },
      });
  }
}

/** What became of an item. */
export type ItemEnding =
  | { state: "succeeded"; output: Record<string, unknown> }
  | { state: "failed"; failure: Failure }
  | { state: "skipped"; reason: Failure };

/** An item's row as it will be kept. */
export function endedItem(
  { seq, rowNumber, language }: Pick<OpenItem, "seq" | "rowNumber" | "language">,
  { attempts, cost }: CarriedItem,
  ending: ItemEnding,
): EndedItem {
  const failure = ending.state === "failed" ? ending.failure : null;
  return {
    seq,
    rowNumber,
    language,
    state: ending.state,
    output: ending.state === "succeeded" ? ending.output : null,
    failure: ending.state === "skipped" ? ending.reason : failure,
    failureGroup: failure && failureGroupOf(failure),
    cost,
    attempts,
    reviewState: ending.state === "succeeded" ? "pending" : "none",
  };
}

function ended(open: OpenItem, carried: CarriedItem, failure: Failure): PreparedItem {
  return { kind: "ended", ended: endedItem(open, carried, { state: "failed", failure }) };
}
