import type { JSONSchema7 } from "@ai-sdk/provider";
import type { ChatMessage } from "./call-outcome.ts";

/** A JSON Schema, draft 7. */
export type JsonSchema = JSONSchema7;

/** A picture as it goes out with a prompt. */
export interface ShownPicture {
  mediaType: "image/jpeg" | "image/png";
  base64: string;
}

export type ShownPictures = ReadonlyMap<string, ShownPicture>;

/** A function that a model may ask for. Its name, and those of its parameters, are of ASCII letters, digits, `_` and `-`. */
export interface OfferedFunction {
  name: string;
  description: string;
  parameters: JsonSchema;
}

/** What a chat model is asked. */
export interface ChatRequest {
  messages: ChatMessage[];
  /** The pictures that its messages show, by what those call them. */
  pictures?: ShownPictures;
  /** The answer is asked for as JSON of this shape; it is not checked here. */
  outputSchema?: object;
  /** What it may call before it answers. The shape of the answer is then told in words: many models take either or. */
  functions?: readonly OfferedFunction[];
  /** The longest answer wanted; more is asked for where the model's reasoning is known to need it. */
  maxOutputTokens: number;
  /** A person gave that bound: nothing more is asked for. */
  isLimitGiven?: boolean;
  /** An answer to the same was cut off before: how long one is that fits is worth knowing. */
  isRaised?: boolean;
  parameters?: CallParameters;
  /** Streams the answer and gets all of its text so far, each time there is more. */
  onText?: (textSoFar: string) => void;
}

export interface CallParameters {
  temperature?: number;
  topP?: number;
  topK?: number;
  presencePenalty?: number;
  frequencyPenalty?: number;
  seed?: number;
  stopSequences?: string[];
}
