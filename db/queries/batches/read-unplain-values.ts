import { sql } from "drizzle-orm";
import { BLANK_TEXT } from "#db/blank-text.ts";
import type { Db } from "#db/client.ts";

/** What needs no second look, by what a column is to hold. */
const PLAIN = {
  number: "^-?[0-9]{1,15}([.][0-9]{1,15})?$",
  picture: "^https?://[a-zA-Z0-9./_%-]{1,255}$",
};
// A list of pictures is cut at no place that would make another of it.
const LONGEST = { number: 200, picture: 1_000_000 };

/** A value that is there and is not written in the plainest way. */
export interface UnplainValue {
  rowNumber: number;
  column: string;
  value: string;
}

/**
 * The values of some columns that are no plain numbers, or no plain address of a picture, in the rows after `afterRow` up
 * to `upTo`, row by row; of a very long one only the beginning.
 */
export async function readUnplainValues(
  tx: Db,
  datasetId: string,
  {
    type,
    columns,
    afterRow,
    upTo,
  }: { type: keyof typeof PLAIN; columns: readonly string[]; afterRow: number; upTo: number },
): Promise<UnplainValue[]> {
  return tx.execute<UnplainValue & Record<string, unknown>>(sql`
    select row_number as "rowNumber", name as column, left(values ->> name, ${LONGEST[type]}::int) as value
    from dataset_rows, jsonb_array_elements_text(${JSON.stringify(columns)}::jsonb) as name
    where dataset_id = ${datasetId} and row_number > ${afterRow} and row_number <= ${upTo}
      and values ->> name !~ ${PLAIN[type]} and values ->> name !~ ${BLANK_TEXT}
    order by row_number`);
}
