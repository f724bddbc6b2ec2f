import { isBlankText } from "#lib/blank-text.ts";
import type { DatasetColumn } from "./dataset.ts";
import type { PlannedColumn } from "./import-plan.ts";

const REGISTER_BITS = 11;
const REGISTERS = 2 ** REGISTER_BITS;

type NamedColumn = Omit<PlannedColumn, "index">;

/** What the rows of each column hold, counted as they pass by. */
export class ColumnStatistics {
  readonly #columns: { planned: NamedColumn; filled: number; maxLength: number; distinct: DistinctCount }[];

  constructor(columns: readonly NamedColumn[]) {
    this.#columns = columns.map((planned) => ({
      planned,
      filled: 0,
      maxLength: 0,
      distinct: new DistinctCount(),
    }));
  }

  add(values: Record<string, string>): void {
    for (const column of this.#columns) {
      const value = values[column.planned.name] ?? "";
      if (isBlankText(value)) continue;
      column.filled++;
      if (value.length > column.maxLength) column.maxLength = value.length;
      column.distinct.add(value);
    }
  }

  columns(): DatasetColumn[] {
    return this.#columns.map(({ planned, filled, maxLength, distinct }) => {
      const { header, name, type, required } = planned;
      return {
        name,
        header,
        type,
        required,
        filled,
        distinct: Math.min(filled, distinct.estimate()),
        maxLength,
      };
    });
  }
}

/**
 * What columns hold with some rows added. Of their values as large a share is taken to be new as of those before: exact
 * where all differ, as keys do, and where few do.
 */
export function withAddedRows(
  columns: readonly DatasetColumn[],
  added: readonly Record<string, string>[],
): DatasetColumn[] {
  const statistics = new ColumnStatistics(columns);
  for (const values of added) statistics.add(values);
  return statistics.columns().map((of, at) => {
    const before = columns[at] ?? of;
    const share = before.filled === 0 ? 1 : before.distinct / before.filled;
    return {
      ...before,
      filled: before.filled + of.filled,
      distinct: before.distinct + Math.round(of.distinct * share),
      maxLength: Math.max(before.maxLength, of.maxLength),
    };
  });
}

/**
 * Counts distinct texts in 2 KB, about 2 % off (HyperLogLog; linear counting while registers are still empty).
 * https://algo.inria.fr/flajolet/Publications/FlFuGaMe07.pdf
 */
export class DistinctCount {
  readonly #registers = new Uint8Array(REGISTERS);

  add(text: string): void {
    const hash = hashOf(text);
    const register = hash >>> (32 - REGISTER_BITS);
    const zeros = Math.clz32((hash << REGISTER_BITS) | (1 << (REGISTER_BITS - 1))) + 1;
    if (zeros > (this.#registers[register] ?? 0)) this.#registers[register] = zeros;
  }

  estimate(): number {
    let sum = 0;
    let empty = 0;
    for (const zeros of this.#registers) {
      sum += 2 ** -zeros;
      if (zeros === 0) empty++;
    }
    const raw = ((0.7213 / (1 + 1.079 / REGISTERS)) * REGISTERS ** 2) / sum;
    if (raw <= 2.5 * REGISTERS && empty > 0) return Math.round(REGISTERS * Math.log(REGISTERS / empty));
    return Math.round(raw);
  }
}

// FNV-1a, then the finaliser of MurmurHash3: FNV alone leaves its upper bits too regular.
function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at++) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}
