import type { AigcLabel } from "#lib/ai-label.ts";
import type { Failure } from "#lib/failure.ts";
import { accept, type Result, refuse } from "#lib/result.ts";
import type { CutOutModel } from "../cut-out-model.ts";
import {
  type Engine,
  openPicture,
  orUnsupported,
  type PictureInput,
  READING,
  withEngine,
} from "../engine.ts";
import { toldText } from "../told-text.ts";
import { compareSubject, type Likeness } from "./compare-subject.ts";
import { cutOutByModel } from "./cut-out-by-model.ts";
import { FAINT_EDGE } from "./cut-out-pixels.ts";
import { type DrawnLabel, drawLabel } from "./draw-label.ts";
import { encodePicture } from "./encode-picture.ts";
import { enlargeHd, MOST_PIXELS_HD } from "./enlarge-hd.ts";
import { fitScale, fitted } from "./fit.ts";
import { isLabelSeen } from "./label-proof.ts";
import { SOFT_TOLD } from "./model-mask.ts";
import type { Operation, OperationOf } from "./operation.ts";
import type { OutputFormat } from "./operation-choices.ts";
import { type PictureLabel, readLabel } from "./picture-label.ts";
import { cutOutApart } from "./pixels-apart.ts";
import { AT_ITS_OWN, type Place, placeAfterEnlarging, placeAfterFit, type Size, seenPart } from "./place.ts";
import { isClearSomewhere, putBackground } from "./put-background.ts";
import { checkRoom, fromRaw, type RawPicture, readHeader, toRaw } from "./raw-picture.ts";
import { readText, standsApart } from "./read-text.ts";
import { type Sample, sampleOf, seenBeside } from "./sample.ts";

/** What operations need besides the picture. */
export interface OperationContext {
  /** What a file says that is labelled here. */
  aigc: AigcLabel;
  /** The file of an asset that a background names; `null` where there is none. */
  readScene(assetId: string): Promise<Buffer | null>;
  /** What cuts subjects out by a model; absent where no operation wants it. */
  cutOutModel?: CutOutModel | undefined;
  signal: AbortSignal;
}

/** What came of operations, and what somebody should know of it. */
export interface MadePicture {
  bytes: Buffer;
  notes: Failure[];
  /**
   * How much of the subject is still as it was, before anything was written on it; `null` where nothing stands out, and where
   * nothing was done that could have changed it.
   */
  subject: Likeness | null;
  /**
   * Of a label that was drawn: the part of the finished picture in which it stands as it was drawn, `null` where it does
   * not; its words; and whether the file says the same.
   */
  label: { part: RawPicture | null; words: string; embedded: boolean } | null;
}

export type OperationRefusal =
  | "picture_too_large_to_edit"
  | "picture_over_bytes"
  | "cut_out_unsure"
  | "cut_out_model_missing"
  | "cut_out_model_unusable"
  | "cut_out_model_unsure"
  | "background_without_cut_out"
  | "scene_not_found"
  | "enlarge_hd_too_large"
  | "pictures_unsupported";

/** Above this the picture is visibly softer than the area it fills. */
const SOFT_ABOVE = 1.05;

/**
 * Does operations in their order and writes the picture anew: in sRGB, without what its file said of cameras, places and
 * people, and with what it said of being made by AI. Refuses what cannot be done well: each of `OperationRefusal` says why.
 */
export async function applyOperations(
  input: PictureInput,
  operations: readonly Operation[],
  context: OperationContext,
): Promise<Result<MadePicture, OperationRefusal>> {
  const begun = await orUnsupported(withEngine((engine) => begin(engine, input, operations)));
  if (!begun.ok) return begun;
  const { work, left } = begun.value;
  for (const operation of left) {
    context.signal.throwIfAborted();
    const done = await carryOut(work, operation, context);
    if (!done.ok) return done;
  }
  const last = operations.findLast((operation) => operation.do === "fit");
  return withEngine((engine) => finish(engine, work, { format: last?.format, maxBytes: last?.maxBytes }));
}

// A picture that is fitted before all else is decoded at once as large as it is wanted: most of the time is spent on pixels
// that nobody keeps.
async function begin(
  engine: Engine,
  input: PictureInput,
  operations: readonly Operation[],
): Promise<Result<{ work: Work; left: readonly Operation[] }, OperationRefusal>> {
  const header = await readHeader(engine, input);
  if (!header.ok) return header;
  const { xmp, frames, isPlain, ...size } = header.value;
  const notes: Failure[] = frames > 1 ? [{ code: "picture_first_frame", params: { frames } }] : [];
  const isCompared = operations.some(mayChangeSubject);
  const [first, ...others] = operations;
  const decoded = openPicture(engine, input);
  const begun = { label: readLabel(xmp), place: AT_ITS_OWN, subject: undefined, drawn: null };
  // Colours beside it are mixed with its own, which are to be those of the screen by then.
  if (first?.do === "fit" && isPlain && !isCompared) {
    const room = checkRoom(first);
    if (!room.ok) return room;
    const picture = await fitted(decoded, first);
    notes.push(...softness(size, first));
    return accept({ work: { ...begun, picture, source: null, notes }, left: others });
  }
  const picture = await toRaw(decoded);
  const source = isCompared ? await sampleOf(engine, picture) : null;
  return accept({ work: { ...begun, picture, source, notes }, left: operations });
}

/** Whether an operation does more to a subject than to move and scale it, and to write on it. */
function mayChangeSubject(operation: Operation): boolean {
  const isByModel = operation.do === "enlarge" && operation.quality === "hd";
  return operation.do === "cut-out" || operation.do === "background" || isByModel;
}

interface Work {
  picture: RawPicture;
  label: PictureLabel | null;
  notes: Failure[];
  /** `null` where nothing is done that could change its subject. */
  source: Sample | null;
  /** Where the source lies in the picture by now. */
  place: Place;
  /** Compared before the first label; `undefined` until then. */
  subject: Likeness | null | undefined;
  /** The last label, and where it stands by now. */
  drawn: (DrawnLabel & { place: Place }) | null;
}

// A trained model takes its time, and none of the engine's: others go on meanwhile.
function carryOut(
  work: Work,
  operation: Operation,
  context: OperationContext,
): Promise<Result<null, OperationRefusal>> {
  switch (operation.do) {
    case "fit":
      return withEngine((engine) => fitToArea(engine, work, operation));
    case "enlarge":
      return operation.quality === "hd"
        ? enlargeByModel(work, operation, context.signal)
        : withEngine((engine) => enlarge(engine, work, operation));
    case "cut-out":
      return cutOut(work, operation, context);
    case "background":
      return withEngine((engine) => background(engine, work, operation, context));
    case "label":
      work.label = { aigc: context.aigc, source: operation.source };
      return withEngine(async (engine) => accept(await label(engine, work, operation)));
  }
}

async function fitToArea(
  engine: Engine,
  work: Work,
  operation: OperationOf<"fit">,
): Promise<Result<null, OperationRefusal>> {
  const room = checkRoom(operation);
  if (!room.ok) return room;
  work.notes.push(...softness(work.picture, operation));
  moveTo(work, (place) => placeAfterFit(place, work.picture, operation));
  work.picture = await fitted(fromRaw(engine, work.picture), operation);
  return accept(null);
}

function softness(picture: Size, operation: OperationOf<"fit">): Failure[] {
  const scale = fitScale(picture, operation);
  return scale > SOFT_ABOVE ? [{ code: "picture_enlarged", params: { factor: scale.toFixed(1) } }] : [];
}

function moveTo(work: Work, moved: (place: Place) => Place): void {
  work.place = moved(work.place);
  if (work.drawn) work.drawn = { ...work.drawn, place: moved(work.drawn.place) };
}

async function label(engine: Engine, work: Work, operation: OperationOf<"label">): Promise<null> {
  if (work.subject === undefined) work.subject = await compared(engine, work);
  const { picture, label: drawn } = await drawLabel(engine, work.picture, operation);
  work.picture = picture;
  work.drawn = { ...drawn, place: { scale: 1, left: drawn.at.left, top: drawn.at.top } };
  return null;
}

async function compared(engine: Engine, { source, picture, place }: Work): Promise<Likeness | null> {
  const beside = source && (await seenBeside(engine, source, picture, place));
  return beside && compareSubject(beside.before, beside.after);
}

async function enlarge(
  engine: Engine,
  work: Work,
  { factor }: OperationOf<"enlarge">,
): Promise<Result<null, OperationRefusal>> {
  const [width, height] = [work.picture.width * factor, work.picture.height * factor];
  const room = checkRoom({ width, height });
  if (!room.ok) return room;
  moveTo(work, (place) => placeAfterEnlarging(place, factor));
  work.picture = await toRaw(
    fromRaw(engine, work.picture).resize({ width, height, fit: "fill", kernel: "lanczos3" }),
  );
  return accept(null);
}

async function enlargeByModel(
  work: Work,
  { factor }: OperationOf<"enlarge">,
  signal: AbortSignal,
): Promise<Result<null, OperationRefusal>> {
  const [width, height] = [work.picture.width * factor, work.picture.height * factor];
  if (width * height > MOST_PIXELS_HD)
    return refuse("enlarge_hd_too_large", { width, height, megapixels: MOST_PIXELS_HD / 1_000_000 });
  for (let left = factor; left > 1; left /= 2) work.picture = await enlargeHd(work.picture, signal);
  moveTo(work, (place) => placeAfterEnlarging(place, factor));
  return accept(null);
}

async function cutOut(
  work: Work,
  { by }: OperationOf<"cut-out">,
  { cutOutModel, signal }: OperationContext,
): Promise<Result<null, OperationRefusal>> {
  // Somebody has cut it out before.
  if (isClearSomewhere(work.picture)) {
    work.notes.push({ code: "cut_out_already" });
    return accept(null);
  }
  if (by !== "model") return cutOutByGround(work, signal);
  if (!cutOutModel) return refuse("cut_out_model_missing");
  const cut = await cutOutByModel(work.picture, cutOutModel, signal);
  if (!cut.ok) return cut;
  const { picture, softShare } = cut.value;
  if (softShare > SOFT_TOLD)
    work.notes.push({ code: "cut_out_soft", params: { percent: Math.round(softShare * 100) } });
  work.picture = picture;
  return accept(null);
}

async function cutOutByGround(work: Work, signal: AbortSignal): Promise<Result<null, OperationRefusal>> {
  const answer = await withEngine(() => cutOutApart(work.picture, signal));
  if (!answer.found)
    return refuse("cut_out_unsure", { why: answer.reason, percent: Math.round(answer.plainShare * 100) });
  if (answer.faintEdge > FAINT_EDGE)
    work.notes.push({ code: "cut_out_faint", params: { percent: Math.round(answer.faintEdge * 100) } });
  if (!answer.isWhole) work.notes.push(...(await textApart(work.picture, answer.picture, signal)));
  work.picture = answer.picture;
  return accept(null);
}

// What is printed on a product hangs together with it; what a shop wrote beside it does not, and stays when its ground goes.
async function textApart(picture: RawPicture, cut: RawPicture, signal: AbortSignal): Promise<Failure[]> {
  const lines = await readText(picture, signal);
  const apart = lines.filter(({ at }) => standsApart(cut, at)).map(({ text }) => text);
  return apart.length > 0 ? [{ code: "text_beside_subject", params: { text: toldText(apart) } }] : [];
}

async function background(
  engine: Engine,
  work: Work,
  { fill, shadow }: OperationOf<"background">,
  { readScene }: OperationContext,
): Promise<Result<null, OperationRefusal>> {
  if (!isClearSomewhere(work.picture)) return refuse("background_without_cut_out");
  const assetId = typeof fill === "object" && "assetId" in fill ? fill.assetId : null;
  const scene = assetId ? await readScene(assetId) : null;
  if (assetId && !scene) return refuse("scene_not_found");
  work.picture = await putBackground(engine, work.picture, { fill, shadow, scene });
  return accept(null);
}

async function finish(
  engine: Engine,
  work: Work,
  asked: { format: OutputFormat | undefined; maxBytes: number | undefined },
): Promise<Result<MadePicture, OperationRefusal>> {
  const { picture, label, notes } = work;
  const subject = work.subject === undefined ? await compared(engine, work) : work.subject;
  const isClear = isClearSomewhere(picture);
  const format = asked.format ?? (isClear ? "png" : "jpeg");
  const isFlattened = isClear && format === "jpeg";
  if (isFlattened) notes.push({ code: "picture_flattened" });
  const isOpaque = picture.channels === 4 && (!isClear || isFlattened);
  const whole = isOpaque ? await toRaw(fromRaw(engine, picture).flatten({ background: "#ffffff" })) : picture;
  const encoded = await encodePicture(engine, whole, { format, maxBytes: asked.maxBytes, label });
  if (!encoded.ok) return encoded;
  const bytes = encoded.value;
  return accept({
    bytes,
    notes,
    subject,
    label: work.drawn && (await readBack(engine, bytes, picture, work.drawn)),
  });
}

// From the finished file, as whoever looks at it sees it.
async function readBack(
  engine: Engine,
  file: Buffer,
  size: Size,
  { drawn, words, place }: NonNullable<Work["drawn"]>,
): Promise<NonNullable<MadePicture["label"]>> {
  const { xmp } = await engine.default(file).metadata();
  const embedded = readLabel(xmp) !== null;
  const part = seenPart(place, drawn, size);
  // A part that was cut off cannot be read; a pixel is what rounding takes.
  const isWhole = (seen: number, own: number) => seen >= own * place.scale * 0.98 - 1;
  if (!part || !isWhole(part.width, drawn.width) || !isWhole(part.height, drawn.height))
    return { part: null, words, embedded };
  // At the smaller of both sizes: what was made smaller has lost what made it larger.
  const compared = {
    width: Math.min(part.width, drawn.width),
    height: Math.min(part.height, drawn.height),
    fit: "fill" as const,
  };
  const cut = await toRaw(engine.default(file, READING).flatten({ background: "#ffffff" }).extract(part));
  const found = await toRaw(fromRaw(engine, cut).resize(compared));
  const wanted = await toRaw(fromRaw(engine, drawn).resize(compared));
  return { part: isLabelSeen(wanted, found) ? cut : null, words, embedded };
}
