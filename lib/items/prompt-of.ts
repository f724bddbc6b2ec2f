import type { CallKey } from "#lib/calls/call-key.ts";
import type { ModelQuestion } from "#lib/checks/by-model/model-check.ts";
import type { ChatMessage } from "#lib/models/endpoints/call-outcome.ts";
import type { CallParameters, ChatRequest, ShownPictures } from "#lib/models/endpoints/chat-request.ts";
import { feedbackMessages } from "#lib/templates/feedback-messages.ts";
import { parseOutput } from "#lib/templates/output.ts";
import { renderPrompt } from "#lib/templates/render-prompt.ts";
import type { RenderedPrompt } from "#lib/templates/render-within.ts";
import { repairMessages } from "#lib/templates/repair-messages.ts";
import { belowWith, rowTerms } from "#lib/templates/row-terms.ts";
import type { StepTools } from "#lib/templates/step-tools.ts";
import { type AnswerTerms, answerTerms } from "./answer-room.ts";
import { madeOf } from "./made-output.ts";
import type { Progress } from "./progress.ts";
import { type GenerateStep, generateStepAt, type JudgeStep, type Recipe } from "./recipe.ts";
import { readOf } from "./step-values.ts";
import { messagesOf } from "./tool-rounds.ts";

/** The call that an item's progress stands at, ready to go out. */
export interface ItemCall {
  step: number;
  call: number;
  purpose: "generate" | "repair" | "check";
  /** `moderation`: each message is a text that is looked at, or shows a picture. */
  speaks?: ModelQuestion["speaks"] | undefined;
  fallback: boolean;
  /** Of a step that is asked otherwise than its run. */
  modelId?: string | undefined;
  parameters?: CallParameters | undefined;
  messages: ChatMessage[];
  /** What its model may call before it answers. */
  functions?: StepTools["functions"] | undefined;
  terms: AnswerTerms;
}

export type ItemPrompt = { kind: "call"; call: ItemCall } | Exclude<RenderedPrompt, { kind: "prompt" }>;

/**
 * The call that comes next for an item, its prompt rendered; or why nothing can be sent for its row. Pure; a promise only
 * where the template has to be rendered apart, so that an item of an ordinary one waits for nothing.
 */
export function promptOf(recipe: Recipe, progress: Progress): ItemPrompt | Promise<ItemPrompt> {
  const { source, ended } = progress;
  const asked = recipe.steps[ended.length];
  if (asked?.kind === "judge") return { kind: "call", call: judgingCall(recipe, asked, progress) };
  const { prompt: template } = generateStepAt(recipe, ended.length);
  const { values, language, examples } = source;
  const terms = rowTerms(recipe.terms, template, values, language);
  const below = examples ? { ...belowWith(terms), examples } : belowWith(terms);
  const more = { ...(ended.length > 0 && readOf(recipe, ended)), below };
  const rendered = renderPrompt(template, values, language, more);
  return rendered instanceof Promise
    ? rendered.then((prompt) => callWith(recipe, progress, prompt))
    : callWith(recipe, progress, rendered);
}

function callWith(recipe: Recipe, progress: Progress, prompt: RenderedPrompt): ItemPrompt {
  if (prompt.kind !== "prompt") return prompt;
  const { ended, answer, call, fallback, rounds } = progress;
  const step = generateStepAt(recipe, ended.length);
  const { modelId, parameters, tools } = step;
  const common = {
    ...{ step: ended.length, call, fallback, terms: answerTerms(step, progress) },
    ...(modelId !== undefined && { modelId }),
    ...(parameters && { parameters }),
    ...(tools && { functions: tools.functions }),
  };
  const first = withFeedback(recipe, step, progress, prompt.messages);
  const asked = tools && rounds.length > 0 ? [...first, ...messagesOf(tools, rounds, fallback)] : first;
  if (answer === null) return { kind: "call", call: { ...common, purpose: "generate", messages: asked } };
  const messages = repairing(step, asked, answer);
  return { kind: "call", call: { ...common, purpose: "repair", messages } };
}

// No two runs are to judge by chance what they judge alike.
const JUDGING: CallParameters = { temperature: 0 };

/** The call of a step that asks a model about the output; it has something to ask. */
export function judgingCall(recipe: Recipe, { check, modelId }: JudgeStep, progress: Progress): ItemCall {
  const question = check.ask(madeOf(recipe, progress));
  if (!question) throw new RangeError("A check that has nothing to ask was asked.");
  const { speaks, messages, schema, maxOutputTokens } = question;
  const { ended, call } = progress;
  const terms = { schema, maxOutputTokens, isLimitGiven: false, isRaised: false };
  const parameters = JUDGING;
  const asked = { speaks, modelId, parameters, messages, terms };
  return { step: ended.length, call, purpose: "check", fallback: false, ...asked };
}

/**
 * What a call asks its model: with the parameters of its run, but for those that its step has of its own.
 * @param pictures those that its messages show; undefined where nobody is to see them.
 */
export function chatRequestOf(
  {
    purpose,
    messages,
    functions,
    terms,
    parameters: own,
  }: Pick<ItemCall, "messages" | "functions" | "terms" | "parameters"> & Partial<Pick<ItemCall, "purpose">>,
  parameters: CallParameters,
  pictures: ShownPictures | undefined,
): ChatRequest {
  const { schema, ...bounds } = terms;
  // How a run's texts are to be written says nothing of how they are judged.
  const shared = purpose === "check" ? {} : parameters;
  return {
    messages,
    ...(pictures && { pictures }),
    outputSchema: schema,
    ...(functions && { functions }),
    ...bounds,
    parameters: own ? { ...shared, ...own } : shared,
  };
}

/** Which of an item's calls it is. */
export function keyOf(seq: number, { step, call, purpose, fallback }: ItemCall): CallKey {
  return { seq, step, call, purpose, fallback };
}

/** Steps that wrote a part of what was rejected are told so, each of its own part. */
function withFeedback(
  { result }: Recipe,
  { name }: GenerateStep,
  { source: { feedback } }: Progress,
  messages: ChatMessage[],
): ChatMessage[] {
  const own = result.filter(({ step }) => step === name);
  if (!feedback || own.length === 0) return messages;
  const output = Object.fromEntries(own.map(({ field }) => [field, feedback.output[field] ?? null]));
  return feedbackMessages(messages, { ...feedback, output });
}

function repairing({ outputs }: GenerateStep, asked: ChatMessage[], answer: string): ChatMessage[] {
  const parsed = parseOutput(outputs, answer);
  return repairMessages(asked, answer, parsed.ok ? [] : parsed.misfits);
}
