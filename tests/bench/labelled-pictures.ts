import sharp from "sharp";
import { seededRandom } from "#lib/seeded-random.ts";

/** A picture whose subject is known to the pixel. */
export interface LabelledPicture {
  file: Buffer;
  width: number;
  height: number;
  /** 1 for each pixel that is at least half the subject's. */
  isSubject: Uint8Array;
}

/** Whether a point is the subject's; from -1 to 1 across and down. */
type Shape = (x: number, y: number) => boolean;

const SHAPES: readonly Shape[] = [
  // A jar, a bottle with its neck, a box, a star, a mug with its handle, a pair of shoes.
  (x, y) => (x / 0.5) ** 2 + (y / 0.75) ** 2 <= 1,
  (x, y) => Math.abs(x) <= (y < -0.35 ? 0.12 : 0.34) && Math.abs(y) <= 0.8,
  (x, y) => Math.abs(x * 0.9 + y * 0.2) <= 0.5 && Math.abs(y * 0.9 - x * 0.2) <= 0.6,
  (x, y) => Math.hypot(x, y) <= 0.5 + 0.25 * Math.cos(5 * Math.atan2(y, x)),
  (x, y) =>
    (Math.abs(x + 0.15) <= 0.4 && Math.abs(y) <= 0.55) ||
    (Math.hypot(x - 0.3, y) <= 0.32 && (Math.hypot(x - 0.3, y) >= 0.2 || x < 0.25)),
  (x, y) => [-0.42, 0.42].some((at) => ((x - at) / 0.3) ** 2 + (y / 0.65) ** 2 <= 1),
];
const GROUNDS = ["#ffffff", "#f4f1ec", "#dfe3e8", "#c9b79c", "#1e1e22", "#2f9e44"] as const;
const COLOURS = ["#7a1f2b", "#234b8f", "#d88c1a", "#57606a", "#8d5fd3", "#0f7a6d"] as const;
const [WIDTH, HEIGHT] = [480, 600];
const PARTS = 4;

/**
 * Every shape on every ground, lit from one side, with the noise of a camera, as JPEG.
 * @param unevenness how much the ground's lightness changes over the picture, of 255: 0 on a plain one.
 */
export function labelledPictures(unevenness: number): Promise<LabelledPicture[]> {
  const all = SHAPES.flatMap((shape, place) =>
    GROUNDS.map((ground, at) => ({ shape, ground, colour: COLOURS[(place + at) % COLOURS.length] ?? "" })),
  );
  return Promise.all(all.map((one, seed) => draw(one, { seed, unevenness })));
}

async function draw(
  { shape, ground, colour }: { shape: Shape; ground: string; colour: string },
  { seed, unevenness }: { seed: number; unevenness: number },
): Promise<LabelledPicture> {
  const random = seededRandom(seed);
  const [behind, own] = [channelsOf(ground), channelsOf(colour)];
  const pixels = Buffer.alloc(WIDTH * HEIGHT * 3);
  const isSubject = new Uint8Array(WIDTH * HEIGHT);
  for (let y = 0; y < HEIGHT; y++)
    for (let x = 0; x < WIDTH; x++) {
      const covered = coverage(shape, x, y);
      const at = y * WIDTH + x;
      isSubject[at] = covered >= 0.5 ? 1 : 0;
      const light = 0.85 + (0.3 * x) / WIDTH;
      const waves = unevenness * Math.sin(x / 31) * Math.cos(y / 23);
      for (let channel = 0; channel < 3; channel++) {
        const value =
          (own[channel] ?? 0) * light * covered + ((behind[channel] ?? 0) + waves) * (1 - covered);
        pixels[at * 3 + channel] = Math.min(255, Math.max(0, Math.round(value + (random() - 0.5) * 8)));
      }
    }
  const raw = { width: WIDTH, height: HEIGHT, channels: 3 } as const;
  const file = await sharp(pixels, { raw }).jpeg({ quality: 85 }).toBuffer();
  return { file, width: WIDTH, height: HEIGHT, isSubject };
}

/** Which part of a pixel is the subject's. */
function coverage(shape: Shape, x: number, y: number): number {
  let inside = 0;
  for (let part = 0; part < PARTS * PARTS; part++) {
    const [dx, dy] = [((part % PARTS) + 0.5) / PARTS, (Math.floor(part / PARTS) + 0.5) / PARTS];
    if (shape((2 * (x + dx)) / WIDTH - 1, (2 * (y + dy)) / HEIGHT - 1)) inside++;
  }
  return inside / PARTS ** 2;
}

function channelsOf(colour: string): number[] {
  return [1, 3, 5].map((at) => Number.parseInt(colour.slice(at, at + 2), 16));
}
