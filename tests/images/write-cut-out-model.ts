import { randomUUID } from "node:crypto";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { encodeOnnx } from "#lib/images/inference/onnx-model.ts";
import { MODEL_KINDS, type ModelKind } from "#lib/images/operations/model-mask.ts";

const SEEN = [0.299, 0.587, 0.114];

interface WrittenModel {
  kind?: ModelKind;
  /** What is darker is the subject, from 0 black to 1 white. */
  darkerThan?: number;
  steepness?: number;
  /** Of what it looks at, in pixels; without it whatever it is given. */
  side?: number;
  /** Whether it gives shares, or the logarithm of odds. */
  gives?: "shares" | "odds";
  /** Of its mask. */
  channels?: number;
  /** Of what it keeps in memory on the way. */
  wide?: number;
}

/** Writes a small model into a folder, which takes what is dark for the subject; gives the path of its ONNX file. */
export function writeCutOutModel(
  folder: string,
  {
    kind = "u2net",
    darkerThan = 0.7,
    steepness = 40,
    side,
    gives = "shares",
    channels = 1,
    wide = 1,
  }: WrittenModel = {},
): string {
  const { mean, deviation } = MODEL_KINDS[kind];
  const dims = side === undefined ? ["height", "width"] : [side, side];
  const kernel = SEEN.map((share, colour) => -steepness * share * (deviation[colour] ?? 1));
  const bias = steepness * (darkerThan - SEEN.reduce((sum, share, at) => sum + share * (mean[at] ?? 0), 0));
  const convolution = (reads: string, name: string) => ({
    ...{ operator: "Conv", inputs: [reads, `${name}/kernel`, `${name}/bias`], name },
    attributes: { kernel_shape: [1, 1] },
  });
  const path = join(folder, `${randomUUID()}.onnx`);
  const file = encodeOnnx({
    input: { name: "picture", dims: [1, 3, ...dims] },
    output: { name: gives, dims: [1, channels, ...dims] },
    nodes: [
      convolution("picture", "seen"),
      convolution("seen", "odds"),
      { operator: "Sigmoid", inputs: ["odds"], name: "shares" },
    ],
    weights: [
      {
        name: "seen/kernel",
        dims: [wide, 3, 1, 1],
        values: new Float32Array(Array(wide).fill(kernel).flat()),
      },
      { name: "seen/bias", dims: [wide], values: new Float32Array(wide).fill(bias) },
      {
        ...{ name: "odds/kernel", dims: [channels, wide, 1, 1] },
        values: new Float32Array(channels * wide).fill(1 / wide),
      },
      { name: "odds/bias", dims: [channels], values: new Float32Array(channels) },
    ],
  });
  writeFileSync(path, file);
  return path;
}
