import type { FoldedText } from "#lib/folded-text.ts";
import type { OutputText } from "#lib/templates/output-text.ts";
import type { CheckKind, Verdict } from "./verdict.ts";

/** An output to be checked, with what it was made from. */
export interface CheckedOutput {
  /** The row, by column. */
  source: Readonly<Record<string, string>>;
  /** Language tag the output was asked for in. */
  language: string;
  /** As it is, by field; of it `texts` are what is written. */
  output: Readonly<Record<string, unknown>>;
  texts: readonly CheckedText[];
}

/** One text of an output, folded once for every check. */
export interface CheckedText extends OutputText {
  folded: FoldedText;
}

/** Looks at an output and says what it finds; a check that finds nothing says so with one pass. */
export interface Check {
  readonly kind: CheckKind;
  run(output: CheckedOutput): Verdict[];
}
