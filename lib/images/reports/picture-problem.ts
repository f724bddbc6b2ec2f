import type { StoredPictureMeasures } from "#db/schema/images.ts";

/** What a report looks for, the gravest first. */
export const PICTURE_PROBLEMS = [
  "small",
  "blurred",
  "dark",
  "bright",
  "not-white",
  "framed",
  "text",
  "little-subject",
] as const;

export type PictureProblem = (typeof PICTURE_PROBLEMS)[number];

/** Shorter side in pixels that marketplaces ask for at least, to zoom. */
const SMALL_BELOW = 800;
const BLURRED_BELOW = 0.7;
const DARK_BELOW = 0.15;
const BRIGHT_ABOVE = 0.92;
const WHITE_BELOW = 0.95;
const LITTLE_BELOW = 0.15;

/** What somebody might not want of a picture, as it was measured. */
export function problemsOf(measures: StoredPictureMeasures): PictureProblem[] {
  const { width, height, sharpness, exposure, whiteBorder, hasFrame, subjectShare, textShare = 0 } = measures;
  const found: Record<PictureProblem, boolean> = {
    small: Math.min(width, height) < SMALL_BELOW,
    blurred: sharpness < BLURRED_BELOW,
    dark: exposure < DARK_BELOW,
    bright: exposure > BRIGHT_ABOVE,
    "not-white": whiteBorder < WHITE_BELOW,
    framed: hasFrame,
    text: textShare > 0,
    "little-subject": subjectShare < LITTLE_BELOW,
  };
  return PICTURE_PROBLEMS.filter((problem) => found[problem]);
}

/** What pictures are spread by, each with the bounds of its groups: the first lies below the first bound. */
export const HISTOGRAMS = {
  shortSide: [300, 500, 800, 1_000, 1_600, 2_000, 3_000],
  sharpness: [0.3, 0.7, 1.5, 2.5, 3.5, 5],
  exposure: [0.15, 0.3, 0.45, 0.6, 0.75, 0.92],
  whiteBorder: [0.05, 0.25, 0.5, 0.75, 0.95],
  aspect: [0.5, 0.7, 0.95, 1.05, 1.4, 2],
  subjectShare: [0.15, 0.3, 0.5, 0.7, 0.9],
  textShare: [0.001, 0.01, 0.03, 0.1, 0.2],
} as const;

export type Measure = keyof typeof HISTOGRAMS;
