import { countSandboxTokens } from "./count-sandbox-tokens.ts";
import { hashText } from "./hash-text.ts";
import { judgeAsAsked } from "./judge.ts";
import { asksForProposals, proposeChanges } from "./propose-changes.ts";
import type { SandboxModel } from "./sandbox-models.ts";
import { colourIn, type SeenPicture } from "./see-picture.ts";
import { targetLanguage } from "./target-language.ts";
import { type OfferedTool, schemaInWords, type ToolCall, toldFacts, toolsToCall } from "./use-tools.ts";
import { type Schema, writeValue } from "./write-value.ts";
import { Writer } from "./writer.ts";

/** A chat completion request as far as the sandbox heeds it. */
export interface ChatRequest {
  model: string;
  messages: { role: string; content: string; calls?: ToolCall[] }[];
  tools?: OfferedTool[];
  /** In the order of its messages. */
  pictures: SeenPicture[];
  stream: boolean;
  includeUsage: boolean;
  maxTokens: number | null;
  seed: number;
  format: { type: "text" } | { type: "json_object" } | { type: "json_schema"; schema: Schema };
}

export interface ChatAnswer {
  text: string;
  /** In place of a text. */
  calls?: ToolCall[];
  tokens: number;
  finishReason: "stop" | "length" | "tool_calls";
}

const ANY_JSON: Schema = {
  type: "object",
  properties: {
    title: { type: "string" },
    description: { type: "string" },
    selling_points: { type: "array", items: { type: "string" } },
  },
};

/** What a simulated model writes: derived from the prompt's facts, the same each time for the same request. */
export function answerChat(request: ChatRequest, model: SandboxModel): ChatAnswer {
  const asked = request.messages.filter(({ role }) => role !== "assistant");
  const prompt = asked
    .map(({ role, content }) => (role === "tool" ? toldFacts(content) : content))
    .join("\n\n");
  const language = targetLanguage(prompt);
  const seen = request.pictures.map((picture) => colourIn(language, picture));
  const seed = hashText(`${request.model} ${request.seed}`, hashText(`${prompt}${seen.join()}`));
  const writer = new Writer(prompt, language, seed, seen[0] === undefined ? [] : [["colour", seen[0]]]);
  const calls = toolsToCall(request, writer);
  if (calls.length > 0) {
    const tokens = countSandboxTokens(JSON.stringify(calls));
    return { text: "", calls, tokens, finishReason: "tool_calls" };
  }
  const whole = asSpecialist(request, prompt) ?? write(request, writer, model);
  return limited(whole, request.maxTokens);
}

/** What a judge or a proposer answers; `null` where neither is asked. */
function asSpecialist({ format, messages }: ChatRequest, prompt: string): string | null {
  if (format.type !== "json_schema") return null;
  if (asksForProposals(format.schema)) return JSON.stringify(proposeChanges(messages));
  return judgeAsAsked(prompt, format.schema);
}

function write({ format: asked, messages }: ChatRequest, writer: Writer, model: SandboxModel): string {
  const inWords = asked.type === "text" ? schemaInWords(messages) : null;
  const format = inWords ? ({ type: "json_schema", schema: inWords } as const) : asked;
  if (format.type === "text") return writer.story({ min: 0, max: 4_000 }, model.sentences);
  const schema = format.type === "json_schema" ? format.schema : ANY_JSON;
  return JSON.stringify(writeValue(writer, schema, model));
}

function limited(text: string, maxTokens: number | null): ChatAnswer {
  const tokens = countSandboxTokens(text);
  if (maxTokens === null || tokens <= maxTokens) return { text, tokens, finishReason: "stop" };
  let [kept, dropped] = [0, text.length];
  while (dropped - kept > 1) {
    const middle = (kept + dropped) >> 1;
    if (countSandboxTokens(text.slice(0, middle)) <= maxTokens) kept = middle;
    else dropped = middle;
  }
  const short = text.slice(0, kept);
  return { text: short, tokens: countSandboxTokens(short), finishReason: "length" };
}
