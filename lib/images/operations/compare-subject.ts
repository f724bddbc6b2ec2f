import type { RawPicture } from "./raw-picture.ts";

/** How much of a subject is still there, each from 0 to 1. */
export interface Likeness {
  /** Structural similarity of what is light and dark. */
  likeness: number;
  /** Share of its edges that are still where they were. */
  edgesKept: number;
}

/** Windows of eight pixels lie half over each other, so that each is four of these cells. */
const CELL = 4;
const WINDOW_PIXELS = (2 * CELL) ** 2;
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
  const cells = cellsOf(before, after, isSubject, { width, height });
  let [sum, windows] = [0, 0];
  for (let row = 0; row + 1 < cells.high; row++)
    for (let column = 0; column + 1 < cells.wide; column++) {
      const window = windowAt(cells, row * cells.wide + column);
      if (window.subject * 2 < WINDOW_PIXELS) continue;
      sum += similarity(window);
      windows++;
    }
  if (windows === 0) return null;
  return { likeness: sum / windows, edgesKept: edgesKept(before, after, isSubject, width, height) };
}

/** Of some pixels: how many are the subject's, and sums of what is light in both pictures, of its squares and products. */
type Sums = Record<"subject" | "a" | "b" | "aa" | "bb" | "ab", number>;

interface Cells {
  wide: number;
  high: number;
  sums: Record<keyof Sums, Float64Array>;
}

function cellsOf(
  before: Float64Array,
  after: Float64Array,
  isSubject: Uint8Array,
  { width, height }: { width: number; height: number },
): Cells {
  const [wide, high] = [Math.floor(width / CELL), Math.floor(height / CELL)];
  const none = () => new Float64Array(wide * high);
  const sums = { subject: none(), a: none(), b: none(), aa: none(), bb: none(), ab: none() };
  const add = (to: Float64Array, cell: number, value: number) => {
    to[cell] = (to[cell] ?? 0) + value;
  };
  for (let y = 0; y < high * CELL; y++)
    for (let x = 0; x < wide * CELL; x++) {
      const [at, cell] = [y * width + x, Math.floor(y / CELL) * wide + Math.floor(x / CELL)];
      const [a, b] = [before[at] ?? 0, after[at] ?? 0];
      add(sums.subject, cell, isSubject[at] ?? 0);
      add(sums.a, cell, a);
      add(sums.b, cell, b);
      add(sums.aa, cell, a * a);
      add(sums.bb, cell, b * b);
      add(sums.ab, cell, a * b);
    }
  return { wide, high, sums };
}

function windowAt({ wide, sums }: Cells, cell: number): Sums {
  const of = (values: Float64Array) =>
    (values[cell] ?? 0) +
    (values[cell + 1] ?? 0) +
    (values[cell + wide] ?? 0) +
    (values[cell + wide + 1] ?? 0);
  return {
    ...{ subject: of(sums.subject), a: of(sums.a), b: of(sums.b) },
    ...{ aa: of(sums.aa), bb: of(sums.bb), ab: of(sums.ab) },
  };
}

function similarity({ a, b, aa, bb, ab }: Sums): number {
  const [meanA, meanB] = [a / WINDOW_PIXELS, b / WINDOW_PIXELS];
  const varianceA = (aa - a * meanA) / (WINDOW_PIXELS - 1);
  const varianceB = (bb - b * meanB) / (WINDOW_PIXELS - 1);
  const both = (ab - a * meanB) / (WINDOW_PIXELS - 1);
  return (
    ((2 * meanA * meanB + C1) * (2 * both + C2)) /
    ((meanA * meanA + meanB * meanB + C1) * (varianceA + varianceB + C2))
  );
}

function edgesKept(
  before: Float64Array,
  after: Float64Array,
  isSubject: Uint8Array,
  width: number,
  height: number,
): number {
  let [edges, kept] = [0, 0];
  for (let y = 2; y < height - 2; y++)
    for (let x = 2; x < width - 2; x++) {
      const at = y * width + x;
      if (slopeAt(before, at, width) < EDGE) continue;
      // Along its outline the ground is a part of the slope, and the ground may be another one.
      if (![at - 2, at + 2, at - 2 * width, at + 2 * width].every((place) => isSubject[place])) continue;
      edges++;
      const around = [at, at - 1, at + 1, at - width, at + width];
      if (around.some((place) => slopeAt(after, place, width) >= EDGE_LEFT)) kept++;
    }
  return edges === 0 ? 1 : kept / edges;
}

function slopeAt(grey: Float64Array, at: number, width: number): number {
  const across = (grey[at + 1] ?? 0) - (grey[at - 1] ?? 0);
  const down = (grey[at + width] ?? 0) - (grey[at - width] ?? 0);
  return Math.sqrt(across * across + down * down);
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

/** Which pixels are the subject's: 1 for each that is. */
function subjectOf({ pixels, width, height, channels }: RawPicture): Uint8Array {
  const isSubject = new Uint8Array(width * height).fill(1);
  if (channels === 4)
    for (let at = 0; at < isSubject.length; at++) if ((pixels[at * 4 + 3] ?? 0) < OPAQUE) isSubject[at] = 0;
  if (isSubject.includes(0)) return isSubject;
  const ground = borderColourOf({ pixels, width, height, channels });
  for (let at = 0; at < isSubject.length; at++) {
    const from = at * channels;
    const isGround = ground.every(
      (value, channel) => Math.abs((pixels[from + channel] ?? 0) - value) <= STANDS_OUT,
    );
    if (isGround) isSubject[at] = 0;
  }
  return isSubject;
}

function borderColourOf({ pixels, width, height, channels }: RawPicture): number[] {
  const border: number[] = [];
  for (let x = 0; x < width; x++) border.push(x, (height - 1) * width + x);
  for (let y = 1; y < height - 1; y++) border.push(y * width, y * width + width - 1);
  return [0, 1, 2].map((channel) => {
    const values = border.map((at) => pixels[at * channels + channel] ?? 0).sort((a, b) => a - b);
    return values[Math.floor(values.length / 2)] ?? 0;
  });
}
