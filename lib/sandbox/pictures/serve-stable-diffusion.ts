import type { IncomingMessage, ServerResponse } from "node:http";
import { setTimeout as wait } from "node:timers/promises";
import { z } from "zod";
import { admitCall } from "../misbehave.ts";
import { SANDBOX_MODELS, sandboxModel } from "../sandbox-models.ts";
import type { SandboxState } from "../sandbox-state.ts";
import { readJson, sendCutOff, sendJson } from "../wire.ts";
import { drawPicture, enlargePicture } from "./draw-picture.ts";

const SIDES_BY = 8;
const USUAL_SIDE = 512;
const ANY_SEED = 2 ** 31;

const side = z.number().int().min(64).max(2_048).multipleOf(SIDES_BY).default(USUAL_SIDE);
const drawingSchema = z.object({
  prompt: z.string().default(""),
  seed: z.number().int().default(-1),
  batch_size: z.number().int().min(1).max(8).default(1),
  n_iter: z.number().int().min(1).max(8).default(1),
  width: side,
  height: side,
  init_images: z.array(z.string()).nullish(),
  mask: z.string().nullish(),
  override_settings: z.object({ sd_model_checkpoint: z.string().optional() }).default({}),
});
const enlargingSchema = z.object({
  image: z.string().min(1),
  upscaling_resize: z.number().min(1).max(8).default(2),
  upscaler_1: z.string().default("None"),
});

/** What lies under /sdapi/v1 of a Stable Diffusion server, as far as the console asks for it. */
export async function serveStableDiffusion(
  state: SandboxState,
  request: IncomingMessage,
  response: ServerResponse,
  pathname: string,
): Promise<void> {
  const call = pathname.replace("/sdapi/v1/", "");
  if (request.method === "GET") return serveLists(response, call);
  const body = await readJson(request);
  if ("misfit" in body) return sendJson(response, 422, { detail: body.misfit });
  switch (call) {
    case "txt2img":
    case "img2img":
      return serveDrawing(state, request, response, { json: body.json, isFrom: call === "img2img" });
    case "extra-single-image":
      return serveEnlarging(state, request, response, body.json);
    default:
      return sendJson(response, 404, { detail: "Not Found" });
  }
}

function serveLists(response: ServerResponse, call: string): void {
  const list = listOf(call);
  sendJson(response, list ? 200 : 404, list ?? { detail: "Not Found" });
}

function listOf(call: string): object[] | null {
  const named = (kind: string) => SANDBOX_MODELS.filter((model) => model.kind === kind).map(({ id }) => id);
  if (call === "sd-models")
    return named("image").map((id) => ({ title: id, model_name: id, filename: `${id}.safetensors` }));
  if (call !== "upscalers") return null;
  return ["None", ...named("upscaler")].map((name) => ({
    name,
    model_name: null,
    model_path: null,
    scale: 4,
  }));
}

async function serveDrawing(
  state: SandboxState,
  incoming: IncomingMessage,
  response: ServerResponse,
  { json, isFrom }: { json: unknown; isFrom: boolean },
): Promise<void> {
  const read = drawingSchema.safeParse(json);
  if (!read.success) return misfitting(response, read.error);
  const { prompt, width, height, batch_size, n_iter, init_images, mask } = read.data;
  const checkpoint = read.data.override_settings.sd_model_checkpoint ?? "sandbox-picture";
  const model = sandboxModel(checkpoint);
  if (model?.kind !== "image") return sendJson(response, 404, { detail: "Model not found" });
  const source = init_images?.[0];
  if (isFrom && !source) return sendJson(response, 404, { detail: "Init image not found" });
  const admitted = admitCall(state, incoming, model.id, response);
  if (!admitted) return;
  const count = batch_size * n_iter;
  state.books.charge(model.id, { ...NO_TOKENS, pictures: count });
  const { fault, settings, headers } = admitted;
  if (fault === "timeout") return;
  const seed = read.data.seed >= 0 ? read.data.seed : (state.calls * 7_919) % ANY_SEED;
  const seeds = Array.from({ length: count }, (_, at) => seed + at);
  const images: string[] = [];
  for (const one of seeds) {
    const drawn = await drawPicture({
      ...{ prompt, seed: one, width, height },
      ...(source && { source: bytesOf(source) }),
      ...(source && mask && { mask: bytesOf(mask) }),
    }).catch(() => null);
    if (!drawn) return invalidPicture(response);
    images.push(drawn.toString("base64"));
  }
  await wait(settings.latencyMs ?? model.baseLatencyMs);
  const told = {
    prompt,
    seed,
    all_seeds: seeds,
    width,
    height,
    sd_model_name: model.id,
    index_of_first_image: 0,
  };
  const spoilt = fault === "invalid-json" || fault === "misfit";
  const body = {
    images: images.map((image) => (spoilt ? image.slice(0, image.length / 3) : image)),
    parameters: {},
    info: JSON.stringify(told),
  };
  if (fault === "cut-off") return sendCutOff(response, JSON.stringify(body), headers);
  sendJson(response, 200, body, headers);
}

async function serveEnlarging(
  state: SandboxState,
  incoming: IncomingMessage,
  response: ServerResponse,
  json: unknown,
): Promise<void> {
  const read = enlargingSchema.safeParse(json);
  if (!read.success) return misfitting(response, read.error);
  const { image, upscaling_resize, upscaler_1 } = read.data;
  const model = sandboxModel(upscaler_1);
  if (model?.kind !== "upscaler")
    return sendJson(response, 500, {
      ...{ error: "AssertionError", detail: "", body: "" },
      errors: `could not find upscaler named ${upscaler_1}`,
    });
  const admitted = admitCall(state, incoming, model.id, response);
  if (!admitted) return;
  state.books.charge(model.id, { ...NO_TOKENS, pictures: 1 });
  const { fault, settings, headers } = admitted;
  if (fault === "timeout") return;
  const large = await enlargePicture(bytesOf(image), upscaling_resize).catch(() => null);
  if (!large) return invalidPicture(response);
  await wait(settings.latencyMs ?? model.baseLatencyMs);
  const body = { html_info: "", image: large.toString("base64") };
  if (fault === "cut-off") return sendCutOff(response, JSON.stringify(body), headers);
  sendJson(response, 200, body, headers);
}

const NO_TOKENS = { inputTokens: 0, cachedInputTokens: 0, outputTokens: 0 };

function bytesOf(base64: string): Buffer {
  return Buffer.from(base64.startsWith("data:") ? base64.slice(base64.indexOf(",") + 1) : base64, "base64");
}

function invalidPicture(response: ServerResponse): void {
  sendJson(response, 500, { error: "HTTPException", detail: "Invalid encoded image", body: "", errors: "" });
}

function misfitting(response: ServerResponse, { issues }: z.ZodError): void {
  const detail = issues.map(({ path, message }) => ({
    loc: ["body", ...path],
    msg: message,
    type: "value_error",
  }));
  sendJson(response, 422, { detail });
}
