import type {
  PictureFile,
  PictureMask,
  PictureRequest,
} from "#lib/models/endpoints/pictures/picture-request.ts";
import { accept, type Result, refuse } from "#lib/result.ts";
import { type Engine, openPicture, orUnsupported, withEngine } from "../engine.ts";
import { cutOutApart } from "../operations/pixels-apart.ts";
import { isClearSomewhere } from "../operations/put-background.ts";
import { decodePicture, fromRaw, type RawPicture, readHeader, toRaw } from "../operations/raw-picture.ts";
import { drawingSize } from "./drawing-size.ts";
import type { DrawingWish, EditWish } from "./drawing-wish.ts";

/** The longer side of a picture that goes out to be changed, in pixels: models draw about as large. */
const LONGEST_SIDE_SENT = 1_536;

export type DrawingRefusal = "picture_too_large_to_edit" | "cut_out_unsure" | "pictures_unsupported";

/**
 * What a model is asked to make of a picture: as it is seen, as PNG, without what its file says of places and people.
 * Refuses a picture of more pixels than are worked on, and one whose subject cannot be told from its ground where only one
 * of them may change. @throws AbortError on `signal`.
 */
export function drawingRequest(
  source: Buffer,
  wish: DrawingWish,
  asked: DrawingAsked,
): Promise<Result<PictureRequest, DrawingRefusal>> {
  return orUnsupported(withEngine((engine) => requestOf(engine, source, wish, asked)));
}

interface DrawingAsked {
  count: number;
  seed: number | undefined;
  signal: AbortSignal;
}

async function requestOf(
  engine: Engine,
  source: Buffer,
  wish: DrawingWish,
  { count, seed, signal }: DrawingAsked,
): Promise<Result<PictureRequest, DrawingRefusal>> {
  if (wish.task === "enlarge") {
    const decoded = await decodePicture(engine, source);
    if (!decoded.ok) return decoded;
    const image = await png(engine, decoded.value);
    return accept({ task: "enlarge", image, factor: wish.factor });
  }
  const sent = await decodeSent(engine, source);
  if (!sent.ok) return sent;
  const masked = await maskOf(engine, sent.value, wish, signal);
  if (!masked.ok) return masked;
  return accept({
    ...{ task: "draw", prompt: wish.prompt, count },
    ...(wish.avoid && { avoid: wish.avoid }),
    size: wish.size === "source" ? drawingSize(sent.value) : wish.size,
    ...(wish.quality && { quality: wish.quality }),
    ...(wish.strength !== undefined && { strength: wish.strength }),
    ...(seed !== undefined && { seed }),
    images: [await png(engine, await flattened(engine, sent.value))],
    ...(masked.value && { mask: masked.value }),
  });
}

async function decodeSent(
  engine: Engine,
  source: Buffer,
): Promise<Result<RawPicture, "picture_too_large_to_edit">> {
  const header = await readHeader(engine, source);
  if (!header.ok) return header;
  const decoded = openPicture(engine, source);
  if (Math.max(header.value.width, header.value.height) <= LONGEST_SIDE_SENT)
    return accept(await toRaw(decoded));
  return accept(await toRaw(decoded.resize(LONGEST_SIDE_SENT, LONGEST_SIDE_SENT, { fit: "inside" })));
}

async function maskOf(
  engine: Engine,
  picture: RawPicture,
  { mayChange }: EditWish,
  signal: AbortSignal,
): Promise<Result<PictureMask | null, DrawingRefusal>> {
  if (mayChange === "all") return accept(null);
  const cut = await subjectOf(picture, signal);
  if (!cut.ok) return cut;
  const { width, height } = picture;
  const subject = await fromRaw(engine, cut.value).extractChannel(3).raw().toBuffer();
  const kept = mayChange === "background" ? subject : Buffer.from(subject.map((alpha) => 255 - alpha));
  const one = { raw: { width, height, channels: 1 } } as const;
  const ground = { create: { width, height, channels: 3, background: "#000000" } } as const;
  const [transparent, white] = await Promise.all([
    engine.default(ground).joinChannel(kept, one).png().toBuffer(),
    engine.default(kept, one).negate().png().toBuffer(),
  ]);
  return accept({ transparent: asPng(transparent), white: asPng(white) });
}

// A step before may have cut it out.
async function subjectOf(
  picture: RawPicture,
  signal: AbortSignal,
): Promise<Result<RawPicture, "cut_out_unsure">> {
  if (isClearSomewhere(picture)) return accept(picture);
  const answer = await cutOutApart(picture, signal);
  if (answer.found) return accept(answer.picture);
  return refuse("cut_out_unsure", { why: answer.reason, percent: Math.round(answer.plainShare * 100) });
}

function flattened(engine: Engine, picture: RawPicture): Promise<RawPicture> {
  return picture.channels === 3
    ? Promise.resolve(picture)
    : toRaw(fromRaw(engine, picture).flatten({ background: "#ffffff" }));
}

async function png(engine: Engine, picture: RawPicture): Promise<PictureFile> {
  return asPng(await fromRaw(engine, picture).png({ compressionLevel: 6 }).toBuffer());
}

function asPng(bytes: Buffer): PictureFile {
  return { bytes, mediaType: "image/png" };
}
