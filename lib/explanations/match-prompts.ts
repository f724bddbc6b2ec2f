import { readRound } from "#lib/calls/kept-answer.ts";
import { type EndedStep, progressOf } from "#lib/items/progress.ts";
import { promptOf } from "#lib/items/prompt-of.ts";
import { isWork, type Recipe } from "#lib/items/recipe.ts";
import type { ToolRound } from "#lib/items/tool-rounds.ts";
import type { ChatMessage } from "#lib/models/endpoints/call-outcome.ts";
import { promptDigest } from "#lib/models/endpoints/prompt-digest.ts";
import { parseOutput } from "#lib/templates/output.ts";
import type { StepTools } from "#lib/templates/step-tools.ts";
import type { PromptBasis } from "./prompt-basis.ts";

/** A call as the ledger has it, with what was answered where that is known. */
export interface KnownCall {
  at: Date;
  step: number;
  purpose: "generate" | "repair" | "check" | "embed";
  promptDigest: string | null;
  /** Word for word. */
  answer: string | null;
  /** Its answer asked for results of tools; `answer` then holds what they were as well. */
  isCalling?: boolean;
}

/**
 * How sure it is that messages are those that went out: they are, to the letter; they cannot be had again, because
 * something has changed since; or nobody noted then what they were.
 */
export const SENT_AS = ["as-sent", "changed", "unverified"] as const;

export interface FoundPrompt {
  messages: ChatMessage[];
  sentAs: (typeof SENT_AS)[number];
}

/**
 * The messages of calls, rendered again from whatever they may have been rendered from, and told by their digest.
 * @param calls of one item, in the order in which they were made.
 * @param ended the item's steps that are over: what later steps read.
 * @returns for each call; `null` where nothing can be rendered for it, as for a repair of an answer that is not kept.
 */
export async function matchPrompts(
  recipe: Recipe,
  bases: readonly PromptBasis[],
  ended: readonly EndedStep[],
  calls: readonly KnownCall[],
): Promise<(FoundPrompt | null)[]> {
  const found: (FoundPrompt | null)[] = [];
  for (const [place, call] of calls.entries()) {
    const before = calls.slice(0, place);
    found.push(await matchPrompt(recipe, bases, ended, { call, before }));
  }
  return found;
}

async function matchPrompt(
  recipe: Recipe,
  bases: readonly PromptBasis[],
  ended: readonly EndedStep[],
  { call, before }: { call: KnownCall; before: readonly KnownCall[] },
): Promise<FoundPrompt | null> {
  if (call.purpose === "check" && recipe.steps[call.step]?.kind !== "judge") return null;
  const endedBefore = stepsBefore(recipe, ended, { call, before });
  if (!endedBefore) return null;
  const { candidates, areKnown } = roundsBefore(recipe, call, before);
  const functions = functionsOf(recipe, call);
  let likeliest: ChatMessage[] | null = null;
  const answers = answersBefore(call, before);
  for (const [rounds, answer] of candidates.flatMap((one) => answers.map((text) => [one, text] as const))) {
    for (const { source } of likeliestFirst(bases, call.at)) {
      const messages = await render(recipe, { source, ended: endedBefore, answer, rounds });
      if (!messages) continue;
      if (call.promptDigest === null) return { messages, sentAs: "unverified" };
      if (promptDigest(messages, functions) === call.promptDigest) return { messages, sentAs: "as-sent" };
      if (areKnown) likeliest ??= messages;
    }
  }
  return likeliest && { messages: likeliest, sentAs: "changed" };
}

/** What a call may have asked to mend, the latest first; `null` stands for nothing. */
function answersBefore({ purpose, step }: KnownCall, before: readonly KnownCall[]): (string | null)[] {
  if (purpose === "generate" || purpose === "check") return [null];
  if (purpose !== "repair") return [];
  return before
    .flatMap((call) => (call.step === step && call.answer !== null && !call.isCalling ? [call.answer] : []))
    .reverse();
}

function functionsOf({ steps }: Recipe, { step }: KnownCall): StepTools["functions"] | undefined {
  const asked = steps[step];
  return asked?.kind === "generate" ? asked.tools?.functions : undefined;
}

/**
 * What the model of a call's step may have asked of its tools by then, and been told, the most first: what an earlier
 * making of the item asked for is no part of it. `areKnown` is false where an answer that asked is not kept any more.
 */
function roundsBefore(
  recipe: Recipe,
  { step }: KnownCall,
  before: readonly KnownCall[],
): { candidates: ToolRound[][]; areKnown: boolean } {
  const asked = recipe.steps[step];
  const limit = asked?.kind === "generate" ? (asked.tools?.limit ?? 0) : 0;
  const asking = before.filter((call) => call.step === step && call.isCalling).slice(-limit || before.length);
  const read = asking.map(({ answer }) => readRound(answer ?? ""));
  const known = read.slice(read.lastIndexOf(null) + 1).filter((round) => round !== null);
  return {
    candidates: [...known.keys(), known.length].map((from) => known.slice(from)),
    areKnown: known.length === read.length,
  };
}

/**
 * What the steps before a call's own had come to by then: as their last answers say, else as the item keeps it; `null`
 * where nobody knows any more.
 */
function stepsBefore(
  { steps }: Recipe,
  kept: readonly EndedStep[],
  { call, before }: { call: KnownCall; before: readonly KnownCall[] },
): EndedStep[] | null {
  const own = steps[call.step];
  // What was drawn has no messages.
  if (!own || isWork(own)) return null;
  const ended: EndedStep[] = [];
  for (const [place, earlier] of steps.slice(0, call.step).entries()) {
    if (earlier.kind !== "generate") {
      const known = kept[place];
      // What a tool or the catalogue said then cannot be had again.
      if (!known) return null;
      ended.push(known);
      continue;
    }
    const { outputs } = earlier;
    const calls = before.filter(({ step }) => step === place);
    const answers = calls.flatMap(({ answer, isCalling }) =>
      answer && !isCalling ? [parseOutput(outputs, answer)] : [],
    );
    const written = answers.findLast(({ ok }) => ok);
    const step = written?.ok ? { output: written.output, attempts: 0, cost: "0" } : kept[place];
    // A step that was never called was left out.
    if (!step && calls.length > 0) return null;
    ended.push(step ?? { output: null, attempts: 0, cost: "0" });
  }
  return ended;
}

function likeliestFirst(bases: readonly PromptBasis[], at: Date): PromptBasis[] {
  return [...bases].sort((one, other) => Number(other.heldAt(at)) - Number(one.heldAt(at)));
}

async function render(
  recipe: Recipe,
  {
    source,
    ended,
    answer,
    rounds,
  }: {
    source: PromptBasis["source"];
    ended: readonly EndedStep[];
    answer: string | null;
    rounds: ToolRound[];
  },
): Promise<ChatMessage[] | null> {
  const carried = { attempts: 0, cost: "0", rounds, ...(answer !== null && { answer: { text: answer } }) };
  const fallback = rounds.at(-1)?.fallback ?? false;
  const prompt = await promptOf(recipe, { ...progressOf(source, carried, ended), fallback });
  return prompt.kind === "call" ? prompt.call.messages : null;
}
