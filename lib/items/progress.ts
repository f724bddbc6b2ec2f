import type { Coercion } from "#lib/templates/coerce-output.ts";
import type { Feedback } from "#lib/templates/feedback-messages.ts";
import type { Recipe } from "./recipe.ts";
import type { ToolRound } from "./tool-rounds.ts";

/** The row an item is made from, in the language it is made in. */
export interface ItemSource {
  values: Readonly<Record<string, string>>;
  language: string;
  /** Why it is made anew, where a person rejected what was made before. */
  feedback?: Feedback;
  /** What stands below the template's own examples, for this row alone. */
  examples?: string;
}

/** A step that is over. */
export interface EndedStep {
  /** `null` for one that its condition left out. */
  output: Record<string, unknown> | null;
  attempts: number;
  cost: string;
  /** What work rests on, such as the keys of the products that were found. */
  evidence?: Record<string, unknown> | undefined;
}

/** The longest answer that a step asks for after one was cut off. */
export interface RaisedLimit {
  tokens: number;
  /** It was reasoning that needed the room. */
  forReasoning: boolean;
}

/** How far an item has come. Whoever makes it keeps this, and changes it by `advance` alone. */
export interface Progress {
  source: ItemSource;
  /** The steps that are over, in order; the next one is at work. */
  ended: readonly EndedStep[];
  /** Calls of the item so far that were made, whether or not they were answered, and what they cost. */
  attempts: number;
  cost: string;
  /** Which call of the step is under way or comes next; the first is 0. It stays while the call may be made again for the same money. */
  call: number;
  /** Calls in a row that failed. */
  failures: number;
  /** Whether the second model is asked by now. */
  fallback: boolean;
  /** An answer that was paid and does not fit: its repair is asked for. */
  answer: string | null;
  /** An answer ended at its limit: longer ones are asked for since. */
  raised: RaisedLimit | null;
  /** What the step's model has asked of its tools, and was told. */
  rounds: readonly ToolRound[];
  /** Whether a step's answer had to be repaired. */
  repaired: boolean;
  /** What was mended in the steps' answers without asking again. */
  coercions: readonly Coercion[];
}

/** What of an item's progress outlasts the worker that makes it; steps that ended are kept on their own. */
export interface CarriedProgress {
  attempts: number;
  cost: string;
  failures?: number;
  answer?: { text: string };
  raised?: RaisedLimit;
  rounds?: ToolRound[];
  repaired?: true;
  coercions?: { path: string; code: string }[];
}

/** The progress of an item that is taken up: for the first time, or where an earlier run left it. */
export function progressOf(
  source: ItemSource,
  { attempts, cost, failures = 0, answer, raised, rounds = [], repaired, coercions = [] }: CarriedProgress = {
    attempts: 0,
    cost: "0",
  },
  ended: readonly EndedStep[] = [],
): Progress {
  return {
    source,
    ended,
    attempts,
    cost,
    call: 0,
    failures,
    fallback: false,
    answer: answer?.text ?? null,
    raised: raised ?? null,
    rounds,
    // One whose answer waits for its repair fits only after it.
    repaired: repaired ?? answer !== undefined,
    coercions: coercions as Coercion[],
  };
}

/** What is carried to the item's next run. */
export function carriedOf(progress: Progress): CarriedProgress {
  const { attempts, cost, failures, answer, raised, rounds, repaired, coercions } = progress;
  return {
    attempts,
    cost,
    ...(failures > 0 && { failures }),
    ...(answer !== null && { answer: { text: answer } }),
    ...(raised && { raised }),
    ...(rounds.length > 0 && { rounds: [...rounds] }),
    ...(answer === null && repaired && { repaired }),
    ...(coercions.length > 0 && { coercions: [...coercions] }),
  };
}

/** What the steps that have ended wrote, by their name; `null` for one that was left out. */
export function outputsByStep(
  { steps }: Pick<Recipe, "steps">,
  ended: readonly EndedStep[],
): Record<string, EndedStep["output"]> {
  return Object.fromEntries(ended.map(({ output }, index) => [steps[index]?.name ?? "", output]));
}

/**
 * The steps that ended between two moments of an item, as they are kept for a later run; none for a recipe of one
 * prompt, whose end is the item's; what work rests on stands nowhere else.
 */
export function stepsEndedSince(
  { steps }: Recipe,
  before: Progress,
  after: Progress,
): (EndedStep & { step: number; name: string })[] {
  if (steps.length === 1 && steps[0]?.kind === "generate") return [];
  const from = before.ended.length;
  return after.ended.slice(from).map((ended, index) => {
    const step = from + index;
    return { ...ended, step, name: steps[step]?.name ?? "" };
  });
}
