import { type SQL, sql } from "drizzle-orm";
import { BLANKS } from "#db/blank-text.ts";
import type { Db } from "#db/client.ts";
import type { StoredSplit } from "#db/schema/datasets.ts";

/** A dataset that is split, and the words by which its column may name the parts. */
export interface SplitRows {
  id: string;
  keyColumn: string | null;
  split: StoredSplit;
  words: Readonly<Record<string, readonly string[]>>;
}

const around = `^[${BLANKS}]+|[${BLANKS}]+$`;
const trimmed = (value: SQL) => sql`regexp_replace(${value}, ${around}, '', 'g')`;
const PLACES = sql.raw(String(16 ** 12));

/** The part of a row `dataset_rows`; null for none. lib/datasets/part-of-row.ts says the same. */
export function partOf({ keyColumn, split, words }: Omit<SplitRows, "id">): SQL {
  const values = sql`dataset_rows."values"`;
  if (split.by === "column") {
    const word = sql`lower(${trimmed(sql`${values} ->> ${split.column}::text`)})`;
    const whens = Object.entries(words).map(
      ([part, names]) => sql`when ${word} in ${names} then ${part}::text`,
    );
    return sql`(case ${sql.join(whens, sql` `)} end)`;
  }
  const key =
    keyColumn === null
      ? sql`(select string_agg(said.key || chr(1) || said.value, chr(2) order by said.key collate "C")
          from jsonb_each_text(${values}) said)`
      : trimmed(sql`${values} ->> ${keyColumn}::text`);
  const digits = sql`lpad(left(encode(sha256(convert_to(keyed.key, 'UTF8')), 'hex'), 12), 16, '0')`;
  const place = sql`(('x' || ${digits})::bit(64)::bigint / ${PLACES}::float8 * 100)`;
  let end = 0;
  // JSON in the database has an order of its own.
  const bounds = Object.keys(words).map((part) => {
    end += split.shares[part as keyof typeof split.shares];
    return sql`when place < ${end}::float8 then ${part}::text`;
  });
  return sql`(select case when at.key = '' then null ${sql.join(bounds, sql` `)} else 'train' end
    from (select keyed.key, ${place} as place from (select coalesce(${key}, '') as key) keyed) at)`;
}

/** How many rows each part has; those that have none under "". */
export async function countParts(tx: Db, rows: SplitRows): Promise<Map<string, number>> {
  const found = await tx.execute<{ part: string; count: number }>(sql`
    select coalesce(${partOf(rows)}, '') as part, count(*)::int as count
    from dataset_rows where dataset_id = ${rows.id}::uuid group by 1`);
  return new Map(found.map(({ part, count }) => [part, count]));
}

/** The numbers of a part's rows, in order. */
export async function rowNumbersOfPart(tx: Db, rows: SplitRows, part: string): Promise<number[]> {
  const found = await tx.execute<{ rowNumber: number }>(sql`
    select row_number as "rowNumber" from dataset_rows
    where dataset_id = ${rows.id}::uuid and ${partOf(rows)} = ${part} order by row_number`);
  return found.map(({ rowNumber }) => rowNumber);
}
