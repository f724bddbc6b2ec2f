import type { Dataset, DatasetColumn } from "./dataset.ts";
import { isKeyHeader } from "./key-column.ts";

type Columned = Pick<Dataset, "rowCount"> & {
  columns: readonly DatasetColumn[];
  keyColumn: string | null;
};

/** The columns of two datasets by their names: of both, in the order of the first, and of one alone. */
export interface ComparedColumns {
  shared: string[];
  own: string[];
  others: string[];
}

/** Which columns can be held against each other. */
export function comparedColumns(
  columns: readonly Pick<DatasetColumn, "name">[],
  against: readonly Pick<DatasetColumn, "name">[],
): ComparedColumns {
  const names = columns.map(({ name }) => name);
  const there = against.map(({ name }) => name);
  return {
    shared: names.filter((name) => there.includes(name)),
    own: names.filter((name) => !there.includes(name)),
    others: there.filter((name) => !names.includes(name)),
  };
}

/** Distinct values are estimated, and a key with a few slips in it is still the key. */
const LEAST_DISTINCT = 0.9;

/**
 * The column by which rows of two datasets are best held against each other: one of both whose values are there and
 * different in each, one that is headed as a key before all others. @returns its name; `null` where there is none.
 */
export function suggestedKey(dataset: Columned, against: Columned): string | null {
  const { shared } = comparedColumns(dataset.columns, against.columns);
  const different = shared.filter((name) => isDifferent(name, dataset) && isDifferent(name, against));
  return (
    different.find((name) => name === dataset.keyColumn || name === against.keyColumn) ??
    different.find(isKeyHeader) ??
    different[0] ??
    null
  );
}

function isDifferent(name: string, { columns, rowCount }: Columned): boolean {
  const column = columns.find((one) => one.name === name);
  return column !== undefined && rowCount > 0 && column.distinct >= LEAST_DISTINCT * rowCount;
}
