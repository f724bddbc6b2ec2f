import type { ServerResponse } from "node:http";
import { z } from "zod";
import { countSandboxTokens } from "./count-sandbox-tokens.ts";
import { EMBEDDING_DIMENSIONS, embed } from "./embed.ts";
import { modelNotFound } from "./model-not-found.ts";
import { type Moderated, moderate } from "./moderate.ts";
import { SANDBOX_MODELS, sandboxModel } from "./sandbox-models.ts";
import type { SandboxState } from "./sandbox-state.ts";
import { seePicture } from "./see-picture.ts";
import { sendError, sendJson } from "./wire.ts";

/** GET /v1/models. */
export function serveModels(response: ServerResponse): void {
  const models = SANDBOX_MODELS.map(({ id }) => ({ id, object: "model", created: 0, owned_by: "presswork" }));
  sendJson(response, 200, { object: "list", data: models });
}

const texts = z.union([z.string(), z.array(z.string()).min(1)]);
const embeddingBody = z.object({
  model: z.string(),
  input: texts,
  dimensions: z.number().int().min(8).max(4096).default(EMBEDDING_DIMENSIONS),
  encoding_format: z.enum(["float", "base64"]).default("float"),
});

/** POST /v1/embeddings: hashed word and letter grams, and usage. */
export function serveEmbeddings({ books }: SandboxState, response: ServerResponse, json: unknown): void {
  const body = embeddingBody.safeParse(json);
  if (!body.success) {
    sendError(response, 400, "invalid_request", body.error.issues[0]?.message ?? "");
    return;
  }
  const { model, input, dimensions, encoding_format } = body.data;
  if (sandboxModel(model)?.kind !== "embedding") {
    modelNotFound(response, model);
    return;
  }
  const inputs = [input].flat();
  const tokens = inputs.reduce((sum, text) => sum + countSandboxTokens(text), 0);
  books.charge(model, { inputTokens: tokens, cachedInputTokens: 0, outputTokens: 0 });
  const data = inputs.map((text, index) => {
    const vector = embed(text, dimensions);
    const embedding =
      encoding_format === "float" ? vector : Buffer.from(new Float32Array(vector).buffer).toString("base64");
    return { object: "embedding", index, embedding };
  });
  sendJson(response, 200, {
    object: "list",
    data,
    model,
    usage: { prompt_tokens: tokens, total_tokens: tokens },
  });
}

/** Parts of one input, which are judged as one. */
const parts = z
  .array(
    z.discriminatedUnion("type", [
      z.object({ type: z.literal("text"), text: z.string() }),
      z.object({ type: z.literal("image_url"), image_url: z.object({ url: z.string() }) }),
    ]),
  )
  .min(1);
const moderationBody = z.object({ model: z.string().optional(), input: z.union([texts, parts]) });

const MODERATION_MODEL = "sandbox-moderation";

/** POST /v1/moderations: what a handful of words says of each text and a colour of a picture, for nothing. */
export async function serveModeration(
  { books }: SandboxState,
  response: ServerResponse,
  json: unknown,
): Promise<void> {
  const body = moderationBody.safeParse(json);
  if (!body.success) {
    sendError(response, 400, "invalid_request", body.error.issues[0]?.message ?? "");
    return;
  }
  const { model = MODERATION_MODEL, input } = body.data;
  if (sandboxModel(model)?.kind !== "moderation") {
    modelNotFound(response, model);
    return;
  }
  const results = await resultsOf(input);
  if (!results) {
    sendError(response, 400, "invalid_image", "The image could not be read; one image is supported.");
    return;
  }
  books.charge(model, { inputTokens: 0, cachedInputTokens: 0, outputTokens: 0 });
  sendJson(response, 200, { id: "modr-sandbox", model, results });
}

async function resultsOf(input: z.output<typeof moderationBody>["input"]): Promise<Moderated[] | null> {
  const list = [input].flat();
  const said = list.map((part) => (typeof part === "string" ? part : part.type === "text" ? part.text : ""));
  const urls = list.flatMap((part) =>
    typeof part !== "string" && part.type === "image_url" ? [part.image_url.url] : [],
  );
  if (list.every((part) => typeof part === "string")) return said.map((text) => moderate(text));
  if (urls.length > 1) return null;
  const [url] = urls;
  const seen = url === undefined ? null : await seePicture(url);
  return url !== undefined && !seen ? null : [moderate(said.join("\n"), seen ?? undefined)];
}
