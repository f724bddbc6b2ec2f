import { withEngine } from "../engine.ts";
import { infer } from "../inference/infer.ts";
import type { Tensor } from "../inference/tensor.ts";
import type { Rectangle } from "./place.ts";
import { fromRaw, type RawPicture, toRaw } from "./raw-picture.ts";

/** The longest side that the model looks at, and what both sides are multiples of, in pixels. */
const LONGEST_SIDE = 640;
const SIDES_BY = 32;
/** How likely letters are at a place that belongs to a line, and on average in all of one. */
const LEAST_LIKELY = 0.3;
const LEAST_LIKELY_ON_AVERAGE = 0.6;
const LEAST_PIXELS_HIGH = 3;
/** The model marks the middle of a line: how much is around it, beside its area and its sides. */
const AROUND = 1.6;
/** Of red, green and blue, as it was trained. */
const [MEAN, DEVIATION] = [
  [0.485, 0.456, 0.406],
  [0.229, 0.224, 0.225],
];

/**
 * Finds where lines of letters may stand on a picture, in its pixels: many such places have none, so that whoever wants to know
 * reads them. Lines must lie nearly level. @throws AbortError on `signal`.
 */
export async function findLines(picture: RawPicture, signal: AbortSignal): Promise<Rectangle[]> {
  const scale = Math.min(1, LONGEST_SIDE / Math.max(picture.width, picture.height));
  const side = (length: number) => Math.max(SIDES_BY, Math.round((length * scale) / SIDES_BY) * SIDES_BY);
  const [width, height] = [side(picture.width), side(picture.height)];
  const small = await withEngine((engine) =>
    toRaw(fromRaw(engine, picture).flatten({ background: "#ffffff" }).resize({ width, height, fit: "fill" })),
  );
  const { values } = await infer("find-lines", tensorOf(small), signal);
  const [across, down] = [picture.width / width, picture.height / height];
  return linesIn(values, width, height).map((line) => {
    const left = Math.max(0, Math.floor(line.left * across));
    const top = Math.max(0, Math.floor(line.top * down));
    return {
      ...{ left, top },
      width: Math.min(picture.width - left, Math.ceil(line.width * across)),
      height: Math.min(picture.height - top, Math.ceil(line.height * down)),
    };
  });
}

// Blue first.
function tensorOf({ pixels, width, height }: RawPicture): Tensor {
  const count = width * height;
  const values = new Float32Array(3 * count);
  for (let channel = 0; channel < 3; channel++) {
    const [mean, deviation] = [MEAN?.[channel] ?? 0, DEVIATION?.[channel] ?? 1];
    for (let at = 0; at < count; at++)
      values[channel * count + at] = ((pixels[at * 3 + 2 - channel] ?? 0) / 255 - mean) / deviation;
  }
  return { values, dims: [1, 3, height, width] };
}

/** Where likely places touch each other: each is a line. */
function linesIn(likely: Float32Array, width: number, height: number): Rectangle[] {
  const seen = new Uint8Array(width * height);
  const lines: Rectangle[] = [];
  for (let start = 0; start < seen.length; start++) {
    if (seen[start] || (likely[start] ?? 0) < LEAST_LIKELY) continue;
    const line = lineFrom(start, { likely, seen, width, height });
    if (line) lines.push(line);
  }
  return lines;
}

function lineFrom(
  start: number,
  { likely, seen, width, height }: { likely: Float32Array; seen: Uint8Array; width: number; height: number },
): Rectangle | null {
  const left = { x: width, y: height };
  const right = { x: 0, y: 0 };
  let [count, sum] = [0, 0];
  const reached = [start];
  const reach = (at: number) => {
    if (seen[at] || (likely[at] ?? 0) < LEAST_LIKELY) return;
    seen[at] = 1;
    reached.push(at);
  };
  seen[start] = 1;
  for (let at = reached.pop(); at !== undefined; at = reached.pop()) {
    const [x, y] = [at % width, Math.floor(at / width)];
    count++;
    sum += likely[at] ?? 0;
    [left.x, left.y] = [Math.min(left.x, x), Math.min(left.y, y)];
    [right.x, right.y] = [Math.max(right.x, x), Math.max(right.y, y)];
    if (x > 0) reach(at - 1);
    if (x < width - 1) reach(at + 1);
    if (y > 0) reach(at - width);
    if (y < height - 1) reach(at + width);
  }
  const [wide, high] = [right.x - left.x + 1, right.y - left.y + 1];
  if (sum / count < LEAST_LIKELY_ON_AVERAGE || Math.min(wide, high) < LEAST_PIXELS_HIGH) return null;
  const around = Math.ceil((AROUND * wide * high) / (2 * (wide + high)));
  const [fromX, fromY] = [Math.max(0, left.x - around), Math.max(0, left.y - around)];
  return {
    ...{ left: fromX, top: fromY },
    width: Math.min(width, right.x + 1 + around) - fromX,
    height: Math.min(height, right.y + 1 + around) - fromY,
  };
}
