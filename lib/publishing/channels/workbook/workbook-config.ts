import { z } from "zod";

const MOST_NAME_CHARACTERS = 250;
const MOST_HEADER_ROW = 200;
const columnName = z.string().trim().min(1).max(MOST_NAME_CHARACTERS);

/** Which workbook is filled, and where in it. */
export const workbookSettings = z.object({
  uploadId: z.uuid().describe("The workbook, as `POST /channels/workbooks` took it"),
  sheet: z.string().min(1).max(100),
  headerRow: z.int().min(1).max(MOST_HEADER_ROW).describe("The row whose texts name the columns, from 1"),
  firstRow: z
    .int()
    .min(2)
    .max(MOST_HEADER_ROW * 2)
    .describe("The first row of data: nothing above it is written"),
  keyColumn: columnName
    .nullable()
    .default(null)
    .describe("The column that names the product: a row that has its key is filled, others are added"),
  required: z.array(columnName).max(1_000).default([]).describe("Columns that must not stay blank"),
});

export type WorkbookSettings = z.output<typeof workbookSettings>;

/** What the channel is told to fill. */
export interface WorkbookConfig extends WorkbookSettings {
  kind: "workbook";
}
