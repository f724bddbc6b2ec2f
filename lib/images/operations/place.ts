import { fitScale } from "./fit.ts";
import type { OperationOf } from "./operation.ts";

/** Where a picture lies in one that was made of it: how often it was enlarged, and where its corner is, in pixels. */
export interface Place {
  scale: number;
  left: number;
  top: number;
}

export interface Size {
  width: number;
  height: number;
}

/** A part of a picture, in whole pixels. */
export interface Rectangle extends Size {
  left: number;
  top: number;
}

export const AT_ITS_OWN: Place = { scale: 1, left: 0, top: 0 };

/** A place after its picture was fitted to an area. */
export function placeAfterFit(place: Place, picture: Size, fit: OperationOf<"fit">): Place {
  const scale = fitScale(picture, fit);
  return {
    scale: place.scale * scale,
    left: place.left * scale + (fit.width - picture.width * scale) / 2,
    top: place.top * scale + (fit.height - picture.height * scale) / 2,
  };
}

/** A place after its picture was enlarged. */
export function placeAfterEnlarging({ scale, left, top }: Place, factor: number): Place {
  return { scale: scale * factor, left: left * factor, top: top * factor };
}

/** The part of a picture in which something of this size that lies at a place is seen; `null` where nothing of it is. */
export function seenPart({ scale, left, top }: Place, own: Size, picture: Size): Rectangle | null {
  const from = { left: Math.max(0, Math.round(left)), top: Math.max(0, Math.round(top)) };
  const width = Math.min(picture.width, Math.round(left + own.width * scale)) - from.left;
  const height = Math.min(picture.height, Math.round(top + own.height * scale)) - from.top;
  return width < 1 || height < 1 ? null : { ...from, width, height };
}
