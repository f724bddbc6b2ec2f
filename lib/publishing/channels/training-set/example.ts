import { countMessageTokens, countTokens } from "#lib/models/count-tokens.ts";
import type { ChatMessage } from "#lib/models/endpoints/call-outcome.ts";
import type { OutputField } from "#lib/templates/template.ts";
import type { TrainingFile } from "./training-config.ts";

/** One line of a training set. */
export type Example =
  | { messages: ChatMessage[] }
  | {
      input: { messages: ChatMessage[] };
      preferred_output: [ChatMessage];
      non_preferred_output: [ChatMessage];
    }
  | {
      key: string;
      language: string;
      row: Record<string, string>;
      label: "approved" | "rejected";
      reason: string | null;
    };

/** An output as an assistant says it: its text where the template has one field of text, else JSON of its fields. */
export function contentOf(output: Record<string, unknown>, fields: readonly OutputField[]): string {
  const [only, ...others] = fields;
  const value = only && output[only.name];
  return only && others.length === 0 && typeof value === "string" ? value : JSON.stringify(output);
}

/** A conversation that ends with an answer to learn. */
export function chatExample(messages: readonly ChatMessage[], content: string): Example {
  return { messages: [...messages, { role: "assistant", content }] };
}

/** The same question with a better and a worse answer. */
export function preferenceExample(
  messages: readonly ChatMessage[],
  preferred: string,
  other: string,
): Example {
  return {
    input: { messages: [...messages] },
    preferred_output: [{ role: "assistant", content: preferred }],
    non_preferred_output: [{ role: "assistant", content: other }],
  };
}

// OpenAI's vocabulary: what a run is billed by.
const COUNTED_AS = "gpt";

/** Tokens of an example; of a pair those of its question and both answers. */
export function exampleTokens(example: Example): number {
  if ("messages" in example) return countMessageTokens(example.messages, COUNTED_AS);
  if ("input" in example)
    return countMessageTokens(
      [...example.input.messages, ...example.preferred_output, ...example.non_preferred_output],
      COUNTED_AS,
    );
  return countTokens(JSON.stringify(example.row), COUNTED_AS);
}

// Readers of lines that go by Unicode would end one there.
const OTHER_LINE_ENDS = /[\u0085\u2028\u2029]/g;

/** An example as its line, with the line's end. */
export function lineOf(example: Example): string {
  const escaped = (end: string) => `\\u${(end.codePointAt(0) ?? 0).toString(16).padStart(4, "0")}`;
  return `${JSON.stringify(example).replace(OTHER_LINE_ENDS, escaped)}\n`;
}

/** Why an example would be refused or harm where it is trained on, as a code; `null` where nothing is wrong. */
export function exampleMisfit(example: Example): string | null {
  const texts = textsOf(example);
  if (texts.some((text) => !text.isWellFormed())) return "training_text_broken";
  if ("row" in example) return Object.keys(example.row).length === 0 ? "training_content_empty" : null;
  return texts.some((text) => text.trim() === "") ? "training_content_empty" : null;
}

function textsOf(example: Example): string[] {
  if ("messages" in example) return example.messages.map(({ content }) => content);
  if ("input" in example) {
    const { input, preferred_output: better, non_preferred_output: worse } = example;
    return [...input.messages, ...better, ...worse].map(({ content }) => content);
  }
  const { key, row, reason } = example;
  return [key, ...Object.entries(row).flat(), reason ?? ""];
}

const ROLES = new Set(["system", "user", "assistant"]);

/** What is wrong with a line as it was read back, in words for the log; `null` where it is as it should be. */
export function lineMisfit(line: string, file: TrainingFile): string | null {
  if (line === "") return "blank line";
  if (/[\r\uFEFF\u0085\u2028\u2029]/.test(line)) return "byte order mark or another line end";
  let read: Record<string, unknown>;
  try {
    read = JSON.parse(line);
  } catch {
    return "no JSON";
  }
  const keys = Object.keys(read).join();
  switch (file) {
    case "chat":
      return keys === "messages" ? conversationMisfit(read.messages, "assistant") : `keys ${keys}`;
    case "preferences": {
      if (keys !== "input,preferred_output,non_preferred_output") return `keys ${keys}`;
      const { messages } = read.input as { messages: unknown };
      return (
        conversationMisfit(messages, "user") ??
        conversationMisfit(read.preferred_output, "assistant") ??
        conversationMisfit(read.non_preferred_output, "assistant")
      );
    }
    case "samples":
      return keys === "key,language,row,label,reason" ? exampleMisfit(read as Example) : `keys ${keys}`;
  }
}

function conversationMisfit(messages: unknown, last: string): string | null {
  if (!Array.isArray(messages) || messages.at(-1)?.role !== last) return `no last message of the ${last}`;
  const isSound = messages.every(
    ({ role, content }) =>
      ROLES.has(role) && typeof content === "string" && content.trim() !== "" && content.isWellFormed(),
  );
  return isSound ? null : "a message is empty, broken or nobody's";
}
