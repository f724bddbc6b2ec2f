import type { LeavableField } from "../capabilities.ts";
import type { CallParameters } from "./chat-request.ts";

const NAMES: Record<keyof CallParameters, LeavableField> = {
  temperature: "temperature",
  topP: "top_p",
  topK: "top_k",
  presencePenalty: "presence_penalty",
  frequencyPenalty: "frequency_penalty",
  seed: "seed",
  stopSequences: "stop",
};

/** A parameter's name in OpenAI's format, by which refusals are remembered whatever the provider's own spelling. */
export function wireName(parameter: keyof CallParameters): LeavableField {
  return NAMES[parameter];
}

/** The parameters that a request gives. */
export function parametersIn(parameters: CallParameters): (keyof CallParameters)[] {
  return Object.keys(parameters) as (keyof CallParameters)[];
}
