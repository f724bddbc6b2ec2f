import { z } from "zod";
import type { ChatRequest } from "./answer-chat.ts";
import { type SeenPicture, seePicture } from "./see-picture.ts";
import type { Schema } from "./write-value.ts";

const part = z.object({
  type: z.string(),
  text: z.string().optional(),
  image_url: z.object({ url: z.string() }).optional(),
});
const message = z.object({
  role: z.enum(["system", "developer", "user", "assistant", "tool"]),
  content: z.union([z.string(), z.array(part), z.null()]).optional(),
  tool_calls: z
    .array(
      z.object({
        id: z.string().min(1),
        type: z.literal("function"),
        function: z.object({ name: z.string(), arguments: z.string() }),
      }),
    )
    .min(1)
    .nullish(),
  tool_call_id: z.string().nullish(),
});
const tool = z.object({
  type: z.literal("function"),
  function: z.object({
    name: z.string().regex(/^[A-Za-z0-9_-]{1,64}$/),
    description: z.string().nullish(),
    parameters: z
      .object({
        type: z.literal("object"),
        properties: z.record(z.string(), z.unknown()),
        required: z.array(z.string()).optional(),
      })
      .nullish(),
  }),
});
const body = z.object({
  model: z.string(),
  messages: z.array(message).min(1),
  stream: z.boolean().nullish(),
  stream_options: z.object({ include_usage: z.boolean().nullish() }).nullish(),
  max_tokens: z.number().int().min(1).nullish(),
  max_completion_tokens: z.number().int().min(1).nullish(),
  seed: z.number().int().nullish(),
  tools: z.array(tool).max(128).nullish(),
  response_format: z
    .union([
      z.object({ type: z.literal("text") }),
      z.object({ type: z.literal("json_object") }),
      z.object({
        type: z.literal("json_schema"),
        json_schema: z.object({ name: z.string().optional(), schema: z.record(z.string(), z.unknown()) }),
      }),
    ])
    .nullish(),
});

/**
 * A chat completion request read from its JSON, its pictures looked at; the path of the first thing that does not fit
 * otherwise. Addresses are not fetched: a picture comes in its request.
 */
export async function readChatRequest(json: unknown): Promise<ChatRequest | { misfit: string }> {
  const parsed = body.safeParse(json);
  if (!parsed.success) return { misfit: parsed.error.issues[0]?.path.join(".") || "body" };
  const unanswered = unansweredCall(parsed.data.messages);
  if (unanswered !== null) return { misfit: unanswered };
  const { model, messages, stream, stream_options, max_tokens, max_completion_tokens, seed } = parsed.data;
  const pictures: SeenPicture[] = [];
  for (const [at, { content }] of messages.entries()) {
    for (const url of picturesOf(content)) {
      const seen = await seePicture(url);
      if (!seen) return { misfit: `messages[${at}].content: image_url holds no image data` };
      pictures.push(seen);
    }
  }
  return {
    model,
    pictures,
    messages: messages.map(({ role, content, tool_calls }) => ({
      ...{ role, content: textOf(content) },
      calls: (tool_calls ?? []).map((call) => call.function),
    })),
    tools: (parsed.data.tools ?? []).map(({ function: { name, parameters } }) => ({
      name,
      parameters: Object.keys(parameters?.properties ?? {}),
      required: parameters?.required ?? [],
    })),
    stream: stream ?? false,
    includeUsage: stream_options?.include_usage ?? false,
    maxTokens: max_completion_tokens ?? max_tokens ?? null,
    seed: seed ?? 0,
    format: formatOf(parsed.data.response_format),
  };
}

// As OpenAI has it: each call is answered right behind the message that makes it, and nothing else is.
function unansweredCall(messages: z.output<typeof body>["messages"]): string | null {
  let open = new Set<string>();
  for (const [at, { role, tool_calls, tool_call_id }] of messages.entries()) {
    if (role === "tool") {
      if (!tool_call_id || !open.delete(tool_call_id)) return `messages[${at}].tool_call_id`;
      continue;
    }
    if (open.size > 0) return `messages[${at}].role`;
    open = new Set((tool_calls ?? []).map(({ id }) => id));
    if (open.size < (tool_calls ?? []).length) return `messages[${at}].tool_calls`;
  }
  return open.size > 0 ? `messages[${messages.length}]` : null;
}

function textOf(content: z.output<typeof message>["content"]): string {
  if (!Array.isArray(content)) return content ?? "";
  return content.map(({ text }) => text ?? "").join("");
}

function picturesOf(content: z.output<typeof message>["content"]): string[] {
  if (!Array.isArray(content)) return [];
  return content.flatMap(({ image_url }) => (image_url ? [image_url.url] : []));
}

function formatOf(format: z.output<typeof body>["response_format"]): ChatRequest["format"] {
  if (format?.type !== "json_schema") return format ?? { type: "text" };
  return { type: "json_schema", schema: format.json_schema.schema as Schema };
}
