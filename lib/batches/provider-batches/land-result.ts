import type { OpenRequest } from "#db/queries/batches/provider-batches.ts";
import type { CarriedItem, Landing } from "#db/queries/batches/write-landings.ts";
import { learnCount } from "#lib/models/count-ratio.ts";
import { type CallOutcome, freeAnswer } from "#lib/models/endpoints/call-outcome.ts";
import type { BatchResult } from "#lib/models/endpoints/provider-batch/read-result-line.ts";
import { readWrittenAnswer } from "#lib/models/endpoints/provider-batch/written-call.ts";
import { costOf } from "#lib/models/price.ts";
import { sumAmounts } from "#lib/money.ts";
import type { LedgerEntry } from "#lib/spend/ledger.ts";
import { produceOutput } from "#lib/templates/produce-output.ts";
import type { Failure } from "../failure.ts";
import { placeOf } from "../item-seq.ts";
import { parseCallKey } from "../run/call-key.ts";
import { nextStep } from "../run/next-step.ts";
import { endedItem, type ItemEnding } from "../run/prepare-item.ts";
import { entryId } from "./entry-id.ts";
import type { ProviderBatchRun } from "./open-run.ts";

/** What a result does to its item, and to the batch where nothing can go on. */
export interface LandedResult {
  landing: Landing;
  pause: Failure | null;
}

type Result = BatchResult["result"] | { kind: "missing"; code: string };

/** What is told of a request: its result, and the tokens we counted for its prompt where its id says. */
export interface Told {
  result: Result;
  requestId: string | null;
  counted: number | null;
}

/**
 * What follows from the result of one request: its ledger entry, its money and its item's end, to be written
 * together. An answer that does not fit is carried on, to be mended; a request that was not made costs nothing.
 */
export async function landResult(
  run: ProviderBatchRun,
  request: OpenRequest,
  { result, requestId, counted }: Told,
): Promise<LandedResult> {
  const landing = { chunk: request.chunk, fence: request.fence, seq: request.seq };
  if (result.kind === "left") return { landing: { ...landing, ...unbilled(request) }, pause: null };
  const outcome = await outcomeOf(run, result, requestId);
  if (counted !== null) await learnCount(run.model, counted, outcome);
  const billed = billOf(run, request, outcome);
  const before = request.carried ?? { attempts: 0, cost: "0" };
  const carried: CarriedItem = {
    ...before,
    attempts: before.attempts + 1,
    cost: sumAmounts([before.cost, billed.settled]),
  };
  const { end, pause } = await endingOf(run, request, outcome, carried);
  const place = { seq: request.seq, ...placeOf(request.seq, run.batch.languages) };
  return {
    landing: {
      ...landing,
      entries: [billed.entry],
      closed: billed.closed,
      ...("state" in end ? { ended: endedItem(place, carried, end) } : { carried: end }),
    },
    pause,
  };
}

async function outcomeOf(
  { model, schema, maxOutputTokens, parameters }: ProviderBatchRun,
  result: Exclude<Result, { kind: "left" }>,
  requestId: string | null,
): Promise<CallOutcome> {
  if (result.kind === "failed") return result.outcome;
  if (result.kind === "missing") return { kind: "uncertain", code: result.code };
  const call = { model, messages: [], outputSchema: schema, maxOutputTokens, parameters };
  return readWrittenAnswer(call, result.body, requestId);
}

function billOf(
  { file, batch, model }: ProviderBatchRun,
  { key, amount, seq }: OpenRequest,
  outcome: CallOutcome,
): { entry: LedgerEntry; closed: Landing["closed"]; settled: string } {
  const answered = outcome.kind === "answered" ? outcome : null;
  // Without the provider's own count nobody knows what the prompt was billed at: at most what was reserved.
  const isCertain = answered?.usageSource === "reported";
  const settled = isCertain ? costOf(answered.usage, model.price) : "0";
  const unknown = outcome.kind === "uncertain" || (answered && !isCertain) ? amount : "0";
  const kind = isCertain ? "settled" : unknown === "0" ? "released" : "unknown";
  const { inputTokens = 0, cachedInputTokens = 0, outputTokens = 0 } = (isCertain && answered?.usage) || {};
  return {
    settled,
    closed: [{ key, reserved: amount, spent: settled, unknown, inputTokens, outputTokens }],
    entry: {
      id: entryId(file.id, key),
      at: new Date(),
      kind,
      batchId: batch.id,
      seq,
      language: placeOf(seq, batch.languages).language,
      purpose: isRepair(key) ? "repair" : "generate",
      modelId: batch.modelId,
      priceId: model.price.id,
      templateId: batch.templateId,
      templateVersionId: batch.templateVersionId,
      memberId: batch.launchedBy,
      outcome: "code" in outcome ? outcome.code : outcome.kind,
      inputTokens,
      cachedInputTokens,
      outputTokens,
      cost: kind === "unknown" ? unknown : settled,
      currency: batch.currency,
      simulated: model.simulated,
      providerRequestId: answered?.requestId ?? null,
      batchDiscount: model.price.batchDiscount,
    },
  };
}

/** Thrown where an answer would be sent back to be mended: that is another request. */
class ToBeMended extends Error {}

async function endingOf(
  { version }: ProviderBatchRun,
  { key }: OpenRequest,
  outcome: CallOutcome,
  carried: CarriedItem,
): Promise<{ end: ItemEnding | CarriedItem; pause: Failure | null }> {
  const step = nextStep(carried.attempts - (carried.before ?? 0), outcome, 0);
  if (step.do === "fail") return { end: { state: "failed", failure: step.failure }, pause: null };
  if (outcome.kind !== "answered") return { end: carried, pause: step.do === "pause" ? step.reason : null };
  const earlier = isRepair(key) ? (carried.answer?.text ?? "") : null;
  try {
    const produced = await produceOutput({
      version,
      messages: [],
      callOnce: async (_messages, purpose) => {
        if (earlier === null && purpose === "repair") throw new ToBeMended();
        return earlier !== null && purpose === "generate" ? freeAnswer(earlier) : outcome;
      },
    });
    if (produced.kind === "succeeded")
      return { end: { state: "succeeded", output: produced.output }, pause: null };
    const failure = produced.kind === "failed" ? produced.failure : { code: "no_answer" };
    return { end: { state: "failed", failure }, pause: null };
  } catch (thrown) {
    if (!(thrown instanceof ToBeMended)) throw thrown;
    return { end: { ...carried, answer: { text: outcome.text } }, pause: null };
  }
}

function unbilled({ key, amount }: OpenRequest): Pick<Landing, "entries" | "closed"> {
  const nothing = { spent: "0", unknown: "0", inputTokens: 0, outputTokens: 0 };
  return { entries: [], closed: [{ key, reserved: amount, ...nothing }] };
}

function isRepair(key: string): boolean {
  return parseCallKey(key).call > 0;
}
