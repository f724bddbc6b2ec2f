import type { ItemResult } from "#db/queries/batches/flush-results.ts";
import type { OpenRequest } from "#db/queries/batches/provider-batches.ts";
import { readCallKey } from "#lib/calls/call-key.ts";
import { placeAnswer, roundText } from "#lib/calls/kept-answer.ts";
import { giveBackRequest, settleRequest } from "#lib/calls/provider-batch-requests.ts";
import { settledCost } from "#lib/calls/settle-call.ts";
import type { Failure } from "#lib/failure.ts";
import { advance, type ItemEnding, type Turn } from "#lib/items/advance.ts";
import { answerTerms } from "#lib/items/answer-room.ts";
import { carriedOf, type Progress, stepsEndedSince } from "#lib/items/progress.ts";
import { chatRequestOf, judgingCall } from "#lib/items/prompt-of.ts";
import { stepAt } from "#lib/items/recipe.ts";
import { capabilitiesOf } from "#lib/models/capabilities.ts";
import { learnCount } from "#lib/models/count-ratio.ts";
import { learnFromAnswer, learnFromComplaint } from "#lib/models/endpoints/ask-and-learn.ts";
import type { CallOutcome } from "#lib/models/endpoints/call-outcome.ts";
import type { ChatCall } from "#lib/models/endpoints/chat.ts";
import { capabilityOf } from "#lib/models/endpoints/lesson.ts";
import type { BatchResult } from "#lib/models/endpoints/provider-batch/read-result-line.ts";
import { readWrittenAnswer } from "#lib/models/endpoints/provider-batch/written-call.ts";
import { recordWithoutSecrets } from "#lib/models/endpoints/without-secrets.ts";
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
  const call = callOf(run, before, request);
  const outcome = await outcomeOf(call, result, requestId);
  // It refused how it was asked: nothing was billed, and the next file asks by what is known then.
  if (await isToBeAskedAgain(run, call, outcome))
    return { result: { ...written, ...giveBackRequest(request) }, ending: null, pause: null };
  if (counted !== null) await learnCount(run.model, counted, outcome);
  const { language } = before.source;
  const asked = { batch: run.batch, model: run.model, language, id: entryId(run.file.id, request.key) };
  const { settlement, ...calls } = settleRequest(asked, request, outcome);
  const recipe = run.recipeIn(language);
  const event = { kind: "called", outcome, cost: settledCost(settlement), entryId: asked.id } as const;
  const turn = advance(recipe, before, event, 0);
  const { answer, round } = turn;
  const answers = calls.entries.flatMap((entry) =>
    answer && outcome.kind === "answered"
      ? placeAnswer(entry, answer, round ? roundText(round) : outcome.text)
      : [],
  );
  return {
    result: { ...written, ...calls, answers, ...changeOf(run, seq, before, turn) },
    ending: turn.command.do === "end" ? turn.command.ending : null,
    pause: turn.command.do === "pause" ? turn.command.reason : null,
  };
}

function changeOf(
  run: ProviderBatchRun,
  seq: number,
  before: Progress,
  { progress, command }: Turn,
): Pick<ItemResult, "steps" | "ended" | "carried"> {
  const steps = stepsEndedSince(run.recipeIn(before.source.language), before, progress).map((step) => ({
    seq,
    ...step,
  }));
  if (command.do !== "end") return { steps, carried: carriedOf(progress) };
  const place = { seq, ...placeOf(seq, run.batch.languages) };
  return { steps, ended: endedItem(run, place, progress, command.ending) };
}

// Its messages do not matter any more.
function callOf(
  { model, recipeIn, parameters }: ProviderBatchRun,
  before: Progress,
  { key }: OpenRequest,
): ChatCall {
  const step = stepAt(recipeIn(before.source.language), readCallKey(key).step);
  if (step.kind === "judge") {
    const prompt = judgingCall(recipeIn(before.source.language), step, before);
    return { model, ...chatRequestOf(prompt, parameters, undefined) };
  }
  if (step.kind !== "generate") throw new RangeError("A provider was sent work that asks no model.");
  const { parameters: own, tools } = step;
  const asked = {
    messages: [],
    functions: tools?.functions,
    terms: answerTerms(step, before),
    parameters: own,
  };
  return { model, ...chatRequestOf(asked, parameters, undefined) };
}

async function outcomeOf(
  call: ChatCall,
  result: Exclude<Result, { kind: "left" }>,
  requestId: string | null,
): Promise<CallOutcome> {
  if (result.kind === "failed") return recordWithoutSecrets(call.model, result.outcome);
  if (result.kind === "missing") return { kind: "uncertain", code: result.code };
  const outcome = await readWrittenAnswer(call, result.body, requestId);
  return outcome.kind === "answered"
    ? learnFromAnswer(call.model, capabilitiesOf(call.model), call, outcome)
    : outcome;
}

/** Learns from a refusal of the way of asking; what was learnt since the file was made is not learnt once more from it. */
async function isToBeAskedAgain(
  { file }: ProviderBatchRun,
  call: ChatCall,
  outcome: CallOutcome,
): Promise<boolean> {
  const { complaint } = "complaint" in outcome ? outcome : {};
  if (!complaint) return false;
  const known = capabilitiesOf(call.model);
  const about = capabilityOf(complaint);
  const learnt = about && known.learnt[about];
  if (learnt && new Date(learnt.at) >= file.createdAt) return true;
  return learnFromComplaint(call.model, known, call, complaint);
}
