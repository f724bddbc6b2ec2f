import type { ServerResponse } from "node:http";
import { z } from "zod";
import { countSandboxTokens } from "./count-sandbox-tokens.ts";
import { EMBEDDING_DIMENSIONS, embed } from "./embed.ts";
import { modelNotFound } from "./model-not-found.ts";
import { moderate } from "./moderate.ts";
import { SANDBOX_MODELS, sandboxModel } from "./sandbox-models.ts";
import type { SandboxState } from "./sandbox-state.ts";
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

const moderationBody = z.object({ model: z.string().optional(), input: texts });

const MODERATION_MODEL = "sandbox-moderation";

/** POST /v1/moderations: what a handful of words says of each text, for nothing. */
export function serveModeration({ books }: SandboxState, response: ServerResponse, json: unknown): void {
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
  books.charge(model, { inputTokens: 0, cachedInputTokens: 0, outputTokens: 0 });
  sendJson(response, 200, { id: "modr-sandbox", model, results: [input].flat().map(moderate) });
}
