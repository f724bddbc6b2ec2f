import type { ChatMessage } from "#lib/models/endpoints/call-outcome.ts";
import { lengthOf } from "./output.ts";

const MAX_QUOTED_CHARS = 20_000;

/** Why an output is to be written anew. */
export interface Feedback {
  /** What was wrong with it, for a model to read. */
  complaint: string;
  /** In the reviewer's own words; `null` for none. */
  note: string | null;
  /** What was rejected. */
  output: Readonly<Record<string, unknown>>;
}

/** The conversation that asks a model for another output, with the one that was rejected and why. */
export function feedbackMessages(asked: ChatMessage[], { complaint, note, output }: Feedback): ChatMessage[] {
  const rejected = JSON.stringify(output);
  const said = note ? `\nThe reviewer's note: ${note}` : "";
  const request: ChatMessage = {
    role: "user",
    content: `A reviewer has rejected your answer. ${complaint}${said}\n\nWrite it anew so that this is put right, and keep to everything that was asked before. Answer with the complete JSON object and nothing else.`,
  };
  // A text past all bounds would only cost its tokens again.
  const isQuotable = lengthOf(rejected) <= MAX_QUOTED_CHARS;
  return [...asked, ...(isQuotable ? [{ role: "assistant", content: rejected } as const] : []), request];
}
