import type { CallableModel } from "../callable-model.ts";
import { countRatioOf } from "../count-ratio.ts";
import { countMessageTokens, countTokens } from "../count-tokens.ts";
import { reservationOf } from "../price.ts";
import type { ChatMessage } from "./call-outcome.ts";

/** The most a call may take, before it is made. */
export interface CallBound {
  amount: string;
  /** Tokens of the prompt and the schema by our own count. */
  counted: number;
  /** Input and output together. */
  tokens: number;
}

/** The most that a call may cost, from the highest count the model's provider ever made of ours. */
export function boundCall(
  model: Pick<CallableModel, "id" | "name" | "price" | "countRatio">,
  {
    messages,
    maxOutputTokens,
    outputSchema,
  }: { messages: readonly ChatMessage[]; maxOutputTokens: number; outputSchema?: object },
): CallBound {
  const counted =
    countMessageTokens(messages, model.name) + (outputSchema ? schemaTokens(outputSchema, model.name) : 0);
  const inputTokens = Math.ceil(counted * countRatioOf(model));
  return {
    amount: reservationOf(inputTokens, maxOutputTokens, model.price),
    counted,
    tokens: inputTokens + maxOutputTokens,
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
