/** One row of the table of figures. */
export interface BenchRow {
  name: string;
  goal: string;
  measured: string;
  /** What it was held against in the same run. */
  baseline: string;
  /** Measured against the baseline, or against the goal where there is none. */
  ratio: number;
  /** By how much the goal was missed; `null` where it was met or there is none. */
  missedBy: string | null;
}

/** Whether the heavy benchmarks shall run with small numbers, to see that they work. */
export const isSmall = process.env.BENCH_SMALL === "1";

/** Prints a row, and hands it to whoever makes the table. */
export function report(row: BenchRow): void {
  const verdict = row.missedBy === null ? "met" : `MISSED by ${row.missedBy}`;
  process.stdout.write(
    `${row.name}\n  goal ${row.goal}; measured ${row.measured}; ratio ${row.ratio.toFixed(2)} to ${row.baseline}; ${verdict}\n`,
  );
  process.send?.(row);
}

/** By how much a measured figure is above the most it may be. */
export function above(measured: number, most: number, unit: string): string | null {
  return measured <= most ? null : `${rounded(measured - most)} ${unit}`;
}

/** By how much a measured figure is below the least it may be. */
export function below(measured: number, least: number, unit: string): string | null {
  return measured >= least ? null : `${rounded(least - measured)} ${unit}`;
}

function rounded(figure: number): string {
  return figure >= 10 ? figure.toFixed(0) : figure.toFixed(2);
}
