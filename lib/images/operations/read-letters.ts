import { withEngine } from "../engine.ts";
import { infer } from "../inference/infer.ts";
import type { Tensor } from "../inference/tensor.ts";
import { readAlphabet } from "../inference/trained-models.ts";
import { fromRaw, type RawPicture, toRaw } from "./raw-picture.ts";

/** The height that the model reads at, and the widest line, in pixels. */
const READ_HEIGHT = 48;
const MOST_WIDTH = 1_600;

let alphabet: Promise<string[]> | undefined;

/** Reads one line of Chinese or Latin letters that fills a picture; "" where none are found. @throws AbortError on `signal`. */
export async function readLetters(line: RawPicture, signal: AbortSignal): Promise<string> {
  return (await readLine(line, signal)).text;
}

/** The same, and how sure the model is of them on average, from 0 to 1. @throws AbortError on `signal`. */
export async function readLine(
  line: RawPicture,
  signal: AbortSignal,
): Promise<{ text: string; sure: number }> {
  alphabet ??= readAlphabet();
  const { width, height } = line;
  const wide = Math.min(MOST_WIDTH, Math.max(READ_HEIGHT, Math.round((width * READ_HEIGHT) / height)));
  const seen = await withEngine((engine) =>
    toRaw(fromRaw(engine, line).removeAlpha().resize({ width: wide, height: READ_HEIGHT, fit: "fill" })),
  );
  const { values, dims } = await infer("read-letters", tensorOf(seen), signal);
  return textOf(values, { classes: dims[2] ?? 0, letters: await alphabet });
}

// Blue first, from -1 to 1, as it was trained.
function tensorOf({ pixels, width, height }: RawPicture): Tensor {
  const count = width * height;
  const values = new Float32Array(3 * count);
  for (let channel = 0; channel < 3; channel++)
    for (let at = 0; at < count; at++)
      values[channel * count + at] = (pixels[at * 3 + 2 - channel] ?? 0) / 127.5 - 1;
  return { values, dims: [1, 3, height, width] };
}

// The likeliest class at each place along the line; a letter that goes on is one letter.
function textOf(
  values: Float32Array,
  { classes, letters }: { classes: number; letters: readonly string[] },
): { text: string; sure: number } {
  let [text, before] = ["", 0];
  let [sum, count] = [0, 0];
  for (let from = 0; from < values.length; from += classes) {
    let best = 0;
    for (let one = 1; one < classes; one++)
      if ((values[from + one] ?? 0) > (values[from + best] ?? 0)) best = one;
    if (best !== 0 && best !== before) {
      text += letters[best] ?? "";
      sum += values[from + best] ?? 0;
      count++;
    }
    before = best;
  }
  return { text, sure: count === 0 ? 0 : sum / count };
}
