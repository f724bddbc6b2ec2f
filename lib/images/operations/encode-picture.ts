import { AppError } from "#lib/app-error.ts";
import { accept, type Result, refuse } from "#lib/result.ts";
import type { Engine } from "../engine.ts";
import type { OutputFormat } from "./operation-choices.ts";
import { type PictureLabel, readLabel, writeLabel } from "./picture-label.ts";
import { withPngText } from "./png-text.ts";
import { fromRaw, type RawPicture } from "./raw-picture.ts";

const BEST_QUALITY: Record<OutputFormat, number> = { jpeg: 90, webp: 90, avif: 68, png: 100 };
/** Below this a product no longer looks as it does. */
const LEAST_QUALITY = 35;
const XMP_KEYWORD = "XML:com.adobe.xmp";

export interface Encoding {
  format: OutputFormat;
  maxBytes?: number | undefined;
  /** What the file says of how it was made. */
  label: PictureLabel | null;
}

/**
 * A picture as a file, in the best quality that its limit allows. What it says of how it was made is read back from the
 * finished file. Refuses a limit that it does not keep to in any quality that is still good (`picture_over_bytes`).
 */
export async function encodePicture(
  engine: Engine,
  picture: RawPicture,
  encoding: Encoding,
): Promise<Result<Buffer, "picture_over_bytes">> {
  const { format, maxBytes = Number.POSITIVE_INFINITY, label } = encoding;
  let [low, high] = [LEAST_QUALITY, BEST_QUALITY[format]];
  let best = await encode(engine, picture, encoding, high);
  if (best.length > maxBytes) {
    let smallest = best.length;
    let fitting: Buffer | null = null;
    while (low <= high) {
      const quality = Math.floor((low + high) / 2);
      const tried = await encode(engine, picture, encoding, quality);
      smallest = Math.min(smallest, tried.length);
      if (tried.length <= maxBytes) {
        fitting = tried;
        low = quality + 1;
      } else high = quality - 1;
    }
    if (!fitting) return refuse("picture_over_bytes", { bytes: smallest, maxBytes });
    best = fitting;
  }
  if (label) await checkLabel(engine, best, label);
  return accept(best);
}

async function encode(
  engine: Engine,
  picture: RawPicture,
  { format, label }: Encoding,
  quality: number,
): Promise<Buffer> {
  const xmp = label && writeLabel(label);
  const whole = fromRaw(engine, picture);
  if (format === "png") {
    const isWhole = quality === BEST_QUALITY.png;
    const png = await whole
      .png({ compressionLevel: 9, ...(!isWhole && { palette: true, quality, effort: 4 }) })
      .toBuffer();
    return xmp ? withPngText(png, XMP_KEYWORD, xmp) : png;
  }
  const labelled = xmp ? whole.withXmp(xmp) : whole;
  if (format === "jpeg")
    return labelled.jpeg({ quality, chromaSubsampling: quality >= 90 ? "4:4:4" : "4:2:0" }).toBuffer();
  return format === "webp"
    ? labelled.webp({ quality }).toBuffer()
    : labelled.avif({ quality, effort: 3 }).toBuffer();
}

async function checkLabel(engine: Engine, file: Buffer, label: PictureLabel): Promise<void> {
  const { xmp } = await engine.default(file).metadata();
  if (JSON.stringify(readLabel(xmp)) !== JSON.stringify(label))
    throw new AppError("The label in a picture is not what was written.");
}
