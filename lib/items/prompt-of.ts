import type { CallKey } from "#lib/calls/call-key.ts";
import type { ChatMessage } from "#lib/models/endpoints/call-outcome.ts";
import type { CallParameters, ChatRequest } from "#lib/models/endpoints/chat-request.ts";
import { feedbackMessages } from "#lib/templates/feedback-messages.ts";
import { parseOutput } from "#lib/templates/output.ts";
import { renderPrompt } from "#lib/templates/render-prompt.ts";
import type { RenderedPrompt } from "#lib/templates/render-within.ts";
import { repairMessages } from "#lib/templates/repair-messages.ts";
import { belowWith, rowTerms } from "#lib/templates/row-terms.ts";
import { type AnswerTerms, answerTerms } from "./answer-room.ts";
import type { EndedStep, Progress } from "./progress.ts";
import { type Recipe, type Step, stepAt } from "./recipe.ts";

/** The call that an item's progress stands at, ready to go out. */
export interface ItemCall {
  step: number;
  call: number;
  purpose: "generate" | "repair";
  fallback: boolean;
  messages: ChatMessage[];
  terms: AnswerTerms;
}

export type ItemPrompt = { kind: "call"; call: ItemCall } | Exclude<RenderedPrompt, { kind: "prompt" }>;

/**
 * The call that comes next for an item, its prompt rendered; or why nothing can be sent for its row. Pure; a promise only
 * where the template has to be rendered apart, so that an item of an ordinary one waits for nothing.
 */
export function promptOf(recipe: Recipe, progress: Progress): ItemPrompt | Promise<ItemPrompt> {
  const { source, ended } = progress;
  const { prompt: template } = stepAt(recipe, ended.length);
  const { values, language, examples } = source;
  const terms = rowTerms(recipe.terms, template, values, language);
  const below = examples ? { ...belowWith(terms), examples } : belowWith(terms);
  const more = { steps: outputsByStep(recipe, ended), below };
  const rendered = renderPrompt(template, values, language, more);
  return rendered instanceof Promise
    ? rendered.then((prompt) => callWith(recipe, progress, prompt))
    : callWith(recipe, progress, rendered);
}

function callWith(recipe: Recipe, progress: Progress, prompt: RenderedPrompt): ItemPrompt {
  if (prompt.kind !== "prompt") return prompt;
  const { ended, answer, call, fallback } = progress;
  const step = stepAt(recipe, ended.length);
  const common = { step: ended.length, call, fallback, terms: answerTerms(step, progress) };
  const asked = withFeedback(recipe, step, progress, prompt.messages);
  if (answer === null) return { kind: "call", call: { ...common, purpose: "generate", messages: asked } };
  const messages = repairing(step, asked, answer);
  return { kind: "call", call: { ...common, purpose: "repair", messages } };
}

/** What a call asks its model. */
export function chatRequestOf(
  { messages, terms }: Pick<ItemCall, "messages" | "terms">,
  parameters: CallParameters,
): ChatRequest {
  const { schema, ...bounds } = terms;
  return { messages, outputSchema: schema, ...bounds, parameters };
}

/** Which of an item's calls it is. */
export function keyOf(seq: number, { step, call, purpose, fallback }: ItemCall): CallKey {
  return { seq, step, call, purpose, fallback };
}

/** Steps that wrote a part of what was rejected are told so, each of its own part. */
function withFeedback(
  { result }: Recipe,
  { name }: Step,
  { source: { feedback } }: Progress,
  messages: ChatMessage[],
): ChatMessage[] {
  const own = result.filter(({ step }) => step === name);
  if (!feedback || own.length === 0) return messages;
  const output = Object.fromEntries(own.map(({ field }) => [field, feedback.output[field] ?? null]));
  return feedbackMessages(messages, { ...feedback, output });
}

function repairing({ outputs }: Step, asked: ChatMessage[], answer: string): ChatMessage[] {
  const parsed = parseOutput(outputs, answer);
  return repairMessages(asked, answer, parsed.ok ? [] : parsed.misfits);
}

function outputsByStep(
  { steps }: Recipe,
  ended: readonly EndedStep[],
): Record<string, EndedStep["output"]> | undefined {
  if (ended.length === 0) return undefined;
  return Object.fromEntries(ended.map(({ output }, index) => [steps[index]?.name ?? "", output]));
}
