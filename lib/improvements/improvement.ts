import type { Section } from "#lib/templates/section.ts";

/** So many rejections and edits a template needs before anything is drafted from them. */
export const LEAST_REJECTIONS = 20;
/** No more that wait are counted. */
export const MOST_COUNTED = 100;
/** So many of them the proposer must see, and so many must be kept back. */
export const LEAST_A_SIDE = 4;
export const MOST_PROPOSALS = 3;
/** The newest that are looked at. */
export const MOST_LOOKED_AT = 400;
/** Rejections that a proposer is shown. */
export const MOST_SHOWN = 40;
/** Rejections kept back that are tried, and approved rows that are. */
export const MOST_HELD_OUT = 25;
export const MOST_APPROVED = 25;
/** The longest answer of a proposer, in tokens. */
export const MAX_ANSWER_TOKENS = 8_000;

/** What people did not take as it was made: they rejected it, or had to edit it. */
export interface Rejection {
  /** What was done with it. */
  kind: "reject" | "edit";
  batchId: string;
  seq: number;
  /** The version that it was done with. */
  outputVersion: number;
  /** Of a rejection. */
  reason: string | null;
  route: "regenerate" | "fix-source" | "drop" | null;
  note: string | null;
  datasetId: string;
  rowNumber: number;
  language: string;
  /** Its row as it is now. */
  source: Record<string, string>;
  output: Record<string, unknown>;
  /** What an edit made of it. */
  corrected: Record<string, unknown> | null;
  /** Kinds of checks that warned of it or blocked it; `null` where what they said of this version is not kept. */
  flagged: string[] | null;
  decidedAt: Date;
}

/** An output that somebody approved as it was made. */
export interface ApprovedOutput {
  batchId: string;
  seq: number;
  outputVersion: number;
  datasetId: string;
  rowNumber: number;
  language: string;
  source: Record<string, string>;
  output: Record<string, unknown>;
}

/** How a case is used: shown to the proposer, kept back from it, or approved before. */
export const CASE_ROLES = ["shown", "held-out", "approved"] as const;

export type CaseRole = (typeof CASE_ROLES)[number];

/** A section of a template that a proposal writes anew. */
export interface SectionChange {
  /** The step of a chain; `null` of a template of one prompt. */
  step: string | null;
  section: Section;
  before: string;
  after: string;
}

export const CASE_OUTCOMES = ["fixed", "broken", "unchanged", "look", "not-comparable"] as const;

/** What a proposal made of a case; `look`: nothing but people can tell. */
export type CaseOutcome = (typeof CASE_OUTCOMES)[number];
