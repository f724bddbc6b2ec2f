import type { AigcLabel } from "#lib/ai-label.ts";

/** Kinds of file that labels are looked for in. */
export const LABELLED_FILES = [
  "jpeg",
  "png",
  "webp",
  "image",
  "xlsx",
  "docx",
  "pptx",
  "zip",
  "pdf",
  "markdown",
  "csv",
  "jsonl",
  "json",
  "xml",
  "text",
  "unknown",
] as const;

export type LabelledFile = (typeof LABELLED_FILES)[number];

/**
 * What a label is: the metadata of the measures of 2025, IPTC's source type, a column or field of rows, or words that a
 * reader sees.
 */
export const LABEL_KINDS = ["aigc", "source-type", "column", "words"] as const;

export type LabelKind = (typeof LABEL_KINDS)[number];

/** What a label says of the content; `mixed` of rows that say both, `unclear` where it cannot be read. */
export const LABEL_CLAIMS = ["ai", "maybe", "edited", "not-ai", "mixed", "unclear"] as const;

export type LabelClaim = (typeof LABEL_CLAIMS)[number];

/** What is not as it should be with a label; the code is its message's. */
export interface LabelProblem {
  code: string;
  params?: Record<string, string | number>;
  /** A reader may not understand the label because of it; otherwise it is only worth knowing. */
  isError: boolean;
}

/** A label that stands in a file. */
export interface FoundLabel {
  kind: LabelKind;
  /** Where in the file, in the file's own terms. */
  place: string;
  claim: LabelClaim;
  problems: LabelProblem[];
  /** As it stands there, the beginning of it. */
  value: string;
  /** Of a label of the measures, what could be read of it. */
  aigc: Partial<AigcLabel> | null;
}

const MOST_SHOWN_CHARS = 2_000;

/** A label with no more of its text than anybody looks at. */
export function foundLabel(label: Omit<FoundLabel, "aigc"> & { aigc?: FoundLabel["aigc"] }): FoundLabel {
  const value = label.value.toWellFormed().replaceAll("\0", "");
  return { aigc: null, ...label, value: value.slice(0, MOST_SHOWN_CHARS) };
}
