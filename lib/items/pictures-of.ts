import type { StoredCandidate } from "#db/schema/images.ts";
import { type AskedPicture, isWhiteGround, type PictureFound } from "#lib/checks/picture-verdicts.ts";
import type { DrawingWish } from "#lib/images/drawing/drawing-wish.ts";
import type { PictureMade } from "#lib/images/make-picture.ts";
import type { Operation } from "#lib/images/operations/operation.ts";
import type { EndedStep } from "./progress.ts";

/** What a picture of a step rests on, as it is kept with its end. */
export interface PictureEvidence extends PictureMade {
  kind: "picture";
  /** What it is called. */
  field: string;
  asked: AskedPicture;
  /** The same of the other candidates of what it was made of, in their order. */
  others?: PictureMade[];
}

/** What a picture that was drawn rests on, as it is kept with the end of its step. */
export interface DrawnEvidence {
  kind: "drawn";
  /** What it is called. */
  field: string;
  sourceId: string;
  modelId: string;
  /** "" where it was only enlarged. */
  prompt: string;
  /** Not of those from before drawn pictures were checked. */
  asked?: AskedPicture;
  /** All that were drawn; the first is the step's. */
  candidates: StoredCandidate[];
}

/** The picture that another is drawn of: its size in pixels, and the share of white in its border. */
export interface DrawnSource {
  width: number;
  height: number;
  whiteBorder: number;
}

/** What operations ask of the picture that comes of them. */
export function askedOf(operations: readonly Operation[]): AskedPicture {
  const fit = operations.findLast((operation) => operation.do === "fit");
  const ground = operations.findLast((operation) => operation.do === "background");
  return {
    ...sizeOf(operations),
    ...(fit?.maxBytes !== undefined && { maxBytes: fit.maxBytes }),
    isWhite: ground !== undefined && typeof ground.fill === "string" && /^#f{6}$/i.test(ground.fill),
    isLabelled: operations.some((operation) => operation.do === "label"),
  };
}

// What is enlarged after it was fitted is of another size.
function sizeOf(operations: readonly Operation[]): Pick<AskedPicture, "width" | "height"> {
  let size: { width: number; height: number } | null = null;
  for (const operation of operations) {
    if (operation.do === "fit") size = { width: operation.width, height: operation.height };
    else if (operation.do === "enlarge" && size)
      size = { width: size.width * operation.factor, height: size.height * operation.factor };
  }
  return size ?? {};
}

/** What is asked of a picture that a model draws: a ground that may not change stays white where it was. */
export function askedOfDrawing(wish: DrawingWish, source: DrawnSource): AskedPicture {
  const drawn = { isLabelled: false, isDrawn: true } as const;
  const isWhite = isWhiteGround(source.whiteBorder);
  if (wish.task === "enlarge") {
    const { factor } = wish;
    return { width: source.width * factor, height: source.height * factor, isWhite, ...drawn };
  }
  const [width, height] = wish.size.split("x").map(Number);
  return {
    ...(wish.size === "source" ? { ratio: source.width / source.height } : { width, height }),
    isWhite: isWhite && wish.mayChange === "subject",
    ...(wish.mayChange === "subject" && { isSubjectFree: true }),
    ...drawn,
  };
}

/**
 * The pictures that the steps of an item have made and its output rests on, in their order: of candidates that one which is
 * in the output, or of which that was made, and the first where it is none of them.
 */
export function picturesOf(
  ended: readonly Pick<EndedStep, "evidence">[],
  output: Readonly<Record<string, unknown>>,
): PictureFound[] {
  const inUse = new Set(Object.values(output));
  const fieldOf = (name: string, assetId: string) => (output[name] === assetId ? name : null);
  // From the last step back: what it made of a candidate tells which one that was.
  return ended
    .toReversed()
    .flatMap(({ evidence }): PictureFound[] => {
      if (isOfPicture(evidence)) {
        const { field, asked, others = [] } = evidence;
        const chosen = [evidence, ...others].find(({ assetId }) => inUse.has(assetId)) ?? evidence;
        const { assetId, sourceId, facts, notes } = chosen;
        inUse.add(sourceId);
        return [{ field: fieldOf(field, assetId), assetId, asked, facts, notes }];
      }
      if (!isOfDrawing(evidence) || !evidence.asked) return [];
      const { field, asked, candidates } = evidence;
      const chosen = candidates.find(({ assetId }) => inUse.has(assetId)) ?? candidates[0];
      if (!chosen?.facts) return [];
      const { assetId, facts } = chosen;
      return [{ field: fieldOf(field, assetId), assetId, asked, facts, notes: [] }];
    })
    .reverse();
}

/** The other candidates beside a picture that a step of an item gave, in their order; none where it stands alone. */
export function othersBeside(
  ended: readonly Pick<EndedStep, "evidence">[],
  assetId: string,
): readonly string[] {
  for (const { evidence } of ended.toReversed()) {
    if (isOfPicture(evidence) && evidence.assetId === assetId)
      return (evidence.others ?? []).map((other) => other.assetId);
    if (isOfDrawing(evidence) && evidence.candidates[0]?.assetId === assetId)
      return evidence.candidates.slice(1).map((candidate) => candidate.assetId);
  }
  return [];
}

function isOfPicture(evidence: unknown): evidence is PictureEvidence {
  return isOfKind(evidence, "picture");
}

function isOfDrawing(evidence: unknown): evidence is DrawnEvidence {
  return isOfKind(evidence, "drawn");
}

function isOfKind(evidence: unknown, kind: string): boolean {
  return typeof evidence === "object" && evidence !== null && "kind" in evidence && evidence.kind === kind;
}
