import type { Capabilities } from "../capabilities.ts";
import type { ChatMessage } from "./call-outcome.ts";
import type { ChatRequest } from "./chat-request.ts";

/**
 * The messages of a request as a model takes them: the schema told in words where it takes none, and instructions
 * before the first message of the user where it knows no role for them.
 */
export function messagesFor(
  { structuredOutput, instructionRole }: Pick<Capabilities, "structuredOutput" | "instructionRole">,
  { messages, outputSchema, functions }: Pick<ChatRequest, "messages" | "outputSchema" | "functions">,
): ChatMessage[] {
  const isInWords = functions !== undefined || structuredOutput !== "json_schema";
  const told =
    outputSchema && isInWords ? withSchema(messages, outputSchema, functions !== undefined) : messages;
  return instructionRole === "user" ? withoutInstructions(told) : told;
}

const words = new WeakMap<object, string>();

/** A schema as it is told in words. What gives JSON on demand wants to read the word, in small letters as well. */
export function schemaInWords(schema: object): string {
  const known = words.get(schema);
  if (known) return known;
  const told = `Answer with one JSON object and nothing else: no explanation before or after it. It must match this JSON Schema:\n\`\`\`json\n${JSON.stringify(schema)}\n\`\`\``;
  words.set(schema, told);
  return told;
}

const CALLING =
  "You may call the functions that you were given before you answer: for what you are to say and were not told. Once you know it, answer.";

// Behind the instructions, which are the same for all rows: a provider's cache of prompts reaches as far as before.
function withSchema(messages: readonly ChatMessage[], schema: object, mayCall: boolean): ChatMessage[] {
  const told = mayCall ? `${CALLING}\n\n${schemaInWords(schema)}` : schemaInWords(schema);
  const at = messages.findLastIndex(({ role }) => role === "system");
  if (at === -1) return [{ role: "system", content: told }, ...messages];
  return messages.map((message, index) =>
    index === at ? { ...message, content: `${message.content}\n\n${told}` } : message,
  );
}

function withoutInstructions(messages: readonly ChatMessage[]): ChatMessage[] {
  const instructions = messages.filter(({ role }) => role === "system").map(({ content }) => content);
  const others = messages.filter(({ role }) => role !== "system");
  if (instructions.length === 0) return others;
  const [first, ...rest] = others;
  const told = instructions.join("\n\n");
  if (first?.role !== "user") return [{ role: "user", content: told }, ...others];
  return [{ ...first, content: `${told}\n\n${first.content}` }, ...rest];
}
