import type { RawPicture } from "./raw-picture.ts";

/** From here on a pixel is all subject, and up to here all ground; of 255. */
const ALL_SUBJECT = 242;
const ALL_GROUND = 13;
/** Along the longer side: colours near an edge are known so finely. */
const CELLS = 256;
/** How far colours reach from where they are known, in cells. */
const REACH = 24;
const COLOURS = 3;

/**
 * Takes the ground's colour out of the soft edge of what was cut out, in its pixels. A camera has mixed both there, and
 * on another ground it stays as a rim: what the mix was made of is told from the subject and the ground nearby.
 */
export function cleanEdge({ pixels, width, height, channels }: RawPicture): void {
  if (channels !== 4) return;
  const cell = Math.max(1, Math.ceil(Math.max(width, height) / CELLS));
  const across = Math.ceil(width / cell);
  const down = Math.ceil(height / cell);
  const subject = coloursOf(across * down);
  const ground = coloursOf(across * down);
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) {
      const from = (y * width + x) * 4;
      const opacity = pixels[from + 3] ?? 0;
      const known = opacity >= ALL_SUBJECT ? subject : opacity <= ALL_GROUND ? ground : null;
      if (known) add(known, Math.floor(y / cell) * across + Math.floor(x / cell), pixels, from);
    }
  spread(subject, across, down);
  spread(ground, across, down);
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) {
      const from = (y * width + x) * 4;
      const opacity = pixels[from + 3] ?? 0;
      if (opacity === 0 || opacity >= ALL_SUBJECT) continue;
      const at = Math.floor(y / cell) * across + Math.floor(x / cell);
      if (subject.counts[at] && ground.counts[at])
        unmix(pixels, from, opacity / 255, { subject, ground, at });
    }
}

interface Colours {
  /** Of each cell, how many pixels or cells its colour comes from. */
  counts: Uint32Array;
  sums: Float64Array;
}

function coloursOf(cells: number): Colours {
  return { counts: new Uint32Array(cells), sums: new Float64Array(cells * COLOURS) };
}

function add({ counts, sums }: Colours, at: number, pixels: Buffer, from: number): void {
  counts[at] = (counts[at] ?? 0) + 1;
  for (let colour = 0; colour < COLOURS; colour++)
    sums[at * COLOURS + colour] = (sums[at * COLOURS + colour] ?? 0) + (pixels[from + colour] ?? 0);
}

function average({ counts, sums }: Colours, at: number, colour: number): number {
  return (sums[at * COLOURS + colour] ?? 0) / (counts[at] ?? 1);
}

// A cell without a colour takes that of its neighbours, again and again.
function spread(colours: Colours, across: number, down: number): void {
  for (let turn = 0; turn < REACH; turn++) {
    const found: { at: number; near: number[] }[] = [];
    for (let at = 0; at < across * down; at++) {
      if (colours.counts[at]) continue;
      const near = neighbours(at, across, down).filter((one) => colours.counts[one]);
      if (near.length > 0) found.push({ at, near });
    }
    if (found.length === 0) return;
    // Only then, so that none takes from one that was given its colour in this turn.
    const given = found.map(({ near }) =>
      [0, 1, 2].map(
        (colour) => near.reduce((sum, one) => sum + average(colours, one, colour), 0) / near.length,
      ),
    );
    for (const [place, { at }] of found.entries()) {
      colours.counts[at] = 1;
      for (let colour = 0; colour < COLOURS; colour++)
        colours.sums[at * COLOURS + colour] = given[place]?.[colour] ?? 0;
    }
  }
}

function neighbours(at: number, across: number, down: number): number[] {
  const [x, y] = [at % across, Math.floor(at / across)];
  return [
    ...(x > 0 ? [at - 1] : []),
    ...(x < across - 1 ? [at + 1] : []),
    ...(y > 0 ? [at - across] : []),
    ...(y < down - 1 ? [at + across] : []),
  ];
}

// What differs from the mix of both nearby is the subject's own, as hair and print are, in so far as it is subject.
function unmix(
  pixels: Buffer,
  from: number,
  share: number,
  { subject, ground, at }: { subject: Colours; ground: Colours; at: number },
): void {
  for (let colour = 0; colour < COLOURS; colour++) {
    const own = average(subject, at, colour);
    const mixed = share * own + (1 - share) * average(ground, at, colour);
    const seen = pixels[from + colour] ?? 0;
    pixels[from + colour] = Math.max(0, Math.min(255, Math.round(own + share * (seen - mixed))));
  }
}
