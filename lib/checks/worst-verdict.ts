import type { Verdict } from "./verdict.ts";

/** The gravest that verdicts say; `pass` for none. */
export function worstOf(verdicts: readonly Pick<Verdict, "verdict">[]): Verdict["verdict"] {
  if (verdicts.some(({ verdict }) => verdict === "block")) return "block";
  return verdicts.some(({ verdict }) => verdict === "warn") ? "warn" : "pass";
}
