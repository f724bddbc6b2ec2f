import type { RowCorrection } from "#db/queries/row-corrections.ts";
import type { RowPeriod } from "./prompt-basis.ts";

/** A row as it was between its corrections, the latest first. @param values as they are now. */
export function rowHistory(
  values: Record<string, string>,
  corrections: readonly Pick<RowCorrection, "at" | "before">[],
): RowPeriod[] {
  const periods: RowPeriod[] = [{ values, from: null, to: null }];
  for (const { at, before } of corrections.toReversed()) {
    const [later] = periods.slice(-1);
    if (!later) break;
    later.from = at;
    periods.push({ values: { ...later.values, ...before }, from: null, to: at });
  }
  return periods;
}
