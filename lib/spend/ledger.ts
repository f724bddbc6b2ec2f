import type { NewAttempt } from "#db/queries/spend.ts";

/**
 * One call to a provider as the ledger keeps it, never changed afterwards.
 * `settled` was billed at `cost`; `unknown` may have been, at most at `cost`; `released` was not, and costs 0.
 */
export type LedgerEntry = NewAttempt;

export type EntryKind = LedgerEntry["kind"];
