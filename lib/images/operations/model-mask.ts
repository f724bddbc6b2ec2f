import type { Env } from "#lib/env.ts";
import type { Tensor } from "../inference/tensor.ts";
import { sweep } from "./cut-out-pixels.ts";
import type { RawPicture } from "./raw-picture.ts";

const ORDINARY_PHOTOS = { mean: [0.485, 0.456, 0.406], deviation: [0.229, 0.224, 0.225] };

/**
 * Kinds of models that tell a subject from its ground: how large the picture is that each looks at where its file does not say,
 * and how colours from 0 to 1 are given to it, as each was trained.
 */
export const MODEL_KINDS = {
  u2net: { side: 320, ...ORDINARY_PHOTOS },
  isnet: { side: 1_024, mean: [0.5, 0.5, 0.5], deviation: [1, 1, 1] },
  birefnet: { side: 1_024, ...ORDINARY_PHOTOS },
  modnet: { side: 512, mean: [0.5, 0.5, 0.5], deviation: [0.5, 0.5, 0.5] },
} satisfies Record<ModelKind, object>;
export type ModelKind = Env["CUT_OUT_MODEL_KIND"];

/** How much of each place of a picture is its subject, 0 to 255, or why that cannot be said. */
export type ModelMask =
  | {
      found: true;
      mask: Buffer;
      width: number;
      height: number;
      /** Beside the subject, how much is neither subject nor ground to the model. */
      softShare: number;
    }
  | { found: false; reason: "nothing" | "everything" | "unsure"; percent: number };

/** Less of the picture than this is no subject, and more is no ground. */
const LEAST_SUBJECT = 0.003;
const MOST_SUBJECT = 0.985;
/** Between these a model does not know. */
const [SURELY_GROUND, SURELY_SUBJECT] = [0.1, 0.9];
/** More that is neither, beside the subject, is a guess; and more than the second is told. */
const SOFTEST = 0.5;
export const SOFT_TOLD = 0.25;
/** A share says no less than 0 and no more than 1; what goes further is written as the logarithm of odds. */
const ROUNDING = 0.05;
/** What is left of ground that the model was nearly sure of is a haze, and what is lacking of the subject a hole. */
const HAZE = 0.05;
/** A part of the subject that is smaller than this beside its largest is none (photos of a shop, by eye). */
const SPECK_PART = 0.01;
/** Of 255: less is not seen. */
const SEEN = 13;

/** A picture as a kind of model takes it. */
export function tensorFor({ pixels, width, height, channels }: RawPicture, kind: ModelKind): Tensor {
  const { mean, deviation } = MODEL_KINDS[kind];
  const count = width * height;
  const values = new Float32Array(3 * count);
  for (let channel = 0; channel < 3; channel++)
    for (let at = 0; at < count; at++)
      values[channel * count + at] =
        ((pixels[at * channels + channel] ?? 0) / 255 - (mean[channel] ?? 0)) / (deviation[channel] ?? 1);
  return { values, dims: [1, 3, height, width] };
}

/** Reads what a model gave; `null` where that is no mask. */
export function readMask({ values, dims }: Tensor): ModelMask | null {
  const [height = 0, width = 0] = dims.slice(-2);
  if (dims.length < 2 || width * height !== values.length || values.length === 0) return null;
  const shares = sharesOf(values);
  if (!shares) return null;
  let [subjects, softs] = [0, 0];
  for (const share of shares) {
    if (share >= 0.5) subjects++;
    if (share > SURELY_GROUND && share < SURELY_SUBJECT) softs++;
  }
  const [subject, soft] = [subjects / shares.length, softs / shares.length];
  if (subject + soft < LEAST_SUBJECT) return { found: false, reason: "nothing", percent: 0 };
  if (subject > MOST_SUBJECT)
    return { found: false, reason: "everything", percent: Math.round(subject * 100) };
  const softShare = soft / Math.max(subject, LEAST_SUBJECT);
  if (softShare > SOFTEST) return { found: false, reason: "unsure", percent: Math.round(soft * 100) };
  const mask = Buffer.alloc(shares.length);
  for (let at = 0; at < shares.length; at++)
    mask[at] = clampedByte((((shares[at] ?? 0) - HAZE) / (1 - 2 * HAZE)) * 255);
  dropGrains(mask, { width, height });
  return { found: true, mask, width, height, softShare };
}

// Specks that a model takes for subject here and there are what is seen first on a white ground, and cast a shadow.
function dropGrains(mask: Buffer, size: { width: number; height: number }): void {
  const isGround = Uint8Array.from(mask, (share) => (share < SEEN ? 1 : 0));
  sweep(size, isGround, SPECK_PART);
  for (let at = 0; at < mask.length; at++) if (isGround[at] && (mask[at] ?? 0) >= SEEN) mask[at] = 0;
}

// `null` for what is no number.
function sharesOf(values: Float32Array): Float32Array | null {
  let [least, most] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const value of values) {
    if (!Number.isFinite(value)) return null;
    if (value < least) least = value;
    if (value > most) most = value;
  }
  const isShare = least >= -ROUNDING && most <= 1 + ROUNDING;
  return isShare ? values : values.map((value) => 1 / (1 + Math.exp(-value)));
}

function clampedByte(value: number): number {
  return Math.max(0, Math.min(255, Math.round(value)));
}
