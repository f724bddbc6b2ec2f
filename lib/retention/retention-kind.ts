/** The kinds of data that a policy can limit in time, from what comes in to what is left. */
export const RETENTION_KINDS = [
  "uploads",
  "datasets",
  "trials",
  "conversations",
  "outputs",
  "answers",
  "publications",
  "pictures",
  "audit",
] as const;

export type RetentionKind = (typeof RETENTION_KINDS)[number];

/** For how many days each kind is kept that is not kept for good. */
export type KeepDays = Partial<Record<RetentionKind, number>>;

const HALF_A_YEAR = 184;
/** The most days a kind may be kept without being kept for good. */
export const LONGEST_DAYS = 36_500;

/** The fewest days a kind may be kept: the law of some countries wants who did what for half a year. */
export function leastDays(kind: RetentionKind): number {
  return kind === "audit" ? HALF_A_YEAR : 1;
}

/** The kinds whose days are not ones that may be set. */
export function misfitsOf(keepDays: KeepDays): { kind: RetentionKind; least: number; most: number }[] {
  return RETENTION_KINDS.filter((kind) => {
    const days = keepDays[kind];
    return days !== undefined && !(Number.isInteger(days) && days >= leastDays(kind) && days <= LONGEST_DAYS);
  }).map((kind) => ({ kind, least: leastDays(kind), most: LONGEST_DAYS }));
}
