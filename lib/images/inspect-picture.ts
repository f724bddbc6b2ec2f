import { open } from "node:fs/promises";
import type { Metadata } from "sharp";
import type { StoredPictureDetails } from "#db/schema/images.ts";
import { accept, type Result, refuse } from "#lib/result.ts";
import {
  type Engine,
  MOST_PIXELS,
  openPicture,
  orUnsupported,
  type PictureInput,
  READING,
  withEngine,
} from "./engine.ts";
import { formatOf, MEDIA_TYPES, type PictureFormat, TELLING_BYTES } from "./picture-format.ts";

/** What a picture is, as it is seen. */
export interface PictureFacts {
  mediaType: string;
  /** In pixels, turned as its orientation says. */
  width: number;
  height: number;
  details: StoredPictureDetails;
}

export type PictureRefusal =
  | "not_a_picture"
  | "picture_heic"
  | "picture_too_large"
  | "picture_broken"
  | "pictures_unsupported";

/**
 * Looks whether a file is a picture that can be used: by its own bytes, its size before anything is decoded, and then
 * whether all of it can be decoded. Refuses what is no picture, HEIC, more than 100 megapixels, and what is cut off; and
 * with `pictures_unsupported` all others where this machine cannot work on pictures.
 */
export async function inspectPicture(input: PictureInput): Promise<Result<PictureFacts, PictureRefusal>> {
  const format = formatOf(await beginningOf(input));
  if (format === null) return refuse("not_a_picture");
  if (format === "heic") return refuse("picture_heic");
  return orUnsupported(withEngine((engine) => inspect(engine, input, format)));
}

async function inspect(
  engine: Engine,
  input: PictureInput,
  format: Exclude<PictureFormat, "heic">,
): Promise<Result<PictureFacts, PictureRefusal>> {
  const metadata = await readMetadata(engine, input);
  if (!metadata || !isFormat(metadata, format)) return refuse("picture_broken");
  const { width, height } = metadata.autoOrient;
  if (width * height > MOST_PIXELS)
    return refuse("picture_too_large", { width, height, megapixels: MOST_PIXELS / 1_000_000 });
  if (!(await isWhole(engine, input))) return refuse("picture_broken");
  return accept({ mediaType: MEDIA_TYPES[format], width, height, details: detailsOf(metadata) });
}

// Only the header is read, so that one of any size can be told how large it is.
async function readMetadata(engine: Engine, input: PictureInput): Promise<Metadata | null> {
  try {
    return await engine.default(input, { ...READING, limitInputPixels: false }).metadata();
  } catch {
    return null;
  }
}

// Every line is decoded and none is kept.
async function isWhole(engine: Engine, input: PictureInput): Promise<boolean> {
  try {
    await openPicture(engine, input).resize(16, 16, { fit: "fill" }).raw().toBuffer();
    return true;
  } catch {
    return false;
  }
}

function isFormat({ format, compression }: Metadata, told: PictureFormat): boolean {
  return told === "avif" ? format === "heif" && compression === "av1" : format === told;
}

function detailsOf({ pages, space, depth, hasAlpha, exif, xmp, iptc }: Metadata): StoredPictureDetails {
  return {
    frames: pages ?? 1,
    colour: colourOf(space),
    bitsPerChannel: depth === "uchar" ? 8 : 16,
    hasAlpha,
    hasMetadata: Boolean(exif ?? xmp ?? iptc),
  };
}

function colourOf(space: Metadata["space"]): StoredPictureDetails["colour"] {
  if (space === "cmyk") return "cmyk";
  if (space === "b-w" || space === "grey16") return "grey";
  return space === "srgb" || space === "rgb" || space === "rgb16" ? "rgb" : "other";
}

async function beginningOf(input: PictureInput): Promise<Uint8Array> {
  if (typeof input !== "string") return input.subarray(0, TELLING_BYTES);
  const file = await open(/* turbopackIgnore: true */ input);
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(TELLING_BYTES), 0, TELLING_BYTES, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await file.close();
  }
}
