import type { Attempt } from "./spend-answers.ts";

type Words = (key: "trial" | "batch" | "conversation") => string;

/** What a run is called: a batch by its name, others by their kind. @param t words of `spend.ledger`. */
export function runName({ kind, name }: Attempt["run"], t: Words): string {
  return kind === "trial" || kind === "conversation" ? t(kind) : (name ?? t("batch"));
}
