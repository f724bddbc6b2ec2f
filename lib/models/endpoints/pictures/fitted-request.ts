import type { Capabilities } from "../../capabilities.ts";
import type { DrawRequest, PictureSize } from "./picture-request.ts";

type Known = Pick<Capabilities, "leftOut" | "pictureSizes" | "pictureQualities" | "mostPictures">;

/** What different providers call the same: from the least to the best. */
const RANKS: Record<string, number> = {
  low: 0,
  medium: 1,
  standard: 1,
  auto: 1,
  high: 2,
  hd: 2,
  xhigh: 3,
  max: 4,
};

/**
 * A request as the model is known to take it: the nearest size and quality, no more pictures than it draws at once, and
 * without what it refuses. Pure.
 */
export function fittedTo(known: Known, request: DrawRequest): DrawRequest {
  const { size, quality, seed, ...kept } = request;
  const leaves = (field: Known["leftOut"][number]) => known.leftOut.includes(field);
  const nearSize = size && !leaves("size") ? nearestSize(known.pictureSizes, size) : undefined;
  const nearQuality =
    quality && !leaves("quality") ? nearestQuality(known.pictureQualities, quality) : undefined;
  return {
    ...kept,
    count: Math.min(request.count, known.mostPictures ?? request.count),
    ...(nearSize && { size: nearSize }),
    ...(nearQuality && { quality: nearQuality }),
    ...(seed !== undefined && !leaves("seed") && { seed }),
  };
}

// Its proportions first: a picture is cropped or padded by what is wrong with those, and its size is mended without loss.
function nearestSize(taken: readonly string[], size: PictureSize): PictureSize {
  if (taken.length === 0 || taken.includes(size)) return size;
  const [width, height] = sidesOf(size);
  const away = (other: string) => {
    const [otherWidth, otherHeight] = sidesOf(other);
    const proportions = Math.abs(Math.log(otherWidth / otherHeight / (width / height)));
    return proportions * 10 + Math.abs(Math.log((otherWidth * otherHeight) / (width * height)));
  };
  return taken.reduce((near, other) => (away(other) < away(near) ? other : near)) as PictureSize;
}

function nearestQuality(taken: readonly string[], quality: string): string {
  if (taken.length === 0 || taken.includes(quality)) return quality;
  const rank = (name: string) => RANKS[name] ?? 1;
  const away = (other: string) => Math.abs(rank(other) - rank(quality));
  return taken.reduce((near, other) => (away(other) < away(near) ? other : near));
}

function sidesOf(size: string): [width: number, height: number] {
  const [width = 1, height = 1] = size.split("x").map(Number);
  return [Math.max(1, width), Math.max(1, height)];
}
