import type { AskedPicture, PictureFound } from "#lib/checks/picture-verdicts.ts";
import type { PictureMade } from "#lib/images/make-picture.ts";
import type { Operation } from "#lib/images/operations/operation.ts";
import type { EndedStep } from "./progress.ts";

/** What a picture of a step rests on, as it is kept with its end. */
export interface PictureEvidence extends PictureMade {
  kind: "picture";
  /** What it is called. */
  field: string;
  asked: AskedPicture;
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

/** The pictures that the steps of an item have made, in their order. @param output that of the item. */
export function picturesOf(
  ended: readonly EndedStep[],
  output: Readonly<Record<string, unknown>>,
): PictureFound[] {
  return ended.flatMap(({ evidence }) => {
    if (!isOfPicture(evidence)) return [];
    const { field, assetId, asked, facts, notes } = evidence;
    return [{ field: output[field] === assetId ? field : null, assetId, asked, facts, notes }];
  });
}

function isOfPicture(evidence: unknown): evidence is PictureEvidence {
  return (
    typeof evidence === "object" && evidence !== null && "kind" in evidence && evidence.kind === "picture"
  );
}
