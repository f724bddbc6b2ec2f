import type { StoredMadeFacts } from "#db/schema/images.ts";
import type { Failure } from "#lib/failure.ts";
import { toldText } from "#lib/images/told-text.ts";
import type { Verdict } from "./verdict.ts";

/** What a step's picture was to be like. */
export interface AskedPicture {
  /** In pixels. Of one that a model draws they are a wish: another size is told, and refused by nobody. */
  width?: number | undefined;
  height?: number | undefined;
  /** Its width by its height, where no size was asked for. */
  ratio?: number | undefined;
  isDrawn?: boolean | undefined;
  /** Its subject may be another one than the source's. */
  isSubjectFree?: boolean | undefined;
  maxBytes?: number | undefined;
  /** On white. */
  isWhite: boolean;
  isLabelled: boolean;
}

/** What is known of a picture that a step made. */
export interface PictureFound {
  /** The output field that it is; `null` for one that only later steps read. */
  field: string | null;
  asked: AskedPicture;
  assetId: string;
  facts: StoredMadeFacts;
  notes: readonly Failure[];
}

const VERSION = "3";
/** How far a picture's shape may be from its source's: sizes that models draw in go by 64 pixels. */
const RATIO_OFF = 0.07;
/** Less white than this in a border of 3 % is seen. */
const LEAST_WHITE = 0.9;
/**
 * Of 54 photos of products that were fitted, filled, cut out and labelled well, the least are 0.63 and 1; of two cut out wrongly
 * 0.43 and 0.55; of another photo in one's place the median is 0.12 and 0.4.
 */
const LEAST_LIKENESS = 0.6;
const LEAST_EDGES_KEPT = 0.6;

/**
 * What the checks say of a picture that a step made, by what was measured of its finished file: whether it is as it was asked
 * for, whether its subject is still the source's, and what somebody should know of how it was made.
 */
export function pictureVerdicts(found: PictureFound): Verdict[] {
  const { field, asked, assetId, facts, notes } = found;
  const verdicts = [
    ...unlikeAsked(found),
    ...(asked.isSubjectFree ? [] : ofSubject(facts)),
    ...ofText(facts),
    ...notes.map(({ code, params = {} }) => said("warn", code, params)),
  ];
  const { width, height } = facts;
  const all = verdicts.length > 0 ? verdicts : [said("pass", "picture_fits", { width, height })];
  return all.map((verdict) => ({ ...verdict, field, evidence: { assetId, ...facts } }));
}

/** Whether a verdict is about a picture that an output still has. */
export function isOfPictureIn(
  output: Readonly<Record<string, unknown>>,
  { kind, evidence }: Verdict,
): boolean {
  return kind === "picture" && Object.values(output).includes(evidence?.assetId);
}

/** Whether a border with such a share of white, from 0 to 1, is a white ground. */
export function isWhiteGround(whiteBorder: number): boolean {
  return whiteBorder >= LEAST_WHITE;
}

function unlikeAsked({ field, asked, facts }: PictureFound): Saying[] {
  const { width, height, bytes, whiteBorder, label } = facts;
  const sayings: Saying[] = [];
  // A later step makes of it what is asked.
  if (asked.isDrawn && field === null) return sayings;
  if (asked.width !== undefined && (asked.width !== width || asked.height !== height)) {
    const wanted = { wantedWidth: asked.width, wantedHeight: asked.height ?? 0 };
    sayings.push(said(asked.isDrawn ? "warn" : "block", "picture_wrong_size", { width, height, ...wanted }));
  }
  if (asked.ratio !== undefined && Math.abs(Math.log(width / height / asked.ratio)) > RATIO_OFF)
    sayings.push(said("warn", "picture_other_ratio", { width, height, ratio: asked.ratio.toFixed(2) }));
  if (asked.maxBytes !== undefined && bytes > asked.maxBytes)
    sayings.push(said("block", "picture_too_heavy", { bytes, maxBytes: asked.maxBytes }));
  if (asked.isWhite && !isWhiteGround(whiteBorder))
    sayings.push(said("warn", "picture_ground_not_white", { percent: percent(whiteBorder) }));
  if (asked.isLabelled && !label?.seen) sayings.push(said("block", "picture_label_unseen", {}));
  if (asked.isLabelled && !label?.embedded) sayings.push(said("block", "picture_label_not_embedded", {}));
  return sayings;
}

function ofSubject({ likeness, edgesKept }: StoredMadeFacts): Saying[] {
  if (likeness === null || edgesKept === null) return [];
  if (likeness >= LEAST_LIKENESS && edgesKept >= LEAST_EDGES_KEPT) return [];
  return [
    said("warn", "picture_subject_changed", { likeness: percent(likeness), edges: percent(edgesKept) }),
  ];
}

function ofText({ textAdded = [] }: StoredMadeFacts): Saying[] {
  return textAdded.length === 0 ? [] : [said("warn", "picture_text_added", { text: toldText(textAdded) })];
}

type Saying = Omit<Verdict, "field" | "evidence">;

function said(verdict: Verdict["verdict"], code: string, params: Verdict["message"]["params"]): Saying {
  return { kind: "picture", verdict, spans: [], message: { code, params }, version: VERSION };
}

function percent(share: number): number {
  return Math.round(share * 100);
}
