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

/** Decodes a picture, and gives the XMP that its file carries. Refuses one of more pixels than are worked on. */
export async function decodePicture(
  engine: Engine,
  input: PictureInput,
): Promise<Result<{ picture: RawPicture; xmp: Buffer | undefined }, "picture_too_large_to_edit">> {
  const { autoOrient, xmp } = await engine.default(input).metadata();
  const room = checkRoom(autoOrient);
  return room.ok ? accept({ picture: await toRaw(openPicture(engine, input)), xmp }) : room;
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
