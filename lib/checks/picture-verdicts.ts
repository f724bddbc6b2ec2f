import type { StoredMadeFacts } from "#db/schema/images.ts";
import type { Failure } from "#lib/failure.ts";
import type { Verdict } from "./verdict.ts";

/** What a step's picture was to be like. */
export interface AskedPicture {
  width?: number | undefined;
  height?: number | undefined;
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

const VERSION = "1";
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
  const { field, assetId, facts, notes } = found;
  const verdicts = [
    ...unlikeAsked(found),
    ...ofSubject(facts),
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

function unlikeAsked({ asked, facts }: PictureFound): Saying[] {
  const { width, height, bytes, whiteBorder, label } = facts;
  const sayings: Saying[] = [];
  if (asked.width !== undefined && (asked.width !== width || asked.height !== height)) {
    const wanted = { wantedWidth: asked.width, wantedHeight: asked.height ?? 0 };
    sayings.push(said("block", "picture_wrong_size", { width, height, ...wanted }));
  }
  if (asked.maxBytes !== undefined && bytes > asked.maxBytes)
    sayings.push(said("block", "picture_too_heavy", { bytes, maxBytes: asked.maxBytes }));
  if (asked.isWhite && whiteBorder < LEAST_WHITE)
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

type Saying = Omit<Verdict, "field" | "evidence">;

function said(verdict: Verdict["verdict"], code: string, params: Verdict["message"]["params"]): Saying {
  return { kind: "picture", verdict, spans: [], message: { code, params }, version: VERSION };
}

function percent(share: number): number {
  return Math.round(share * 100);
}
