import type { AigcLabel } from "#lib/ai-label.ts";
import type { Failure } from "#lib/failure.ts";
import { accept, type Result, refuse } from "#lib/result.ts";
import { type Engine, type PictureInput, withEngine } from "../engine.ts";
import { cutOutApart } from "./cut-out-apart.ts";
import { drawLabel } from "./draw-label.ts";
import { encodePicture } from "./encode-picture.ts";
import { fitPicture, fitScale } from "./fit.ts";
import type { Operation, OperationOf } from "./operation.ts";
import type { OutputFormat } from "./operation-choices.ts";
import { type PictureLabel, readLabel } from "./picture-label.ts";
import { isClearSomewhere, putBackground } from "./put-background.ts";
import { checkRoom, decodePicture, fromRaw, type RawPicture, toRaw } from "./raw-picture.ts";

/** What operations need besides the picture. */
export interface OperationContext {
  /** What a file says that is labelled here. */
  aigc: AigcLabel;
  /** The file of an asset that a background names; `null` where there is none. */
  readScene(assetId: string): Promise<Buffer | null>;
  signal: AbortSignal;
}

/** What came of operations, and what somebody should know of it. */
export interface MadePicture {
  bytes: Buffer;
  notes: Failure[];
}

export type OperationRefusal =
  | "picture_too_large_to_edit"
  | "picture_over_bytes"
  | "cut_out_unsure"
  | "background_without_cut_out"
  | "scene_not_found"
  | "enlarge_hd_missing";

/** Above this the picture is visibly softer than the area it fills. */
const SOFT_ABOVE = 1.05;
/** Part of a subject's edge that is nearly of the ground's colour before it is told. */
const FAINT_EDGE = 0.15;

/**
 * Does operations in their order and writes the picture anew: in sRGB, without what its file said of cameras, places and
 * people, and with what it said of being made by AI. Refuses what cannot be done well: each of `OperationRefusal` says why.
 */
export function applyOperations(
  input: PictureInput,
  operations: readonly Operation[],
  context: OperationContext,
): Promise<Result<MadePicture, OperationRefusal>> {
  return withEngine(async (engine) => {
    const decoded = await decodePicture(engine, input);
    if (!decoded.ok) return decoded;
    const { xmp } = await engine.default(input).metadata();
    const work: Work = { picture: decoded.value, label: readLabel(xmp), notes: [] };
    for (const operation of operations) {
      context.signal.throwIfAborted();
      const done = await carryOut(engine, work, operation, context);
      if (!done.ok) return done;
    }
    const last = operations.findLast((operation) => operation.do === "fit");
    return finish(engine, work, { format: last?.format, maxBytes: last?.maxBytes });
  });
}

interface Work {
  picture: RawPicture;
  label: PictureLabel | null;
  notes: Failure[];
}

async function carryOut(
  engine: Engine,
  work: Work,
  operation: Operation,
  context: OperationContext,
): Promise<Result<null, OperationRefusal>> {
  switch (operation.do) {
    case "fit":
      return fitToArea(engine, work, operation);
    case "enlarge":
      return enlarge(engine, work, operation);
    case "cut-out":
      return cutOut(work, context.signal);
    case "background":
      return background(engine, work, operation, context);
    case "label":
      work.picture = await drawLabel(engine, work.picture, operation);
      work.label = { aigc: context.aigc, source: operation.source };
      return accept(null);
  }
}

async function fitToArea(
  engine: Engine,
  work: Work,
  operation: OperationOf<"fit">,
): Promise<Result<null, OperationRefusal>> {
  const room = checkRoom(operation);
  if (!room.ok) return room;
  const scale = fitScale(work.picture, operation);
  if (scale > SOFT_ABOVE) work.notes.push({ code: "picture_enlarged", params: { factor: scale.toFixed(1) } });
  work.picture = await fitPicture(engine, work.picture, operation);
  return accept(null);
}

async function enlarge(
  engine: Engine,
  work: Work,
  { factor, quality }: OperationOf<"enlarge">,
): Promise<Result<null, OperationRefusal>> {
  if (quality === "hd") return refuse("enlarge_hd_missing");
  const [width, height] = [work.picture.width * factor, work.picture.height * factor];
  const room = checkRoom({ width, height });
  if (!room.ok) return room;
  work.picture = await toRaw(
    fromRaw(engine, work.picture).resize({ width, height, fit: "fill", kernel: "lanczos3" }),
  );
  return accept(null);
}

async function cutOut(work: Work, signal: AbortSignal): Promise<Result<null, OperationRefusal>> {
  // Somebody has cut it out before.
  if (isClearSomewhere(work.picture)) {
    work.notes.push({ code: "cut_out_already" });
    return accept(null);
  }
  const answer = await cutOutApart(work.picture, signal);
  if (!answer.found)
    return refuse("cut_out_unsure", { why: answer.reason, percent: Math.round(answer.plainShare * 100) });
  if (answer.faintEdge > FAINT_EDGE)
    work.notes.push({ code: "cut_out_faint", params: { percent: Math.round(answer.faintEdge * 100) } });
  work.picture = answer.picture;
  return accept(null);
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
  { picture, label, notes }: Work,
  asked: { format: OutputFormat | undefined; maxBytes: number | undefined },
): Promise<Result<MadePicture, OperationRefusal>> {
  const isClear = isClearSomewhere(picture);
  const format = asked.format ?? (isClear ? "png" : "jpeg");
  const isFlattened = isClear && format === "jpeg";
  if (isFlattened) notes.push({ code: "picture_flattened" });
  const isOpaque = picture.channels === 4 && (!isClear || isFlattened);
  const whole = isOpaque ? await toRaw(fromRaw(engine, picture).flatten({ background: "#ffffff" })) : picture;
  const encoded = await encodePicture(engine, whole, { format, maxBytes: asked.maxBytes, label });
  return encoded.ok ? accept({ bytes: encoded.value, notes }) : encoded;
}
