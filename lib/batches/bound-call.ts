import type { ChatMessage } from "#lib/models/call-model.ts";
import { countMessageTokens, countTokens } from "#lib/models/count-tokens.ts";
import { reservationOf } from "#lib/models/price.ts";
import type { ChunkRun } from "./chunk-run.ts";

/** The most a call may take, before it is made. */
export interface CallBound {
  amount: string;
  inputTokens: number;
  /** Input and output together. */
  tokens: number;
}

/** Room for what our count of a prompt and the provider's may differ by, until the provider's is known. */
const FIRST_RATIO = 1.1;
const ratios = new Map<string, number>();

/** The most that a call with these messages may cost, from the highest count the model's provider ever made of ours. */
export function boundCall(
  { model, maxOutputTokens, schema }: Pick<ChunkRun, "model" | "maxOutputTokens" | "schema">,
  messages: ChatMessage[],
): CallBound {
  const counted = countMessageTokens(messages, model.name) + schemaTokens(schema, model.name);
  const inputTokens = Math.ceil(counted * (ratios.get(model.id) ?? FIRST_RATIO));
  return {
    amount: reservationOf(inputTokens, maxOutputTokens, model.price),
    inputTokens,
    tokens: inputTokens + maxOutputTokens,
  };
}

/** Learns from a call whose prompt the provider counted higher than it was bound to. */
export function learnBound(modelId: string, bound: CallBound, inputTokens: number): void {
  if (inputTokens <= bound.inputTokens || bound.inputTokens === 0) return;
  const ratio = ratios.get(modelId) ?? FIRST_RATIO;
  ratios.set(modelId, (ratio * inputTokens) / bound.inputTokens);
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
