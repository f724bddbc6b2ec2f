import type { Attempt } from "./spend-answers.ts";

type Words = (key: "trial" | "batch" | "conversation" | "improvement" | "collection") => string;

/** What a run is called: a batch or a collection by its name, others by their kind. @param t words of `spend.ledger`. */
export function runName({ kind, name }: Attempt["run"], t: Words): string {
  if (kind === "trial" || kind === "conversation" || kind === "improvement") return t(kind);
  return name ?? t(kind === "index" ? "collection" : "batch");
}
