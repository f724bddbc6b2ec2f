import { z } from "zod";
import { cellFixSchema } from "./cell-fix.ts";
import { COLUMN_TYPES } from "./dataset.ts";
import { DELIMITERS, ENCODINGS, JSON_LAYOUTS } from "./file-format.ts";

const formatSchema = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("xlsx"), sheet: z.string() }),
  z.object({
    kind: z.literal("delimited"),
    encoding: z.enum(ENCODINGS),
    delimiter: z.enum(DELIMITERS),
    /** Whether quotation marks hold cells together. Plans made before it was asked obeyed them. */
    quotes: z.boolean().default(true),
  }),
  z.object({
    kind: z.literal("jsonl"),
    encoding: z.enum(ENCODINGS),
    /** Plans made before it was asked were of lines. */
    layout: z.enum(JSON_LAYOUTS).default("lines"),
    keys: z.array(z.string()),
  }),
]);

const plannedColumnSchema = z.object({
  /** Where it is in the file, from 0. */
  index: z.number().int(),
  header: z.string(),
  name: z.string(),
  type: z.enum(COLUMN_TYPES),
  required: z.boolean(),
});

/** Everything the importer needs to read a file to its end, the same way each time. */
export const importPlanSchema = z.object({
  format: formatSchema,
  /** `sourceRow` of the header; rows up to it are not data. 0 for files without one. */
  headerRow: z.number().int(),
  /** Columns of the file, taken or not: a filled cell beyond them is an error. */
  width: z.number().int(),
  columns: z.array(plannedColumnSchema),
  /** What files of one supplier have in common; plans made before it was kept have none. */
  layout: z.string().default(""),
  /** Of the file, taken or not; plans made before it was kept name none. */
  headers: z.array(z.string()).default([]),
  /** What is put right of cells that do not fit, as they are read. */
  fixes: z.array(cellFixSchema).default([]),
});

export type ImportPlan = z.output<typeof importPlanSchema>;
export type PlannedFormat = ImportPlan["format"];
export type PlannedColumn = z.output<typeof plannedColumnSchema>;
