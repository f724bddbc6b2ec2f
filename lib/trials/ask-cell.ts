import { setTimeout as sleep } from "node:timers/promises";
import type { CellChange, CellRow } from "#db/queries/trials/cells.ts";
import { callModel } from "#lib/calls/call-model.ts";
import { learnCount } from "#lib/models/count-ratio.ts";
import { boundCall, type CallBound } from "#lib/models/endpoints/bound-call.ts";
import type { CallOutcome, ChatMessage, UnansweredCall } from "#lib/models/endpoints/call-outcome.ts";
import { newId } from "#lib/new-id.ts";
import type { CallGate } from "#lib/pacing/call-gate.ts";
import { type CallPurpose, produceOutput } from "#lib/templates/produce-output.ts";
import { renderPrompt, type UnrenderedPrompt } from "#lib/templates/render-prompt.ts";
import {
  addUsage,
  type Beginning,
  type BegunCall,
  beginCall,
  type CallInFlight,
  type CellUsage,
  NO_USAGE,
  type OwnedTrial,
  settleCall,
} from "./cell-ledger.ts";
import type { LoadedVariant } from "./load-variant.ts";
import { nextStep } from "./next-step.ts";
import type { PartialTexts } from "./partial-texts.ts";
import type { Failure, FitCheck } from "./trial.ts";

/** What the cells of one run share. */
export interface TrialRun {
  trial: OwnedTrial;
  variants: readonly LoadedVariant[];
  gates: ReadonlyMap<string, CallGate>;
  partialTexts: PartialTexts;
  /** Models that will answer nothing more in this run, and why. */
  exhausted: Map<string, Failure>;
  /** No new call begins. */
  stopping: AbortSignal;
  /** Calls under way are given up. */
  aborting: AbortSignal;
}

export type Cell = Pick<CellRow, "seq" | "variant" | "language">;

/** How a call ended, or that this run may go on with the cell no more: it is left as it is. */
type CellOutcome = CallOutcome | { kind: "left" };

const LEFT = { kind: "unavailable", code: "left" } as const;

/**
 * Asks for one cell's output: renders, calls with its retries, repairs once. Every call is in the ledger before
 * this returns. `null` when the cell was left for another run.
 */
export async function askCell(
  run: TrialRun,
  cell: Cell,
  values: Record<string, string>,
): Promise<CellChange | null> {
  const variant = run.variants[cell.variant];
  if (!variant) return { status: "failed", failure: { code: "internal" } };
  const gone = run.exhausted.get(variant.model.id);
  if (gone) return { status: "failed", failure: gone };
  const prompt = renderPrompt(variant.version, values, cell.language);
  if (prompt.kind !== "prompt") return unasked(prompt);

  let usage = NO_USAGE;
  let verdict: FitCheck["verdict"] = "pass";
  let isLeft = false;
  const produced = await produceOutput({
    version: variant.version,
    messages: prompt.messages,
    callOnce: async (messages, purpose) => {
      if (purpose === "repair") verdict = "warn";
      const called = await callUntilAnswered(run, cell, variant, messages, purpose, usage);
      usage = called.usage;
      isLeft = called.outcome.kind === "left";
      run.partialTexts.drop(cell.seq);
      return called.outcome.kind === "left" ? LEFT : called.outcome;
    },
  });
  if (isLeft) return null;
  switch (produced.kind) {
    case "succeeded":
      return ended("succeeded", variant, usage, { output: produced.output, checks: [outputFits(verdict)] });
    case "failed":
      return ended("failed", variant, usage, { failure: produced.failure, checks: [outputFits("block")] });
    case "stopped": {
      const isExhausted = produced.outcome.kind === "exhausted";
      const known = isExhausted ? run.exhausted.get(variant.model.id) : undefined;
      const failure = known ?? failureOf(produced.outcome);
      if (isExhausted) run.exhausted.set(variant.model.id, failure);
      return ended("failed", variant, usage, { failure });
    }
  }
}

async function callUntilAnswered(
  run: TrialRun,
  cell: Cell,
  variant: LoadedVariant,
  messages: ChatMessage[],
  purpose: CallPurpose,
  before: CellUsage,
): Promise<{ outcome: CellOutcome; usage: CellUsage }> {
  let usage = before;
  const gate = run.gates.get(variant.model.id);
  for (let failedCalls = 0; ; ) {
    const bound = boundCall({ ...variant, schema: variant.outputSchema }, messages);
    // Somebody looks at it: an outage of the provider is to be seen at once rather than waited for.
    const passage = await gate?.pass(1, bound.tokens, run.stopping, { evenIfOut: true });
    if (!passage) return { outcome: { kind: "left" }, usage };
    const asked = callInFlight(run.trial, cell, variant, bound, purpose);
    let call: BegunCall;
    usage = { ...usage, calls: usage.calls + 1 };
    let outcome: CallOutcome;
    try {
      const beginning = await beginWhenFunded(run, asked, usage.calls);
      if (beginning.kind === "lost") return { outcome: { kind: "left" }, usage };
      if (beginning.kind === "over_budget") {
        const { budget } = beginning;
        run.exhausted.set(variant.model.id, { code: "budget_used_up", params: { budget } });
        return { outcome: { kind: "exhausted", code: "budget" }, usage };
      }
      call = beginning.call;
      outcome = await callModel({
        model: variant.model,
        messages,
        outputSchema: variant.outputSchema,
        maxOutputTokens: variant.maxOutputTokens,
        parameters: variant.parameters,
        signal: run.aborting,
        onText: (text) => run.partialTexts.set(cell.seq, text),
      });
    } finally {
      gate?.release(1);
    }
    if (!(await settleCall(run.trial, call, outcome, variant))) return { outcome: { kind: "left" }, usage };
    await learnCount(variant.model, bound.counted, outcome);
    usage = addUsage(usage, outcome, variant);
    if (outcome.kind === "answered") return { outcome, usage };
    if (run.stopping.aborted) return { outcome: { kind: "left" }, usage };

    const step = nextStep(outcome, failedCalls, Math.random());
    if (step.do === "give_up") return { outcome, usage };
    if (outcome.kind === "throttled") {
      usage = { ...usage, calls: usage.calls - 1 };
      gate?.hold(step.forMs);
    } else {
      failedCalls++;
      await sleep(step.forMs, undefined, { signal: run.stopping }).catch(() => {});
    }
  }
}

const LOOK_FOR_MONEY_MS = 500;
const MOST_LOOKS = 20;

// What others have in flight usually costs less than was promised for it: some of it may come back in a moment.
async function beginWhenFunded(run: TrialRun, call: CallInFlight, calls: number): Promise<Beginning> {
  for (let looks = 1; !run.stopping.aborted; looks++) {
    const beginning = await beginCall(run.trial, call, calls);
    if (beginning.kind !== "over_budget" || !beginning.inFlight || looks === MOST_LOOKS) return beginning;
    await sleep(LOOK_FOR_MONEY_MS, undefined, { signal: run.stopping }).catch(() => {});
  }
  return { kind: "lost" };
}

function callInFlight(
  trial: OwnedTrial,
  cell: Cell,
  { model, version }: LoadedVariant,
  { amount }: CallBound,
  purpose: CallPurpose,
): CallInFlight {
  return {
    id: newId(),
    kind: "unknown",
    trialId: trial.id,
    batchId: null,
    seq: cell.seq,
    language: cell.language,
    purpose,
    modelId: model.id,
    priceId: model.price.id,
    templateId: version.templateId,
    templateVersionId: version.id,
    memberId: trial.createdBy,
    outcome: "end_not_seen",
    cost: amount,
    currency: model.price.currency,
    simulated: model.simulated,
  };
}

function ended(
  status: "succeeded" | "failed",
  { model }: LoadedVariant,
  usage: CellUsage,
  result: CellChange,
): CellChange {
  return { status, ...usage, currency: model.price.currency, ...result };
}

function unasked(prompt: UnrenderedPrompt): CellChange {
  switch (prompt.kind) {
    case "skipped":
      return { status: "skipped", failure: { code: "cell_input_skipped", params: { input: prompt.input } } };
    case "blocked":
      return { status: "failed", failure: { code: "cell_input_blocked", params: { input: prompt.input } } };
    case "broken":
      return { status: "failed", failure: { code: prompt.problem.code, params: prompt.problem.params } };
  }
}

function failureOf(outcome: UnansweredCall): Failure {
  switch (outcome.kind) {
    case "throttled":
      return { code: "call_unavailable", params: { code: "rate_limit" } };
    case "unavailable":
      return { code: "call_unavailable", params: { code: outcome.code } };
    case "uncertain":
      return { code: "call_uncertain", params: { code: outcome.code } };
    case "refused":
      return { code: "call_refused", params: { code: outcome.code, detail: outcome.detail } };
    case "exhausted":
      return { code: "call_exhausted", params: { code: outcome.code } };
  }
}

function outputFits(verdict: FitCheck["verdict"]): FitCheck {
  return { check: "output_fits", verdict };
}
