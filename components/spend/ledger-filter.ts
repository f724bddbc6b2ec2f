/** What narrows the ledger, by its name in the address and in the API. */
export const LEDGER_FILTERS = [
  "from",
  "to",
  "currency",
  "batch",
  "trial",
  "model",
  "template",
  "person",
  "team",
  "language",
] as const;

export type LedgerFilter = { timeZone: string; kind?: "settled" | "released" | "unknown" } & Partial<
  Record<(typeof LEDGER_FILTERS)[number], string>
>;

/** The address of the ledger with these filters. */
export function ledgerHref(filter: Partial<Omit<LedgerFilter, "timeZone">>): string {
  return `/spend/ledger?${new URLSearchParams(filter as Record<string, string>)}`;
}

/** The address of a CSV file of the same entries. */
export function exportHref(filter: Partial<LedgerFilter>): string {
  return `/api/v1/spend/export?${new URLSearchParams(filter as Record<string, string>)}`;
}
