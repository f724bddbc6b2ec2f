import type { AnswerPlace } from "#lib/calls/kept-answer.ts";
import type { Judgement, ModelCheck } from "#lib/checks/by-model/model-check.ts";
import type { Failure } from "#lib/failure.ts";
import type {
  AnsweredCall,
  CallOutcome,
  FunctionCall,
  UnansweredCall,
} from "#lib/models/endpoints/call-outcome.ts";
import { subtractAmounts, sumAmounts } from "#lib/money.ts";
import { cutText } from "#lib/storable-text.ts";
import { askedValue } from "#lib/templates/asked-value.ts";
import type { Coercion } from "#lib/templates/coerce-output.ts";
import { holds } from "#lib/templates/condition.ts";
import { type Misfit, parseOutput } from "#lib/templates/output.ts";
import type { UnrenderedPrompt } from "#lib/templates/render-within.ts";
import type { StepTools } from "#lib/templates/step-tools.ts";
import { isAllReasoning, limitHad, raisedLimit } from "./answer-room.ts";
import {
  comesToNothing,
  exhausted,
  LONGEST_DETAIL,
  longWait,
  notAccepted,
  ownWords,
  refusedBy,
} from "./call-failures.ts";
import { madeOf } from "./made-output.ts";
import { overBudget } from "./over-budget.ts";
import { type EndedStep, outputsByStep, type Progress } from "./progress.ts";
import {
  type GenerateStep,
  generateStepAt,
  isWork,
  type JudgeStep,
  type Recipe,
  type Step,
} from "./recipe.ts";
import { beginRound, isBrokenOff, isCalling, openCall, type ToolRound, withResult } from "./tool-rounds.ts";
import type { PaidWork, WorkOutcome } from "./work-outcome.ts";

/** Calls in a row that may fail before an item does, not counting those that the provider put off. */
export const MAX_FAILURES = 5;

const FIRST_BACKOFF_MS = 500;
const LONGEST_BACKOFF_MS = 30_000;
/** Whoever looks on is told of a longer wait than this rather than kept waiting. */
export const LONGEST_WATCHED_WAIT_MS = 60_000;

/** Nobody who looks at a batch next day wants to find it waiting for a tool since the evening. */
export const LONGEST_WAIT_FOR_WORK_MS = 3_600_000;

/** What happened to an item: it was taken up, its call or its work ended, neither could be rendered or shown, or its wait is over. */
export type ItemEvent =
  | { kind: "taken-up" }
  /** `cost` is what the call is known to have cost; `entryId` its entry in the ledger, where it has one. */
  | { kind: "called"; outcome: CallOutcome; cost: string; entryId?: string | undefined }
  | { kind: "worked"; outcome: WorkOutcome }
  | { kind: "unrendered"; prompt: UnrenderedPrompt }
  /** A picture that its prompt shows could not be loaded. */
  | { kind: "unshown"; failure: Failure }
  /** No money is left for its call: the budget that lacks it, `null` for the run's own cap; `paid` by its work before. */
  | { kind: "unfunded"; budget: string | null; paid?: PaidWork }
  /** What it was to ask about its output is not asked any more. */
  | { kind: "unjudged"; failure: Failure }
  | { kind: "waited" };

/** What to do next: one call, work that is not paid, a wait, a pause of the whole run, or nothing more. */
export type Command =
  /** Makes the call that the progress stands at; `promptOf` tells its messages. */
  | { do: "call" }
  /** Does what the step at hand is to do without a model; `workOf` tells what. */
  | { do: "work" }
  | { do: "wait"; forMs: number }
  /** Nothing of the run can go on before somebody acts. The item is left as it is. */
  | { do: "pause"; reason: Failure }
  | { do: "end"; ending: ItemEnding };

/** How an output came to fit: as it was written, with harmless misfits mended (`coercions`), or asked for again. */
export type Fitting = "at-once" | "coerced" | "repaired";

/** What became of an item. */
export type ItemEnding =
  | {
      state: "succeeded";
      output: Record<string, unknown>;
      fits: Fitting;
      coercions: readonly Coercion[];
      /** What models that were asked about it said, in order. */
      judged: readonly Judged[];
    }
  /** `misfits` where an answer was paid that does not fit. */
  | { state: "failed"; failure: Failure; misfits: boolean }
  | { state: "skipped"; reason: Failure };

/** A check that asked a model about an output, and what came of it. */
export interface Judged {
  check: ModelCheck;
  judgement: Judgement;
}

/** An item after an event, and what to do for it. */
export interface Turn {
  progress: Progress;
  command: Command;
  /** After an answer: whether the step's output says all of it, or it has to be kept to be known. */
  answer?: AnswerPlace;
  /** The answer asked for results of tools, or one of them has come: what is to be kept of it by now. */
  round?: ToolRound;
}

/**
 * Decides what follows for an item from what happened to it. Pure: whoever makes the item carries the command out
 * and comes back with its event.
 * @param random from 0 to 1, for the jitter of waits.
 */
export function advance(recipe: Recipe, progress: Progress, event: ItemEvent, random: number): Turn {
  switch (event.kind) {
    case "taken-up":
      return nextStep(recipe, progress);
    case "waited":
      return atStep(recipe, progress);
    case "unrendered":
      return end(progress, unrendered(event.prompt));
    case "unshown":
      return end(progress, failed(event.failure));
    case "unfunded": {
      // Whoever looks at a trial has its output; the check says that it was not run.
      return isAtJudge(recipe, progress) && !recipe.waitsOutOutages
        ? notRun(recipe, progress, event.budget === null ? JUDGE_CAP_REACHED : overBudget(event.budget))
        : pause(withPaid(progress, event.paid), overBudget(event.budget));
    }
    case "unjudged":
      return notRun(recipe, progress, event.failure);
    case "called":
      return event.outcome.kind === "answered"
        ? answered(recipe, progress, event.outcome, event)
        : unanswered(recipe, progress, event.outcome, random);
    case "worked":
      return worked(recipe, withPaid(progress, event.outcome.paid), event.outcome, random);
  }
}

const JUDGE_CAP_REACHED = { code: "judge_cap_reached" };

/** Whether an item's progress stands at asking a model about its output, which is there. */
export function isAtJudge({ steps }: Pick<Recipe, "steps">, { ended }: Pick<Progress, "ended">): boolean {
  return steps[ended.length]?.kind === "judge";
}

function withPaid(progress: Progress, paid: PaidWork | undefined): Progress {
  if (!paid) return progress;
  const { attempts, cost } = progress;
  return { ...progress, attempts: attempts + paid.attempts, cost: sumAmounts([cost, paid.cost]) };
}

/** Full jitter: anywhere up to a limit that doubles with every failure, in milliseconds. */
export function backoffMs(failures: number, random: number): number {
  return random * Math.min(LONGEST_BACKOFF_MS, FIRST_BACKOFF_MS * 2 ** failures);
}

// Goes to the first step from here on whose condition holds; behind the last the item has its output.
function nextStep(recipe: Recipe, from: Progress): Turn {
  let progress = from;
  for (;;) {
    const step = recipe.steps[progress.ended.length];
    if (!step) return end(progress, succeeded(recipe, progress));
    if (isAsked(recipe, step, progress)) return atStep(recipe, progress);
    progress = stepEnded(progress, null);
  }
}

function isAsked(recipe: Recipe, step: Step, progress: Progress): boolean {
  if (step.kind === "judge") return step.check.ask(madeOf(recipe, progress)) !== null;
  if (!step.when) return true;
  const { source, ended } = progress;
  const { values: row, language } = source;
  const { inputs } = step.kind === "generate" ? step.prompt : step;
  const asked = { inputs, row, language, steps: outputsByStep(recipe, ended) };
  return holds(step.when, (name) => askedValue(asked, name));
}

// Once more what was tried before a wait, or by whoever had the item before.
function atStep(recipe: Recipe, progress: Progress): Turn {
  const isOfTools = isWork(recipe.steps[progress.ended.length]) || openCall(progress.rounds) !== null;
  return isOfTools ? work(progress) : call(progress);
}

function worked(recipe: Recipe, before: Progress, outcome: WorkOutcome, random: number): Turn {
  const isCalled = openCall(before.rounds) !== null;
  switch (outcome.kind) {
    case "done":
      if (isCalled) return told(recipe, before, outcome);
      return nextStep(recipe, stepEnded(before, outcome.value, outcome.evidence));
    case "throttled": {
      const longest = recipe.waitsOutOutages ? LONGEST_WAIT_FOR_WORK_MS : LONGEST_WATCHED_WAIT_MS;
      if (outcome.forMs > longest) return pause(before, outcome.failure);
      // Whoever waits for the same is not to come back in the same moment.
      return wait(before, outcome.forMs * (1 + random / 4));
    }
    case "unavailable": {
      const { failure, outageMs } = outcome;
      // As of a provider: thousands of items must not use up their attempts on an outage.
      if (outageMs !== undefined && recipe.waitsOutOutages)
        return worked(recipe, before, { kind: "throttled", forMs: outageMs, failure }, random);
      const progress = { ...before, failures: before.failures + 1 };
      if (progress.failures >= MAX_FAILURES) return end(progress, failed(failure));
      return wait(progress, backoffMs(progress.failures, random));
    }
    case "refused":
      // Whoever asked for it may ask otherwise.
      if (isCalled) return told(recipe, before, outcome);
      return end(before, failed(outcome.failure));
    case "blocked":
      return pause(before, outcome.failure);
  }
}

/** The model that called a tool is told what came of it. */
function told(recipe: Recipe, before: Progress, outcome: Parameters<typeof withResult>[1]): Turn {
  const rounds = withResult(before.rounds, outcome);
  return withRound(atStep(recipe, { ...before, rounds, failures: 0 }));
}

function withRound(turn: Turn): Turn {
  const round = turn.progress.rounds.at(-1);
  return round ? { ...turn, round } : turn;
}

function answered(
  recipe: Recipe,
  before: Progress,
  outcome: AnsweredCall,
  { cost, entryId }: Pick<Extract<ItemEvent, { kind: "called" }>, "cost" | "entryId">,
): Turn {
  const progress = {
    ...closed(before),
    attempts: before.attempts + (outcome.cached ? 0 : 1),
    cost: sumAmounts([before.cost, cost]),
    failures: 0,
  };
  const judging = recipe.steps[progress.ended.length];
  if (judging?.kind === "judge") return judged(recipe, judging, progress, outcome);
  const step = generateStepAt(recipe, progress.ended.length);
  if (step.tools && isCalling(outcome))
    return { ...calling(recipe, { ...step, tools: step.tools }, progress, outcome, entryId), answer: "kept" };
  const parsed = parseOutput(step.outputs, outcome.text);
  if (parsed.ok) {
    const coercions = [...progress.coercions, ...parsed.coercions];
    const saysAll = parsed.isWhole && parsed.coercions.length === 0;
    const turn = nextStep(recipe, { ...stepEnded(progress, parsed.output), coercions });
    return { ...turn, answer: saysAll ? "output" : "kept" };
  }
  return { ...misfitted(step, progress, outcome, parsed.misfits), answer: "kept" };
}

/** Its model wants results before it answers. An answer that was to be mended is forgotten: another one comes. */
function calling(
  recipe: Recipe,
  step: GenerateStep & { tools: StepTools },
  before: Progress,
  outcome: AnsweredCall & { calls: FunctionCall[] },
  entryId: string | undefined,
): Turn {
  const { tools } = step;
  const { rounds, fallback } = before;
  const round = beginRound(tools, rounds, outcome, { entryId, fallback });
  if (outcome.finishReason === "content-filter")
    return { ...end(before, misfitting({ code: "output_filtered", params: {} })), round };
  const raised = isBrokenOff(outcome) ? raisedLimit(step, outcome) : null;
  if (raised) return { ...call({ ...before, raised }), round };
  if (rounds.length >= tools.limit) {
    const names = [...new Set(round.calls.map(({ name }) => name))].join(", ");
    const params = { limit: tools.limit, tools: cutText(names, LONGEST_DETAIL) };
    return { ...end(before, failed({ code: "tool_limit_reached", params })), round };
  }
  return withRound(atStep(recipe, { ...before, rounds: [...rounds, round], answer: null }));
}

// Its words are kept: a judgement says only what was read of them.
function judged(recipe: Recipe, { check }: JudgeStep, progress: Progress, outcome: AnsweredCall): Turn {
  const judgement = check.read(outcome, madeOf(recipe, progress));
  return { ...nextStep(recipe, stepEnded(progress, { ...judgement })), answer: "kept" };
}

/** The check at hand says that it was not run, and the item goes on. */
function notRun(recipe: Recipe, progress: Progress, failure: Failure): Turn {
  return nextStep(recipe, stepEnded(progress, { notRun: failure } satisfies Judgement));
}

/** Nothing that keeps a check from being run keeps its output: it is tried as often as a call is, and waits for nobody. */
function unjudged(recipe: Recipe, before: Progress, outcome: UnansweredCall, random: number): Turn {
  switch (outcome.kind) {
    case "throttled":
      return outcome.retryAfterMs > LONGEST_WATCHED_WAIT_MS
        ? notRun(recipe, before, longWait(outcome))
        : call(before);
    case "exhausted":
      return notRun(recipe, oneMoreCall(before), exhausted(outcome));
    case "refused":
      return notRun(recipe, oneMoreCall(before), { code: "provider_refused", params: ownWords(outcome) });
    case "unavailable":
    case "uncertain": {
      const closedOne = outcome.kind === "uncertain" ? closed(before) : before;
      const progress = { ...oneMoreCall(closedOne), failures: before.failures + 1 };
      const isOver = "outage" in outcome || progress.failures >= MAX_FAILURES;
      return isOver
        ? notRun(recipe, progress, comesToNothing(outcome))
        : wait(progress, backoffMs(progress.failures, random));
    }
  }
}

function oneMoreCall(progress: Progress): Progress {
  return { ...progress, attempts: progress.attempts + 1 };
}

function misfitted(
  step: GenerateStep,
  progress: Progress,
  outcome: AnsweredCall,
  misfits: readonly Misfit[],
): Turn {
  // The provider cut its own answer off: asking it to mend that would be paid for and filtered again.
  if (outcome.finishReason === "content-filter")
    return end(progress, misfitting({ code: "output_filtered", params: {} }));
  if (outcome.finishReason === "length") {
    const raised = raisedLimit(step, outcome);
    if (raised) return call({ ...progress, raised });
    if (isAllReasoning(outcome)) return end(progress, misfitting(allReasoning(outcome)));
  }
  if (progress.answer !== null) return end(progress, misfitting(failureOf(misfits)));
  return call({ ...progress, answer: outcome.text, repaired: true });
}

function unanswered(recipe: Recipe, before: Progress, outcome: UnansweredCall, random: number): Turn {
  if (isAtJudge(recipe, before)) return unjudged(recipe, before, outcome, random);
  // The model's gate is shut for as long as the provider asked: the call waits there, and burns no attempt.
  if (outcome.kind === "throttled") {
    const isTooLong = outcome.retryAfterMs > LONGEST_WATCHED_WAIT_MS && !recipe.waitsOutOutages;
    return isTooLong ? pause(before, longWait(outcome)) : call(before);
  }
  const progress = {
    ...(outcome.kind === "uncertain" ? closed(before) : before),
    attempts: before.attempts + 1,
  };
  switch (outcome.kind) {
    case "exhausted":
      return pause(progress, exhausted(outcome));
    case "refused":
      // It says nothing of the item, which waits for what somebody has to mend.
      if (outcome.unaccepted) return pause(progress, notAccepted(outcome.unaccepted, outcome));
      return end(progress, failed(refusedBy(outcome)));
    case "unavailable":
    case "uncertain":
      return failing(recipe, progress, outcome, random);
  }
}

function failing(
  { hasFallback, waitsOutOutages }: Recipe,
  before: Progress,
  outcome: Extract<UnansweredCall, { kind: "unavailable" | "uncertain" }>,
  random: number,
): Turn {
  const isOutage = "outage" in outcome;
  const canTurn = hasFallback && !before.fallback;
  // The gate says when to try again; thousands of items must not use up their attempts on it.
  if (isOutage && waitsOutOutages && !canTurn) return call(before);
  const progress = { ...before, failures: before.failures + 1 };
  const mayTry = progress.failures < MAX_FAILURES && !(isOutage && canTurn);
  if (mayTry) return wait(progress, backoffMs(progress.failures, random));
  // A model that cannot be reached may have a second one; one that refuses would be told the same by any.
  if (canTurn) return call({ ...closed(progress), failures: 0, fallback: true });
  return end(progress, failed(comesToNothing(outcome)));
}

function call(progress: Progress): Turn {
  return { progress, command: { do: "call" } };
}

function work(progress: Progress): Turn {
  return { progress, command: { do: "work" } };
}

function wait(progress: Progress, forMs: number): Turn {
  return { progress, command: { do: "wait", forMs } };
}

function pause(progress: Progress, reason: Failure): Turn {
  return { progress, command: { do: "pause", reason } };
}

function end(progress: Progress, ending: ItemEnding): Turn {
  return { progress, command: { do: "end", ending } };
}

/** The call is settled: the next one is another. */
function closed(progress: Progress): Progress {
  return { ...progress, call: progress.call + 1 };
}

function stepEnded(
  progress: Progress,
  output: EndedStep["output"],
  evidence?: EndedStep["evidence"],
): Progress {
  const { ended, attempts, cost } = progress;
  const step = {
    output,
    attempts: ended.reduce((rest, earlier) => rest - earlier.attempts, attempts),
    cost: ended.reduce((rest, earlier) => subtractAmounts(rest, earlier.cost), cost),
    ...(evidence && { evidence }),
  };
  return {
    ...progress,
    ended: [...ended, step],
    call: 0,
    failures: 0,
    fallback: false,
    answer: null,
    raised: null,
    rounds: [],
  };
}

function succeeded(recipe: Recipe, progress: Progress): ItemEnding {
  const { repaired, coercions, ended } = progress;
  const { output } = madeOf(recipe, progress);
  const fits = repaired ? "repaired" : coercions.length > 0 ? "coerced" : "at-once";
  const judged = recipe.steps.flatMap((step, place): Judged[] => {
    const said = ended[place]?.output;
    return step.kind === "judge" && said ? [{ check: step.check, judgement: said as Judgement }] : [];
  });
  return { state: "succeeded", output, fits, coercions, judged };
}

function failed(failure: Failure): ItemEnding {
  return { state: "failed", failure, misfits: false };
}

function misfitting(failure: Failure): ItemEnding {
  return { state: "failed", failure, misfits: true };
}

function allReasoning(outcome: AnsweredCall): Failure {
  const isMost = outcome.limit?.isMost ?? false;
  return { code: "output_all_reasoning", params: { tokens: limitHad(outcome), most: isMost ? "yes" : "no" } };
}

function failureOf(misfits: readonly Misfit[]): Failure {
  const [first] = misfits;
  return first
    ? { code: first.code, params: { ...first.params, misfits: misfits.length } }
    : { code: "output_not_json", params: { field: "", misfits: 1 } };
}

function unrendered(prompt: UnrenderedPrompt): ItemEnding {
  switch (prompt.kind) {
    case "skipped":
      return { state: "skipped", reason: { code: "input_missing", params: { input: prompt.input } } };
    case "blocked":
      return failed({ code: "input_blocked", params: { input: prompt.input } });
    case "unreadable":
      return failed({
        code: `input_not_${prompt.needs}`,
        params: { input: prompt.input, value: prompt.value },
      });
    case "broken":
      return failed({
        code: "prompt_broken",
        params: { ...prompt.problem.params, section: prompt.section, reason: prompt.problem.code },
      });
  }
}
