import { z } from "zod";
import type { DrawRequest, FoundPicture, PictureFile, ReadPictures } from "./picture-request.ts";

// https://platform.openai.com/docs/api-reference/images. The field `response_format` is never sent: models since
// gpt-image refuse it, and of the others an address is as good.

/** The body of a request to draw anew. */
export function writeGeneration(
  model: string,
  { prompt, count, size, quality, seed }: DrawRequest,
): Record<string, unknown> {
  return {
    model,
    prompt,
    n: count,
    ...(size && { size }),
    ...(quality && { quality }),
    ...(seed !== undefined && { seed }),
  };
}

/** The form of a request to draw from pictures. */
export function writeEdit(
  model: string,
  { prompt, count, size, quality, seed, images = [], mask }: DrawRequest,
): FormData {
  const form = new FormData();
  form.append("model", model);
  form.append("prompt", prompt);
  form.append("n", String(count));
  if (size) form.append("size", size);
  if (quality) form.append("quality", quality);
  if (seed !== undefined) form.append("seed", String(seed));
  // Older models and servers know one picture alone, and by this name.
  const field = images.length > 1 ? "image[]" : "image";
  for (const [at, image] of images.entries())
    form.append(field, blobOf(image), fileName(image, `picture-${at + 1}`));
  if (mask) form.append("mask", blobOf(mask.transparent), fileName(mask.transparent, "mask"));
  return form;
}

/** Reads an answer; `null` where it is none, which may be an error in the place of one. */
export function readOpenAiPictures(body: unknown): ReadPictures | null {
  const read = answerSchema.safeParse(body);
  if (!read.success) return null;
  const { data, size, quality, usage } = read.data;
  const found = data.map(pictureIn).filter((picture) => picture !== null);
  return { found, given: found.length, size: size ?? null, quality: quality ?? null, usage };
}

const tolerant = z.string().nullish().catch(null);

const answerSchema = z.object({
  data: z.array(
    z.object({
      b64_json: tolerant,
      url: tolerant,
      seed: z.number().int().nullish().catch(null),
    }),
  ),
  size: tolerant,
  quality: tolerant,
  usage: z.unknown().optional(),
});

function pictureIn({
  b64_json,
  url,
  seed = null,
}: z.infer<typeof answerSchema>["data"][number]): FoundPicture | null {
  if (b64_json) return { base64: withoutFrame(b64_json), seed };
  if (!url) return null;
  return url.startsWith("data:") ? { base64: withoutFrame(url), seed } : { url, seed };
}

/** Base64 without the `data:image/png;base64,` that some put before it. */
export function withoutFrame(base64: string): string {
  return base64.startsWith("data:") ? base64.slice(base64.indexOf(",") + 1) : base64;
}

function blobOf({ bytes, mediaType }: PictureFile): Blob {
  return new Blob([bytes as Uint8Array<ArrayBuffer>], { type: mediaType });
}

// A server may tell a file's format by its name alone.
function fileName({ mediaType }: PictureFile, name: string): string {
  return `${name}.${mediaType.replace("image/", "").replace("jpeg", "jpg")}`;
}
