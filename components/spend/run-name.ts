import type { Attempt } from "./spend-answers.ts";

const BY_KIND = ["trial", "conversation", "evaluation", "improvement"] as const;

type Words = (key: (typeof BY_KIND)[number] | "batch" | "collection") => string;

/** What a run is called: a batch or a collection by its name, others by their kind. @param t words of `spend.ledger`. */
export function runName({ kind, name }: Attempt["run"], t: Words): string {
  const known = BY_KIND.find((one) => one === kind);
  if (known) return t(known);
  return name ?? t(kind === "index" ? "collection" : "batch");
}
