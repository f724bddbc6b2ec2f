/** Rows of grey or colour values of eight bits. */
export interface Pixels {
  data: Uint8Array;
  width: number;
  height: number;
  channels: number;
}

/** A part of a picture, in pixels. */
export interface Box {
  left: number;
  top: number;
  width: number;
  height: number;
}

const WHITE = 245;
const BORDER_PART = 0.03;
/** How far from the border's colour something is that stands out from it. */
const STANDS_OUT = 28;
/** A change of brightness from pixel to pixel that is no noise. */
const LEAST_EDGE = 12;
/** How much of a line must be of a frame's colour to be of the frame, and of the line inside of it must not be. */
const PLAIN_LINE = 0.99;
const FRAMED_LINE = 0.85;
const WHITE_FRAMED_LINE = 0.97;
const LEAST_FRAME = 0.01;
/** Lines in which a frame's edge is smeared by JPEG. */
const EDGE_LINES = 2;

/** The share of white in a border of 3 %, 0 to 1. */
export function whiteBorderOf(pixels: Pixels): number {
  let [white, all] = [0, 0];
  forBorder(pixels, BORDER_PART, (at) => {
    all++;
    if (channelsAt(pixels, at).every((value) => value >= WHITE)) white++;
  });
  return white / all;
}

/** Where something stands out from the colour of the border; all of the picture where that has no one colour. */
export function subjectBoxOf(pixels: Pixels): Box {
  const { width, height } = pixels;
  const ground = borderColourOf(pixels);
  let [left, right, top, bottom] = [width, -1, height, -1];
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) {
      if (!standsOut(pixels, y * width + x, ground)) continue;
      left = Math.min(left, x);
      right = Math.max(right, x);
      top = Math.min(top, y);
      bottom = y;
    }
  if (right < left) return { left: 0, top: 0, width, height };
  return { left, top, width: right - left + 1, height: bottom - top + 1 };
}

/**
 * Whether bars of one colour stand above and below a picture, or left and right of it, with straight edges along all of
 * it. A product with straight edges on a white ground is none: white bars must reach from side to side.
 */
export function hasFrame(pixels: Pixels): boolean {
  const { width, height } = pixels;
  const row = (y: number): Line => ({ count: width, at: (x) => y * width + x });
  const column = (x: number): Line => ({ count: height, at: (y) => y * width + x });
  return (
    hasBars(pixels, height, row, (y) => row(height - 1 - y)) ||
    hasBars(pixels, width, column, (x) => column(width - 1 - x))
  );
}

/** A row or a column of pixels. */
interface Line {
  count: number;
  at: (index: number) => number;
}

/** @param depth how many lines there are; `near` and `far` give them counted from either side. */
function hasBars(
  pixels: Pixels,
  depth: number,
  near: (n: number) => Line,
  far: (n: number) => Line,
): boolean {
  const colour = channelsAt(pixels, near(0).at(0));
  const isPart = (line: Line) => sharePlain(pixels, line, colour) >= PLAIN_LINE;
  const thickness = (side: (n: number) => Line) => {
    let lines = 0;
    while (lines < depth && isPart(side(lines))) lines++;
    return lines;
  };
  const [first, last] = [thickness(near), thickness(far)];
  const isThere =
    Math.min(first, last) >= Math.max(2, depth * LEAST_FRAME) && first + last < depth - 2 * EDGE_LINES;
  if (!isThere) return false;
  const along = colour.every((value) => value >= WHITE) ? WHITE_FRAMED_LINE : FRAMED_LINE;
  const isEdge = (line: Line) => 1 - sharePlain(pixels, line, colour) >= along;
  return isEdge(near(first + EDGE_LINES)) && isEdge(far(last + EDGE_LINES));
}

function sharePlain(pixels: Pixels, { count, at }: Line, colour: readonly number[]): number {
  let plain = 0;
  for (let index = 0; index < count; index++) if (!standsOut(pixels, at(index), colour)) plain++;
  return plain / count;
}

/** Mean lightness of a grey picture, 0 black to 1 white. */
export function lightnessOf({ data }: Pixels): number {
  return data.reduce((sum, value) => sum + value, 0) / data.length / 255;
}

/**
 * How sharp the edges of a grey picture are: how quickly its changes of brightness themselves change, beside how large
 * they are, so that pale and dark subjects are measured alike. Most photos of products give 2 to 5, blurred ones below 0.7; 0 where
 * there is no edge.
 */
export function sharpnessOf({ data, width, height }: Pixels): number {
  let [bend, slope] = [0, 0];
  for (let y = 1; y < height - 1; y++)
    for (let x = 1; x < width - 1; x++) {
      const at = y * width + x;
      const [own, l, r, u, d] = [at, at - 1, at + 1, at - width, at + width].map(
        (place) => data[place] ?? 0,
      ) as Five;
      const [across, down] = [(r - l) / 2, (d - u) / 2];
      const steepness = across * across + down * down;
      if (steepness < LEAST_EDGE * LEAST_EDGE) continue;
      bend += (l + r + u + d - 4 * own) ** 2;
      slope += steepness;
    }
  return slope === 0 ? 0 : bend / slope;
}

type Five = [number, number, number, number, number];

function borderColourOf(pixels: Pixels): number[] {
  const values = channelsAt(pixels, 0).map(() => new Uint32Array(256));
  let all = 0;
  forBorder(pixels, 0, (at) => {
    all++;
    for (const [channel, value] of channelsAt(pixels, at).entries()) {
      const counts = values[channel];
      if (counts) counts[value] = (counts[value] ?? 0) + 1;
    }
  });
  return values.map((counts) => {
    let passed = 0;
    return counts.findIndex((count) => {
      passed += count;
      return passed * 2 >= all;
    });
  });
}

function standsOut(pixels: Pixels, at: number, ground: readonly number[]): boolean {
  const from = at * pixels.channels;
  for (let channel = 0; channel < pixels.channels; channel++)
    if (Math.abs((pixels.data[from + channel] ?? 0) - (ground[channel] ?? 0)) > STANDS_OUT) return true;
  return false;
}

function channelsAt({ data, channels }: Pixels, at: number): number[] {
  return [...data.subarray(at * channels, (at + 1) * channels)];
}

function forBorder({ width, height }: Pixels, part: number, look: (at: number) => void): void {
  const depth = Math.max(1, Math.round(Math.min(width, height) * part));
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) {
      const isBorder = y < depth || y >= height - depth || x < depth || x >= width - depth;
      if (isBorder) look(y * width + x);
    }
}
