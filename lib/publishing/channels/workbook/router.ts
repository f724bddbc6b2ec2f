import { z } from "zod";
import { multipart } from "#lib/api/multipart.ts";
import { orRefuse } from "#lib/api/problem.ts";
import { authenticated, idempotent } from "#lib/api/procedure.ts";
import { discardUpload } from "#lib/api/receive-upload.ts";
import type { ColumnRule } from "./column-rule.ts";
import type { WorkbookColumn } from "./inspect-workbook.ts";
import { receiveWorkbook, type UploadedWorkbook, viewWorkbook } from "./receive-workbook.ts";

const tags = ["Channels"];
/** More are no choices for a form or a model. */
const VALUES_TOLD = 500;

const choice = {
  sheet: z
    .string()
    .max(100)
    .optional()
    .describe("Default: the one that looks like the template, or that it opens with"),
  headerRow: z.coerce
    .number()
    .int()
    .min(1)
    .max(200)
    .optional()
    .describe("From 1. Default: found by its look"),
  firstRow: z.coerce
    .number()
    .int()
    .min(2)
    .max(400)
    .optional()
    .describe("The first row of data. Default: where most dropdowns begin"),
};

/** A column of a workbook, as the API tells it. */
export const columnSchema = z.object({
  name: z.string(),
  letters: z.string(),
  notes: z.array(z.string()).describe("What else stands above its data"),
  isRequired: z.boolean().describe("The template seems to ask for it"),
  rule: z
    .object({
      kind: z
        .enum(["list", "length", "number", "unchecked"])
        .describe("unchecked: Excel works out what may stand there, so it is not checked"),
      isStrict: z.boolean().describe("Excel takes nothing else there"),
      values: z.array(z.string()).describe(`Of a list, the first ${VALUES_TOLD}`),
      valueCount: z.int(),
      min: z.number().nullable(),
      max: z.number().nullable(),
      formula: z.string().nullable(),
    })
    .nullable(),
});

const workbookSchema = z.object({
  uploadId: z.string(),
  fileName: z.string(),
  bytes: z.int(),
  sheets: z.array(z.object({ name: z.string(), hidden: z.boolean() })),
  sheet: z.string(),
  headerRow: z.int(),
  firstRow: z.int(),
  firstRows: z.array(z.object({ row: z.int(), cells: z.array(z.string()) })),
  columns: z.array(columnSchema),
  keyColumn: z.string().nullable().describe("The column that seems to name the product"),
  lastUsedRow: z.int().describe("Rows are added behind it"),
});

const create = authenticated
  .meta({ takesFileWith: "channels:write" })
  .route({
    method: "POST",
    path: "/channels/workbooks",
    successStatus: 201,
    summary: "Send a workbook that a channel is to fill, and see what it holds",
    tags,
    spec: multipart({
      sheet: { type: "string" },
      headerRow: { type: "integer" },
      firstRow: { type: "integer" },
    }),
  })
  .input(z.object(choice))
  .use(idempotent)
  .output(workbookSchema)
  .handler(async ({ context: { actor, file }, input }) => {
    const received = await receiveWorkbook(actor, file, input);
    if (!received.ok && file) await discardUpload(file);
    return toWorkbook(orRefuse(received));
  });

const get = authenticated
  .route({
    method: "GET",
    path: "/channels/workbooks/{id}",
    summary: "What a workbook holds by another sheet or other rows",
    tags,
  })
  .input(z.object({ id: z.string(), ...choice }))
  .output(workbookSchema)
  .handler(async ({ context: { actor }, input: { id, ...asked } }) =>
    toWorkbook(orRefuse(await viewWorkbook(actor, id, asked))),
  );

export const workbooksRouter = { create, get };

function toWorkbook({ columns, firstRows, ...workbook }: UploadedWorkbook): z.output<typeof workbookSchema> {
  return {
    ...workbook,
    firstRows: firstRows.map(({ row, cells }) => ({ row, cells: [...cells] })),
    columns: columns.map(toColumn),
  };
}

/** A column for the API: of a long list no more than anybody looks at. */
export function toColumn({
  name,
  letters,
  notes,
  isRequired,
  rule,
}: WorkbookColumn): z.output<typeof columnSchema> {
  return { name, letters, notes, isRequired, rule: rule && toRule(rule) };
}

function toRule(rule: ColumnRule) {
  const nothing = { isStrict: false, values: [], valueCount: 0, min: null, max: null, formula: null };
  switch (rule.kind) {
    case "list": {
      const { kind, values, isStrict } = rule;
      return { ...nothing, kind, isStrict, values: values.slice(0, VALUES_TOLD), valueCount: values.length };
    }
    case "unchecked":
      return { ...nothing, ...rule };
    default: {
      const { kind, min, max, isStrict } = rule;
      return { ...nothing, kind, min, max, isStrict };
    }
  }
}
