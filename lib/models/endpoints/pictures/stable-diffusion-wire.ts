import { z } from "zod";
import { withoutFrame } from "./openai-wire.ts";
import type { DrawRequest, EnlargeRequest, PictureFile, ReadPictures } from "./picture-request.ts";

// As AUTOMATIC1111's server and those that followed it (Forge, SD.Next) speak it: `/sdapi/v1/…`, described by each
// server itself at `/docs`.

/** The path and body of a request to draw. @param model the checkpoint's name. */
export function writeDrawing(
  model: string,
  request: DrawRequest,
): { path: string; body: Record<string, unknown> } {
  const { prompt, avoid, count, size, images = [], mask, strength, seed } = request;
  const [width, height] = (size ?? "").split("x").map(Number);
  const common = {
    prompt,
    ...(avoid && { negative_prompt: avoid }),
    batch_size: count,
    n_iter: 1,
    seed: seed ?? -1,
    ...(width && height && { width, height }),
    override_settings: { sd_model_checkpoint: model },
    // A checkpoint takes a while to load, and the next call asks for the same.
    override_settings_restore_afterwards: false,
    send_images: true,
    save_images: false,
  };
  const [first] = images;
  if (!first) return { path: "/sdapi/v1/txt2img", body: common };
  return {
    path: "/sdapi/v1/img2img",
    body: {
      ...common,
      init_images: [base64Of(first)],
      include_init_images: false,
      ...(strength !== undefined && { denoising_strength: strength }),
      // What was there is where it begins from: 1. With all of the picture in sight, so that what changes fits in.
      ...(mask && { mask: base64Of(mask.white), mask_blur: 4, inpainting_fill: 1, inpaint_full_res: false }),
    },
  };
}

/** The path and body of a request to enlarge. @param model the upscaler's name. */
export function writeEnlarging(
  model: string,
  { image, factor }: EnlargeRequest,
): { path: string; body: Record<string, unknown> } {
  return {
    path: "/sdapi/v1/extra-single-image",
    body: { image: base64Of(image), resize_mode: 0, upscaling_resize: factor, upscaler_1: model },
  };
}

/** Reads an answer to either; `null` where it is none. */
export function readStableDiffusion(body: unknown): ReadPictures | null {
  const read = answerSchema.safeParse(body);
  if (!read.success) return null;
  const { images, image, info } = read.data;
  const told = infoIn(info);
  const seeds = told?.all_seeds ?? [];
  // Before those that were asked for may stand a grid of them, and behind them what extensions add.
  const first = told?.index_of_first_image ?? 0;
  const drawn = image ? [image] : seeds.length > 0 ? images.slice(first, first + seeds.length) : images;
  const found = drawn.map((base64, at) => ({ base64: withoutFrame(base64), seed: seeds[at] ?? null }));
  return { found, given: found.length, size: null, quality: null };
}

const answerSchema = z
  .object({
    images: z
      .array(z.string())
      .nullish()
      .transform((images) => images ?? []),
    image: z.string().min(1).nullish(),
    info: z.unknown().optional(),
  })
  .refine(({ images, image }) => images.length > 0 || image);

const infoSchema = z.object({
  all_seeds: z.array(z.number()).nullish().catch(null),
  index_of_first_image: z.int().min(0).max(1).nullish().catch(null),
});

// As text that is JSON, or as it is.
function infoIn(info: unknown): z.infer<typeof infoSchema> | null {
  try {
    return infoSchema.parse(typeof info === "string" ? JSON.parse(info) : info);
  } catch {
    return null;
  }
}

function base64Of({ bytes }: PictureFile): string {
  return Buffer.from(bytes).toString("base64");
}
