import type { ItemResult } from "#db/queries/batches/flush-results.ts";
import type { OpenRequest } from "#db/queries/batches/provider-batches.ts";
import { type CallKey, readCallKey } from "#lib/calls/call-key.ts";
import { giveBackRequest, settleRequest } from "#lib/calls/provider-batch-requests.ts";
import { settledCost } from "#lib/calls/settle-call.ts";
import type { Failure } from "#lib/failure.ts";
import { advance, type ItemEnding, type Turn } from "#lib/items/advance.ts";
import { carriedOf, type Progress, stepsEndedSince } from "#lib/items/progress.ts";
import { stepAt } from "#lib/items/recipe.ts";
import { learnCount } from "#lib/models/count-ratio.ts";
import type { CallOutcome } from "#lib/models/endpoints/call-outcome.ts";
import type { BatchResult } from "#lib/models/endpoints/provider-batch/read-result-line.ts";
import { readWrittenAnswer } from "#lib/models/endpoints/provider-batch/written-call.ts";
import { placeOf } from "../item-seq.ts";
import { endedItem } from "../run/end-item.ts";
import { entryId } from "./entry-id.ts";
import type { ProviderBatchRun } from "./open-run.ts";

/** What a result does to its item, and to the batch where nothing can go on. */
export interface TakenInResult {
  result: ItemResult;
  /** How its item ended; `null` for one that goes on. */
  ending: ItemEnding | null;
  pause: Failure | null;
}

type Result = BatchResult["result"] | { kind: "missing"; code: string };

/** How a request ended: its result, and the tokens we counted for its prompt where its id says. */
export interface RequestEnd {
  result: Result;
  requestId: string | null;
  counted: number | null;
}

/**
 * What follows from the result of one request: its ledger entry, its money and its item's end, to be written
 * together. An item that goes on (its answer is to be repaired, or another step comes) is carried to the next
 * provider batch; a request that was not made costs nothing.
 */
export async function takeInResult(
  run: ProviderBatchRun,
  request: OpenRequest,
  before: Progress,
  { result, requestId, counted }: RequestEnd,
): Promise<TakenInResult> {
  const { chunk, fence, seq } = request;
  const written = { chunk, fence, seq };
  if (result.kind === "left")
    return { result: { ...written, ...giveBackRequest(request) }, ending: null, pause: null };
  const outcome = await outcomeOf(run, readCallKey(request.key), result, requestId);
  if (counted !== null) await learnCount(run.model, counted, outcome);
  const { language } = before.source;
  const asked = { batch: run.batch, model: run.model, language, id: entryId(run.file.id, request.key) };
  const { settlement, ...calls } = settleRequest(asked, request, outcome);
  const turn = advance(run.recipe, before, { kind: "called", outcome, cost: settledCost(settlement) }, 0);
  return {
    result: { ...written, ...calls, ...changeOf(run, seq, before, turn) },
    ending: turn.command.do === "end" ? turn.command.ending : null,
    pause: turn.command.do === "pause" ? turn.command.reason : null,
  };
}

function changeOf(
  { recipe, batch }: ProviderBatchRun,
  seq: number,
  before: Progress,
  { progress, command }: Turn,
): Pick<ItemResult, "steps" | "ended" | "carried"> {
  const steps = stepsEndedSince(recipe, before, progress).map((step) => ({ seq, ...step }));
  if (command.do !== "end") return { steps, carried: carriedOf(progress) };
  const place = { seq, ...placeOf(seq, batch.languages) };
  return { steps, ended: endedItem(batch, place, progress, command.ending) };
}

async function outcomeOf(
  { model, recipe, parameters }: ProviderBatchRun,
  { step }: CallKey,
  result: Exclude<Result, { kind: "left" }>,
  requestId: string | null,
): Promise<CallOutcome> {
  if (result.kind === "failed") return result.outcome;
  if (result.kind === "missing") return { kind: "uncertain", code: result.code };
  const { schema, maxOutputTokens } = stepAt(recipe, step);
  const call = { model, messages: [], outputSchema: schema, maxOutputTokens, parameters };
  return readWrittenAnswer(call, result.body, requestId);
}
