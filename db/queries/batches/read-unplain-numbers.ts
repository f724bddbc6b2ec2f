import { sql } from "drizzle-orm";
import { BLANK_TEXT } from "#db/blank-text.ts";
import type { Db } from "#db/client.ts";

const PLAIN_NUMBER = "^-?[0-9]{1,15}([.][0-9]{1,15})?$";

/** A value that is there and is not written as a plain number. */
export interface UnplainValue {
  rowNumber: number;
  column: string;
  value: string;
}

/**
 * The values of some columns that are no plain numbers, in the rows after `afterRow` up to `upTo`, row by row; of a very
 * long one only the beginning.
 */
export async function readUnplainNumbers(
  tx: Db,
  datasetId: string,
  { columns, afterRow, upTo }: { columns: readonly string[]; afterRow: number; upTo: number },
): Promise<UnplainValue[]> {
  return tx.execute<UnplainValue & Record<string, unknown>>(sql`
    select row_number as "rowNumber", name as column, left(values ->> name, 200) as value
    from dataset_rows, jsonb_array_elements_text(${JSON.stringify(columns)}::jsonb) as name
    where dataset_id = ${datasetId} and row_number > ${afterRow} and row_number <= ${upTo}
      and values ->> name !~ ${PLAIN_NUMBER} and values ->> name !~ ${BLANK_TEXT}
    order by row_number`);
}
