import type { IncomingMessage, ServerResponse } from "node:http";
import { setTimeout as wait } from "node:timers/promises";
import { z } from "zod";
import { type AdmittedCall, admitCall } from "../misbehave.ts";
import { modelNotFound } from "../model-not-found.ts";
import { moderate } from "../moderate.ts";
import { type SandboxModel, sandboxModel } from "../sandbox-models.ts";
import type { SandboxState } from "../sandbox-state.ts";
import { readForm, sendCutOff, sendError, sendJson } from "../wire.ts";
import { drawPicture, sizeOf } from "./draw-picture.ts";
import { maskOf } from "./mask-of.ts";
import { pictureUsage } from "./picture-usage.ts";

const QUALITIES = ["auto", "low", "medium", "high"] as const;
const SHORTEST_SIDE = 256;
const LONGEST_SIDE = 3_840;
const SIDES_BY = 16;
const USUAL_SIDE = 1_024;

const bodySchema = z.object({
  model: z.string(),
  prompt: z.string().min(1).max(32_000),
  n: z.coerce.number().int().min(1).max(10).default(1),
  size: z.string().default("auto"),
  quality: z.string().default("auto"),
  seed: z.coerce.number().int().optional(),
});

interface Asked extends z.output<typeof bodySchema> {
  images: Buffer[];
  mask: Buffer | null;
}

/** POST /v1/images/generations: a simulated picture of nothing but its prompt. */
export async function serveGeneration(
  state: SandboxState,
  incoming: IncomingMessage,
  response: ServerResponse,
  json: unknown,
): Promise<void> {
  const body = bodySchema.safeParse(json);
  if (!body.success) return misfitting(response, body.error);
  await serve(state, incoming, response, { ...body.data, images: [], mask: null });
}

/** POST /v1/images/edits: the first picture of its form, changed in the way that a simulated one is. */
export async function serveEdit(
  state: SandboxState,
  incoming: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const read = await readForm(incoming);
  if ("misfit" in read) return sendError(response, 400, "invalid_request", read.misfit);
  const { form } = read;
  const body = bodySchema.safeParse(
    Object.fromEntries([...form].filter(([, value]) => typeof value === "string")),
  );
  if (!body.success) return misfitting(response, body.error);
  const files = await Promise.all([...form.getAll("image"), ...form.getAll("image[]")].map(bytesOf));
  const images = files.filter((file) => file !== null);
  if (images.length === 0)
    return sendError(response, 400, "missing_required_parameter", "Missing required parameter: 'image'.");
  await serve(state, incoming, response, { ...body.data, images, mask: await bytesOf(form.get("mask")) });
}

async function serve(
  state: SandboxState,
  incoming: IncomingMessage,
  response: ServerResponse,
  asked: Asked,
): Promise<void> {
  const model = sandboxModel(asked.model);
  if (model?.kind !== "image") return modelNotFound(response, asked.model);
  const refusal = refusalOf(asked);
  if (refusal) return sendError(response, 400, ...refusal);
  const shown = await sizesOf([...asked.images, ...(asked.mask ? [asked.mask] : [])]);
  if (!shown)
    return sendError(response, 400, "invalid_image_file", "Invalid image file or mode for image 1.");
  const admitted = admitCall(state, incoming, asked.model, response);
  if (admitted) await answer(state, response, { asked, shown, model, ...admitted });
}

interface Answering extends AdmittedCall {
  asked: Asked;
  shown: { width: number; height: number }[];
  model: SandboxModel;
}

// Everything from here on is billed, as providers bill calls whose answer their client did not wait for.
async function answer(
  state: SandboxState,
  response: ServerResponse,
  { asked, shown, model, settings, fault, headers }: Answering,
): Promise<void> {
  const { prompt, n, images } = asked;
  const size = sizeFor(asked.size, shown[0]);
  const quality = asked.quality === "auto" ? "medium" : asked.quality;
  const usage = pictureUsage(prompt, shown, { ...size, quality, count: n });
  state.books.charge(model.id, {
    inputTokens: usage.input_tokens,
    cachedInputTokens: 0,
    outputTokens: usage.output_tokens,
    pictures: n,
  });
  if (fault === "timeout") return;
  const [source] = images;
  const mask = source && asked.mask ? await maskOf(asked.mask) : null;
  const seed = asked.seed ?? state.calls;
  const drawn: string[] = [];
  for (let at = 0; at < n; at++) {
    const picture = { prompt, seed: seed + at, ...size, ...(source && { source }), ...(mask && { mask }) };
    drawn.push((await drawPicture(picture)).toString("base64"));
  }
  await wait(settings.latencyMs ?? model.baseLatencyMs);
  const spoilt = fault === "invalid-json" || fault === "misfit";
  const body = {
    created: Math.floor(Date.now() / 1_000),
    data: drawn.map((base64) => ({ b64_json: spoilt ? base64.slice(0, base64.length / 3) : base64 })),
    ...{ background: "opaque", output_format: "png", quality, size: `${size.width}x${size.height}`, usage },
  };
  const answerHeaders = { ...headers, "x-request-id": `img-sandbox-${state.calls}` };
  if (fault === "cut-off") return sendCutOff(response, JSON.stringify(body), answerHeaders);
  sendJson(response, 200, body, answerHeaders);
}

function refusalOf({ prompt, size, quality }: Asked): [code: string, message: string] | null {
  if (size !== "auto" && !isTaken(size))
    return [
      "invalid_value",
      `Invalid size '${size}': both sides must be multiples of ${SIDES_BY}, from ${SHORTEST_SIDE} to ${LONGEST_SIDE}.`,
    ];
  if (!(QUALITIES as readonly string[]).includes(quality))
    return [
      "invalid_value",
      `Invalid value: '${quality}'. Supported values are: 'low', 'medium', 'high', and 'auto'.`,
    ];
  return moderate(prompt).flagged
    ? ["moderation_blocked", "Your request was rejected by the safety system."]
    : null;
}

function isTaken(size: string): boolean {
  const sides = /^(\d+)x(\d+)$/.exec(size)?.slice(1).map(Number) ?? [];
  return (
    sides.length === 2 &&
    sides.every((side) => side >= SHORTEST_SIDE && side <= LONGEST_SIDE && side % SIDES_BY === 0)
  );
}

// As the picture that it is made from lies, about a megapixel.
function sizeFor(size: string, shown: { width: number; height: number } | undefined) {
  const [width, height] = size.split("x").map(Number);
  if (width && height) return { width, height };
  const proportions = shown ? shown.width / shown.height : 1;
  if (proportions > 1.2) return { width: USUAL_SIDE * 1.5, height: USUAL_SIDE };
  if (proportions < 0.83) return { width: USUAL_SIDE, height: USUAL_SIDE * 1.5 };
  return { width: USUAL_SIDE, height: USUAL_SIDE };
}

async function sizesOf(pictures: readonly Buffer[]) {
  try {
    return await Promise.all(pictures.map(sizeOf));
  } catch {
    return null;
  }
}

async function bytesOf(value: FormDataEntryValue | null): Promise<Buffer | null> {
  return value instanceof File ? Buffer.from(await value.arrayBuffer()) : null;
}

function misfitting(response: ServerResponse, error: z.ZodError): void {
  const [issue] = error.issues;
  sendError(response, 400, "invalid_value", `Invalid '${issue?.path.join(".")}': ${issue?.message}.`);
}
