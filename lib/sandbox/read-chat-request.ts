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
});
const body = z.object({
  model: z.string(),
  messages: z.array(message).min(1),
  stream: z.boolean().nullish(),
  stream_options: z.object({ include_usage: z.boolean().nullish() }).nullish(),
  max_tokens: z.number().int().min(1).nullish(),
  max_completion_tokens: z.number().int().min(1).nullish(),
  seed: z.number().int().nullish(),
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
    messages: messages.map(({ role, content }) => ({ role, content: textOf(content) })),
    stream: stream ?? false,
    includeUsage: stream_options?.include_usage ?? false,
    maxTokens: max_completion_tokens ?? max_tokens ?? null,
    seed: seed ?? 0,
    format: formatOf(parsed.data.response_format),
  };
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
