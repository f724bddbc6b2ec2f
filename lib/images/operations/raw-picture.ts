import type { Sharp } from "sharp";
import { accept, type Result, refuse } from "#lib/result.ts";
import { type Engine, MOST_PIXELS_WORKED_ON, openPicture, type PictureInput } from "../engine.ts";

/** A picture decoded: rows of pixels in sRGB, with or without transparency (not premultiplied). */
export interface RawPicture {
  pixels: Buffer;
  width: number;
  height: number;
  channels: 3 | 4;
}

/**
 * What a picture's header says: its size as it is seen, its XMP, how many pictures the file holds, and whether its pixels are
 * of three colours and eight bits.
 */
export interface PictureHeader {
  width: number;
  height: number;
  xmp: Buffer | undefined;
  frames: number;
  isPlain: boolean;
}

/** Reads a picture's header. Refuses one of more pixels than are worked on. */
export async function readHeader(
  engine: Engine,
  input: PictureInput,
): Promise<Result<PictureHeader, "picture_too_large_to_edit">> {
  const { autoOrient, xmp, pages, space, depth } = await engine.default(input).metadata();
  const room = checkRoom(autoOrient);
  if (!room.ok) return room;
  return accept({ ...autoOrient, xmp, frames: pages ?? 1, isPlain: space === "srgb" && depth === "uchar" });
}

/** Decodes a picture. Refuses one of more pixels than are worked on. */
export async function decodePicture(
  engine: Engine,
  input: PictureInput,
): Promise<Result<RawPicture, "picture_too_large_to_edit">> {
  const header = await readHeader(engine, input);
  return header.ok ? accept(await toRaw(openPicture(engine, input))) : header;
}

/** Whether a picture of such a size is worked on. */
export function checkRoom({
  width,
  height,
}: {
  width: number;
  height: number;
}): Result<null, "picture_too_large_to_edit"> {
  if (width * height <= MOST_PIXELS_WORKED_ON) return accept(null);
  return refuse("picture_too_large_to_edit", {
    width,
    height,
    megapixels: MOST_PIXELS_WORKED_ON / 1_000_000,
  });
}

/** A decoded picture, to be worked on further. */
export function fromRaw(engine: Engine, { pixels, width, height, channels }: RawPicture): Sharp {
  return engine.default(pixels, {
    raw: { width, height, channels },
    limitInputPixels: MOST_PIXELS_WORKED_ON,
  });
}

/** What came of work on a picture, decoded. */
export async function toRaw(worked: Sharp): Promise<RawPicture> {
  const { data, info } = await worked
    .toColourspace("srgb")
    .raw({ depth: "uchar" })
    .toBuffer({ resolveWithObject: true });
  return { pixels: data, width: info.width, height: info.height, channels: info.channels === 4 ? 4 : 3 };
}
