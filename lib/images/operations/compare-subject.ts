import type { RawPicture } from "./raw-picture.ts";

/** How much of a subject is still there, each from 0 to 1. */
export interface Likeness {
  /** Structural similarity of what is light and dark. */
  likeness: number;
  /** Share of its edges that are still where they were. */
  edgesKept: number;
}

const WINDOW = 8;
/** Constants of the structural similarity, for eight bits. */
const [C1, C2] = [(0.01 * 255) ** 2, (0.03 * 255) ** 2];
/** How far from the ground's colour something is that stands out, by the channel that differs most. */
const STANDS_OUT = 28;
const OPAQUE = 128;
/** A slope of brightness that is an edge, and what is left of one that is still there. */
const EDGE = 60;
const EDGE_LEFT = 24;

/**
 * Compares a picture with what was made of it, both small and of one size, where its subject is: what is opaque of one with
 * transparency, else what stands out from the colour of its border. `null` where nothing does.
 */
export function compareSubject(source: RawPicture, made: RawPicture): Likeness | null {
  const isSubject = subjectOf(source);
  const [before, after] = [greyOf(source), greyOf(made)];
  const { width, height } = source;
  let [sum, windows] = [0, 0];
  for (let top = 0; top + WINDOW <= height; top += WINDOW / 2)
    for (let left = 0; left + WINDOW <= width; left += WINDOW / 2) {
      const places = windowAt(left, top, width);
      if (places.filter((at) => isSubject[at]).length * 2 < places.length) continue;
      sum += similarity(places, before, after);
      windows++;
    }
  if (windows === 0) return null;
  return { likeness: sum / windows, edgesKept: edgesKept(before, after, isSubject, width, height) };
}

function windowAt(left: number, top: number, width: number): number[] {
  return Array.from(
    { length: WINDOW * WINDOW },
    (_, index) => (top + Math.floor(index / WINDOW)) * width + left + (index % WINDOW),
  );
}

function similarity(places: readonly number[], before: Float64Array, after: Float64Array): number {
  const count = places.length;
  let [meanA, meanB] = [0, 0];
  for (const at of places) {
    meanA += (before[at] ?? 0) / count;
    meanB += (after[at] ?? 0) / count;
  }
  let [varianceA, varianceB, both] = [0, 0, 0];
  for (const at of places) {
    const [a, b] = [(before[at] ?? 0) - meanA, (after[at] ?? 0) - meanB];
    varianceA += (a * a) / (count - 1);
    varianceB += (b * b) / (count - 1);
    both += (a * b) / (count - 1);
  }
  return (
    ((2 * meanA * meanB + C1) * (2 * both + C2)) /
    ((meanA * meanA + meanB * meanB + C1) * (varianceA + varianceB + C2))
  );
}

function edgesKept(
  before: Float64Array,
  after: Float64Array,
  isSubject: readonly boolean[],
  width: number,
  height: number,
): number {
  let [edges, kept] = [0, 0];
  for (let y = 2; y < height - 2; y++)
    for (let x = 2; x < width - 2; x++) {
      const at = y * width + x;
      // Along its outline the ground is a part of the slope, and the ground may be another one.
      const isInside = [at - 2, at + 2, at - 2 * width, at + 2 * width].every((place) => isSubject[place]);
      if (!isInside || slopeAt(before, at, width) < EDGE) continue;
      edges++;
      const around = [at, at - 1, at + 1, at - width, at + width];
      if (around.some((place) => slopeAt(after, place, width) >= EDGE_LEFT)) kept++;
    }
  return edges === 0 ? 1 : kept / edges;
}

function slopeAt(grey: Float64Array, at: number, width: number): number {
  const across = (grey[at + 1] ?? 0) - (grey[at - 1] ?? 0);
  const down = (grey[at + width] ?? 0) - (grey[at - width] ?? 0);
  return Math.hypot(across, down);
}

function greyOf({ pixels, width, height, channels }: RawPicture): Float64Array {
  const grey = new Float64Array(width * height);
  for (let at = 0; at < grey.length; at++) {
    const from = at * channels;
    const own =
      0.299 * (pixels[from] ?? 0) + 0.587 * (pixels[from + 1] ?? 0) + 0.114 * (pixels[from + 2] ?? 0);
    const opacity = channels === 4 ? (pixels[from + 3] ?? 255) / 255 : 1;
    grey[at] = own * opacity + 255 * (1 - opacity);
  }
  return grey;
}

function subjectOf({ pixels, width, height, channels }: RawPicture): boolean[] {
  const count = width * height;
  const opaque = Array.from(
    { length: count },
    (_, at) => channels === 3 || (pixels[at * 4 + 3] ?? 0) >= OPAQUE,
  );
  if (opaque.includes(false)) return opaque;
  const ground = borderColourOf({ pixels, width, height, channels });
  return Array.from({ length: count }, (_, at) =>
    ground.some((value, channel) => Math.abs((pixels[at * channels + channel] ?? 0) - value) > STANDS_OUT),
  );
}

function borderColourOf({ pixels, width, height, channels }: RawPicture): number[] {
  const border = Array.from({ length: width * height }, (_, at) => at).filter((at) => {
    const [x, y] = [at % width, Math.floor(at / width)];
    return x === 0 || y === 0 || x === width - 1 || y === height - 1;
  });
  return [0, 1, 2].map((channel) => {
    const values = border.map((at) => pixels[at * channels + channel] ?? 0).sort((a, b) => a - b);
    return values[Math.floor(values.length / 2)] ?? 0;
  });
}
