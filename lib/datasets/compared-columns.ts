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

/** Distinct values are estimated, and a key with slips in it is still the key: what is headed as one may have more. */
const LEAST_DISTINCT = { key: 0.5, other: 0.9 };

/**
 * The column by which rows of two datasets are best held against each other: one of both whose values are there and
 * different in each, one that is headed as a key before all others, and a text: prices that happen to differ are no key.
 * @returns its name; `null` where there is none.
 */
export function suggestedKey(dataset: Columned, against: Columned): string | null {
  const { shared } = comparedColumns(dataset.columns, against.columns);
  const differ = (name: string, least: number) =>
    [dataset, against].every((one) => isDifferent(one, name, least));
  const keys = shared.filter((name) => differ(name, LEAST_DISTINCT.key));
  return (
    keys.find((name) => name === dataset.keyColumn || name === against.keyColumn) ??
    keys.find(isKeyHeader) ??
    shared.find((name) => differ(name, LEAST_DISTINCT.other) && isText(dataset, name)) ??
    null
  );
}

function isDifferent({ columns, rowCount }: Columned, name: string, least: number): boolean {
  const column = columns.find((one) => one.name === name);
  return column !== undefined && rowCount > 0 && column.distinct >= least * rowCount;
}

function isText({ columns }: Columned, name: string): boolean {
  return columns.some((column) => column.name === name && (column.type === "text" || column.type === "url"));
}
