import type { AnsweredCall } from "#lib/models/endpoints/call-outcome.ts";
import { behindReasoning } from "#lib/templates/reasoning-tag.ts";
import type { Progress, RaisedLimit } from "./progress.ts";
import type { GenerateStep } from "./recipe.ts";

/** How an answer is asked for. */
export interface AnswerTerms {
  schema: GenerateStep["schema"];
  maxOutputTokens: number;
  isLimitGiven: boolean;
  /** An earlier answer ended in the midst of its reasoning. */
  isRaised: boolean;
}

const FACTOR = 4;
const LEAST_FOR_REASONING = 8_192;
/** Whoever wants longer answers than this says so at the launch. */
const MOST = 32_768;

/** How the answer is asked for that comes next at a step. */
export function answerTerms(
  step: GenerateStep,
  { answer, raised }: Pick<Progress, "answer" | "raised">,
): AnswerTerms {
  const { schema, isLimitGiven } = step;
  const usual = answer === null ? step.maxOutputTokens : step.maxRepairTokens;
  return {
    schema,
    isLimitGiven,
    maxOutputTokens: Math.max(usual, raised?.tokens ?? 0),
    isRaised: raised?.forReasoning ?? false,
  };
}

/**
 * The longest answer to ask for where one ended at its limit: all that the fields may need, and a multiple where it was
 * reasoning that took the room; `null` where there is no more, so that asking again would be paid for in vain.
 */
export function raisedLimit(step: GenerateStep, outcome: AnsweredCall): RaisedLimit | null {
  if (step.isLimitGiven || outcome.limit?.isMost) return null;
  const had = limitHad(outcome);
  const forReasoning = hasReasoned(outcome);
  const most = forReasoning
    ? Math.min(MOST, Math.max(had * FACTOR, LEAST_FOR_REASONING, step.maxRepairTokens))
    : step.maxRepairTokens;
  return most > had ? { tokens: most, forReasoning } : null;
}

/** Tokens that an answer could take at most. */
export function limitHad({ limit, usage }: AnsweredCall): number {
  return limit?.tokens ?? usage.outputTokens;
}

/** Whether an answer that ended at its limit had only reasoned by then. */
export function isAllReasoning({ text }: AnsweredCall): boolean {
  const answer = behindReasoning(text);
  return answer.trim() === "" || !answer.includes("{");
}

function hasReasoned(outcome: AnsweredCall): boolean {
  const { text, usage, reasoned = false } = outcome;
  return reasoned || usage.reasoningTokens > 0 || behindReasoning(text) !== text || isAllReasoning(outcome);
}
