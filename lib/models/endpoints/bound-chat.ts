import type { CallableModel } from "../callable-model.ts";
import { countRatioOf } from "../count-ratio.ts";
import { countMessageTokens, countTokens } from "../count-tokens.ts";
import { reservationOf } from "../price.ts";
import type { ChatRequest } from "./chat-request.ts";
import type { CallBound } from "./endpoint.ts";

/** The most that a call may cost, from the highest count the model's provider ever made of ours. */
export function boundChat(
  model: Pick<CallableModel, "id" | "name" | "price" | "countRatio">,
  {
    messages,
    maxOutputTokens,
    outputSchema,
  }: Pick<ChatRequest, "messages" | "maxOutputTokens" | "outputSchema">,
): CallBound {
  const counted =
    countMessageTokens(messages, model.name) + (outputSchema ? schemaTokens(outputSchema, model.name) : 0);
  const inputTokens = Math.ceil(counted * countRatioOf(model));
  return {
    amount: reservationOf(inputTokens, maxOutputTokens, model.price),
    counted,
    tokens: inputTokens + maxOutputTokens,
    longestAnswer: maxOutputTokens,
  };
}

const counts = new WeakMap<object, number>();

// The schema goes out with every call, and providers bill it as input.
function schemaTokens(schema: object, modelName: string): number {
  const known = counts.get(schema);
  if (known !== undefined) return known;
  const counted = countTokens(JSON.stringify(schema), modelName);
  counts.set(schema, counted);
  return counted;
}
