import type { CallableModel } from "../callable-model.ts";
import { type Capabilities, capabilitiesOf } from "../capabilities.ts";
import { countRatioOf } from "../count-ratio.ts";
import { countMessageTokens, countTokens } from "../count-tokens.ts";
import { reservationOf } from "../price.ts";
import type { ChatRequest, OfferedFunction } from "./chat-request.ts";
import type { CallBound } from "./endpoint.ts";
import { longestAnswer } from "./longest-answer.ts";
import { schemaInWords } from "./messages-for.ts";

/**
 * The most that a call may cost, from the highest count the model's provider ever made of ours and the longest answer
 * it ever billed where it passed the limit asked for.
 */
export function boundChat(
  model: Pick<CallableModel, "id" | "name" | "price" | "countRatio" | "capabilities">,
  request: Pick<ChatRequest, "messages" | "maxOutputTokens" | "isLimitGiven" | "outputSchema" | "functions">,
): CallBound {
  const known = capabilitiesOf(model);
  const counted = countPrompt(model.name, request, known);
  const inputTokens = Math.ceil(counted * countRatioOf(model));
  const asked = longestAnswer(model, request, inputTokens, known).tokens;
  const outputTokens = Math.max(asked, known.billedOutputTokens ?? 0);
  return {
    amount: reservationOf(inputTokens, outputTokens, model.price),
    counted,
    tokens: inputTokens + outputTokens,
    longestAnswer: asked,
  };
}

/** Tokens of a prompt by our own count, with the schema in the form it goes out in. */
export function countPrompt(
  modelName: string,
  { messages, outputSchema, functions }: Pick<ChatRequest, "messages" | "outputSchema" | "functions">,
  { structuredOutput }: Pick<Capabilities, "structuredOutput">,
): number {
  const counted = countMessageTokens(messages, modelName) + (functions ? tokensOf(functions, modelName) : 0);
  const isInWords = functions !== undefined || structuredOutput !== "json_schema";
  return outputSchema ? counted + schemaTokens(outputSchema, isInWords, modelName) : counted;
}

const counts = { asField: new WeakMap<object, number>(), inWords: new WeakMap<object, number>() };

// The schema goes out with every call, and providers bill it as input.
function schemaTokens(schema: object, isInWords: boolean, modelName: string): number {
  const kept = isInWords ? counts.inWords : counts.asField;
  const known = kept.get(schema);
  if (known !== undefined) return known;
  const counted = countTokens(isInWords ? schemaInWords(schema) : JSON.stringify(schema), modelName);
  kept.set(schema, counted);
  return counted;
}

/** What a provider says of itself to a model that may call functions. */
const TOKENS_OF_FUNCTIONS = 350;
const functionTokens = new WeakMap<object, number>();

function tokensOf(functions: readonly OfferedFunction[], modelName: string): number {
  const known = functionTokens.get(functions);
  if (known !== undefined) return known;
  const counted = TOKENS_OF_FUNCTIONS + countTokens(JSON.stringify(functions), modelName);
  functionTokens.set(functions, counted);
  return counted;
}
