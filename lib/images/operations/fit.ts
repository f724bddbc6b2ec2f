import type { Sharp } from "sharp";
import type { OperationOf } from "./operation.ts";
import { type RawPicture, toRaw } from "./raw-picture.ts";

/** What is decoded, on an area of exactly this size. */
export function fitted(
  decoded: Sharp,
  {
    width,
    height,
    margin,
    mode,
    background,
  }: Pick<OperationOf<"fit">, "width" | "height" | "margin" | "mode" | "background">,
): Promise<RawPicture> {
  const isClear = background === "transparent";
  const ground = isClear ? { r: 0, g: 0, b: 0, alpha: 0 } : background;
  const area = decoded
    // Of a file that is read smaller than it is, not so small that its detail goes.
    .resize({
      ...{ width: width - 2 * margin, height: height - 2 * margin, fit: mode, background: ground },
      fastShrinkOnLoad: false,
    })
    .extend({ top: margin, bottom: margin, left: margin, right: margin, background: ground });
  return toRaw(isClear ? area.ensureAlpha() : area.flatten({ background }));
}

/** By how much a picture is enlarged to fit; 1 or less where it is not. */
export function fitScale(
  picture: Pick<RawPicture, "width" | "height">,
  { width, height, margin, mode }: Pick<OperationOf<"fit">, "width" | "height" | "margin" | "mode">,
): number {
  const across = (width - 2 * margin) / picture.width;
  const down = (height - 2 * margin) / picture.height;
  return mode === "contain" ? Math.min(across, down) : Math.max(across, down);
}
