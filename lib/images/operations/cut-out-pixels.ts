import type { RawPicture } from "./raw-picture.ts";

/** A subject without its ground, or why it cannot be told from it. */
export type CutOut =
  | {
      found: true;
      picture: RawPicture;
      /** Share of the subject's edge that is nearly the colour of the ground, 0 to 1: there it may be wrong. */
      faintEdge: number;
      /** Whether all of it hangs together. */
      isWhole: boolean;
    }
  | {
      found: false;
      reason: "ground_not_plain" | "nothing_stands_out" | "ground_not_found" | "subject_torn";
      plainShare: number;
    };

type Pixels = Pick<RawPicture, "pixels" | "width" | "height" | "channels">;
type Colour = readonly [number, number, number];

/** How much of the border must be of one colour. */
const PLAIN_SHARE = 0.9;
/** How far from that colour a pixel of the border may be and still be of it, by its channel that differs most. */
const SAME_COLOUR = 32;
const LEAST_TOLERANCE = 12;
const MOST_TOLERANCE = 40;
const BORDER_PART = 0.01;
/** Less of the picture than this is no subject, and more is no ground. */
const LEAST_SUBJECT = 0.003;
const MOST_SUBJECT = 0.985;
/** A part of the subject that is smaller than this beside its largest is a grain of the ground. */
const GRAIN_PART = 0.002;
/** And one that is smaller than this a scrap: things laid out together differ less in size. */
const SCRAP_PART = 0.05;
/** So many scraps beside a faint edge are what is left where the ground ran into the subject (photos of a shop, by eye). */
const FEWEST_SCRAPS = 2;
/** A larger share of an edge that is nearly the colour of the ground is told. */
export const FAINT_EDGE = 0.15;
/** How wide an edge is drawn by a lens and by JPEG. */
const EDGE_PIXELS = 3;
/** How far beyond the tolerance the subject must be behind its edge. */
const FAINT_ABOVE = 1.5;
/** How thick a subject must be on average, beside the picture's shorter side. */
const THINNEST = 0.008;
const LEAST_OPACITY = 0.15;
/** How far apart the channels of a colour are that few subjects share with their ground. */
const COLOURED = 48;

/**
 * Takes away the ground that reaches in from the border of a picture, as far as it is of the border's colour. What is
 * enclosed by the subject stays, as white print does on white; but between legs and loops a coloured ground goes too.
 * Where the border has no one colour, or no subject is left, it says so and does nothing.
 */
export function cutOutPixels(picture: Pixels): CutOut {
  const ground = groundOf(picture);
  if (ground.plainShare < PLAIN_SHARE)
    return { found: false, reason: "ground_not_plain", plainShare: ground.plainShare };
  const isGround = flood(picture, ground);
  const { parts, scraps } = sweep(picture, isGround);
  const subject = 1 - isGround.reduce((sum, filled) => sum + filled, 0) / isGround.length;
  if (subject < LEAST_SUBJECT)
    return { found: false, reason: "nothing_stands_out", plainShare: ground.plainShare };
  if (subject > MOST_SUBJECT)
    return { found: false, reason: "ground_not_found", plainShare: ground.plainShare };
  const { picture: cut, edge, faintEdge } = withoutGround(picture, isGround, ground);
  // Where the ground runs into a subject of its own colour, thin lines are all that is left of it.
  const thickness = (2 * subject * isGround.length) / edge / Math.min(picture.width, picture.height);
  if (thickness < THINNEST)
    return { found: false, reason: "nothing_stands_out", plainShare: ground.plainShare };
  if (scraps >= FEWEST_SCRAPS && faintEdge > FAINT_EDGE)
    return { found: false, reason: "subject_torn", plainShare: ground.plainShare };
  return { found: true, picture: cut, faintEdge, isWhole: parts === 1 };
}

interface Ground {
  colour: Colour;
  plainShare: number;
  /** How far a pixel may be from the colour and still belong to the ground. */
  tolerance: number;
}

function groundOf(picture: Pixels): Ground {
  const border = borderOf(picture);
  const colour = [0, 1, 2].map((channel) => medianAt(picture, border, channel)) as unknown as Colour;
  const distances = border.map((at) => distanceAt(picture, at, colour)).sort((a, b) => a - b);
  const plain = distances.filter((distance) => distance <= SAME_COLOUR);
  // Noise of the camera and of JPEG is as large at the border as elsewhere.
  const noise = plain[Math.floor(plain.length * 0.98)] ?? 0;
  const tolerance = Math.min(MOST_TOLERANCE, Math.max(LEAST_TOLERANCE, noise * 1.5 + 4));
  return { colour, plainShare: plain.length / distances.length, tolerance };
}

function borderOf({ width, height }: Pixels): number[] {
  const depth = Math.max(1, Math.round(Math.min(width, height) * BORDER_PART));
  const border: number[] = [];
  for (let y = 0; y < height; y++) {
    const isWhole = y < depth || y >= height - depth;
    for (let x = 0; x < width; x++) {
      if (!isWhole && x === depth) x = Math.max(depth, width - depth);
      border.push(y * width + x);
    }
  }
  return border;
}

function medianAt({ pixels, channels }: Pixels, places: readonly number[], channel: number): number {
  const counts = new Uint32Array(256);
  for (const at of places) {
    const value = pixels[at * channels + channel] ?? 0;
    counts[value] = (counts[value] ?? 0) + 1;
  }
  let passed = 0;
  return counts.findIndex((count) => {
    passed += count;
    return passed * 2 >= places.length;
  });
}

function distanceAt({ pixels, channels }: Pixels, at: number, [r, g, b]: Colour): number {
  const from = at * channels;
  return Math.max(
    Math.abs((pixels[from] ?? 0) - r),
    Math.abs((pixels[from + 1] ?? 0) - g),
    Math.abs((pixels[from + 2] ?? 0) - b),
  );
}

/** Which pixels are reached over nothing but ground: from the border, and from wherever a coloured one is its very colour. */
function flood(picture: Pixels, { colour, tolerance }: Ground): Uint8Array {
  const { width, height } = picture;
  const isColoured = Math.max(...colour) - Math.min(...colour) >= COLOURED;
  const isGround = new Uint8Array(width * height);
  const reached = new Int32Array(width * height);
  let count = 0;
  const reach = (at: number) => {
    if (isGround[at] || distanceAt(picture, at, colour) > tolerance) return;
    isGround[at] = 1;
    reached[count++] = at;
  };
  for (let x = 0; x < width; x++) {
    reach(x);
    reach((height - 1) * width + x);
  }
  for (let y = 0; y < height; y++) {
    reach(y * width);
    reach(y * width + width - 1);
  }
  if (isColoured)
    for (let at = 0; at < isGround.length; at++)
      if (distanceAt(picture, at, colour) <= tolerance / 2) reach(at);
  for (let next = 0; next < count; next++) {
    const at = reached[next] ?? 0;
    const x = at % width;
    if (x > 0) reach(at - 1);
    if (x < width - 1) reach(at + 1);
    if (at >= width) reach(at - width);
    if (at < width * (height - 1)) reach(at + width);
  }
  return isGround;
}

// At the edge a pixel is of both: how much of it is the subject's is its opacity, and the ground's part of its colour goes.
function withoutGround(picture: Pixels, isGround: Uint8Array, { colour, tolerance }: Ground) {
  const { width, height, channels, pixels } = picture;
  const out = Buffer.alloc(width * height * 4);
  let [edge, faint] = [0, 0];
  for (let at = 0; at < isGround.length; at++) {
    if (isGround[at]) continue;
    let opacity = 1;
    if (touchesGround(at, picture, isGround)) {
      edge++;
      const own = distanceAt(picture, at, colour);
      const inside = around(at, picture, EDGE_PIXELS).reduce(
        (most, other) => (isGround[other] ? most : Math.max(most, distanceAt(picture, other, colour))),
        own,
      );
      if (inside < FAINT_ABOVE * tolerance) faint++;
      opacity = Math.min(1, Math.max(LEAST_OPACITY, own / Math.max(inside, 1)));
    }
    for (let channel = 0; channel < 3; channel++) {
      const seen = pixels[at * channels + channel] ?? 0;
      const own = (seen - (1 - opacity) * (colour[channel] ?? 0)) / opacity;
      out[at * 4 + channel] = Math.min(255, Math.max(0, Math.round(own)));
    }
    const before = channels === 4 ? (pixels[at * 4 + 3] ?? 255) : 255;
    out[at * 4 + 3] = Math.round(before * opacity);
  }
  const cut: RawPicture = { pixels: out, width, height, channels: 4 };
  return { picture: cut, edge, faintEdge: edge === 0 ? 0 : faint / edge };
}

function touchesGround(at: number, { width, height }: Pixels, isGround: Uint8Array): boolean {
  const x = at % width;
  return (
    (x > 0 && isGround[at - 1] === 1) ||
    (x < width - 1 && isGround[at + 1] === 1) ||
    (at >= width && isGround[at - width] === 1) ||
    (at < width * (height - 1) && isGround[at + width] === 1)
  );
}

/** The pixels at a distance from one, in eight directions; those that the picture has. */
function around(at: number, { width, height }: Pixels, distance: number): number[] {
  const [x, y] = [at % width, Math.floor(at / width)];
  const found: number[] = [];
  for (let dy = -distance; dy <= distance; dy += distance)
    for (let dx = -distance; dx <= distance; dx += distance) {
      if (dx === 0 && dy === 0) continue;
      if (x + dx >= 0 && x + dx < width && y + dy >= 0 && y + dy < height) found.push(at + dy * width + dx);
    }
  return found;
}

/**
 * Makes ground of grains of it that noise or dust left standing: parts smaller than `grainPart` beside the largest. Gives how
 * many parts the subject has then, and how many of them are scraps.
 */
export function sweep(
  { width, height }: Pick<Pixels, "width" | "height">,
  isGround: Uint8Array,
  grainPart = GRAIN_PART,
): { parts: number; scraps: number } {
  const seen = isGround.slice();
  const members = new Int32Array(isGround.length);
  const parts: { from: number; to: number }[] = [];
  let count = 0;
  for (let start = 0; start < seen.length; start++) {
    if (seen[start]) continue;
    const from = count;
    const reach = (at: number) => {
      if (seen[at]) return;
      seen[at] = 1;
      members[count++] = at;
    };
    reach(start);
    for (let next = from; next < count; next++) {
      const at = members[next] ?? 0;
      const x = at % width;
      if (x > 0) reach(at - 1);
      if (x < width - 1) reach(at + 1);
      if (at >= width) reach(at - width);
      if (at < width * (height - 1)) reach(at + width);
    }
    parts.push({ from, to: count });
  }
  const largest = parts.reduce((most, { from, to }) => Math.max(most, to - from), 0);
  const below = (share: number) => parts.filter(({ from, to }) => to - from < largest * share);
  const grains = below(grainPart);
  for (const { from, to } of grains)
    for (let next = from; next < to; next++) isGround[members[next] ?? 0] = 1;
  return { parts: parts.length - grains.length, scraps: below(SCRAP_PART).length - grains.length };
}
