import { eventIterator } from "@orpc/server";
import { z } from "zod";
import { db } from "#db/client.ts";
import { findDatasetWithOrigin } from "#db/queries/datasets.ts";
import { multipart } from "#lib/api/multipart.ts";
import { orRefuse } from "#lib/api/problem.ts";
import { authenticated, idempotent } from "#lib/api/procedure.ts";
import type { Failure } from "#lib/failure.ts";
import { failureSchema, readableFailure } from "#lib/failure-schema.ts";
import type { Locale } from "#lib/i18n/locales.ts";
import { translateError } from "#lib/i18n/translate.ts";
import { cutPage, pageInput, pageOf } from "#lib/page.ts";
import { plainName } from "#lib/plain-name.ts";
import type { Refusal } from "#lib/result.ts";
import { watch } from "#lib/watch.ts";
import { archiveDataset } from "./archive-dataset.ts";
import { cellFixSchema, fixesInput } from "./cell-fix.ts";
import { changesRoutes } from "./changes-router.ts";
import { checkUpload } from "./check-upload.ts";
import { createDataset } from "./create-dataset.ts";
import { COLUMN_TYPES } from "./dataset.ts";
import { errorGroupSchema, toGroups } from "./error-groups.ts";
import { DELIMITERS, ENCODINGS } from "./file-format.ts";
import { leftOutRoutes } from "./left-out-router.ts";
import { previewUpload } from "./preview-upload.ts";
import { getDataset, listDatasets, listRows } from "./read-dataset.ts";
import { rowErrorText } from "./read-error-file.ts";
import { registerUpload } from "./register-upload.ts";
import { renameDataset } from "./rename-dataset.ts";
import { PARTS, type Split, splitSchema } from "./split.ts";
import { splitRoutes } from "./split-router.ts";
import { versionSchema } from "./version-schema.ts";

const tags = ["Datasets"];
const withId = z.object({ id: z.string() });

const choiceInput = {
  sheet: z.string().optional().describe("Default: the sheet the workbook opens with"),
  headerRow: z.coerce
    .number()
    .int()
    .min(1)
    .optional()
    .describe("Row of the file, from 1. Default: found by its look"),
  delimiter: z.enum(DELIMITERS).optional().describe("Default: detected"),
  encoding: z.enum(ENCODINGS).optional().describe("Default: detected"),
};

const planInput = {
  mapping: z
    .record(z.string(), z.string().trim().max(200).nullable())
    .optional()
    .describe("Header in the file → column of the dataset; null leaves the column out"),
  columns: z
    .array(
      z.object({ name: z.string(), type: z.enum(COLUMN_TYPES).optional(), required: z.boolean().optional() }),
    )
    .optional()
    .describe("What columns have to hold. Default: any text, not required"),
  fixes: fixesInput.optional(),
};

const nameInput = plainName();

const columnSchema = z.object({
  name: z.string(),
  header: z.string(),
  type: z.enum(COLUMN_TYPES),
  required: z.boolean(),
  filled: z.number().int().describe("Rows in which it is not empty"),
  distinct: z.number().int().describe("Distinct values, estimated"),
  maxLength: z.number().int().describe("Characters of the longest value"),
});

const noticesSchema = z
  .array(z.object({ code: z.string(), detail: z.string() }))
  .describe("What was guessed, and what will not be read as it looks");

const progressSchema = z.object({
  bytesRead: z.number().int(),
  bytesTotal: z.number().int(),
  rows: z.number().int().describe("Rows taken in and left out so far"),
  rowsTotal: z
    .number()
    .int()
    .nullable()
    .describe("Of a dataset that is filled from other rows; null: not known"),
});

const versionOfInput = z
  .string()
  .describe(
    "The dataset that it is the next version of: mapping, types and fixes are taken as they were there, but for what is given",
  );

const summarySchema = z.object({
  id: z.string(),
  name: z.string(),
  status: z.enum(["importing", "ready", "failed"]),
  version: z.number().int().describe("From 1"),
  versionOf: versionSchema.nullable().describe("The former version, while it is there"),
  newerVersion: versionSchema.nullable().describe("The next version"),
  columnNames: z.array(z.string()),
  split: splitSchema.nullable().describe("How its rows are split into parts; null: not"),
  rowCount: z.number().int(),
  errorCount: z.number().int().describe("Rows of the file that did not fit and were left out"),
  failure: failureSchema.nullable(),
  fileName: z.string().nullable(),
  selection: z
    .object({ id: z.string(), name: z.string() })
    .nullable()
    .describe("What it was frozen from, while that is there"),
  progress: progressSchema,
  createdBy: z.object({ id: z.string(), name: z.string() }),
  createdAt: z.iso.datetime(),
  finishedAt: z.iso.datetime().nullable(),
});

const datasetSchema = summarySchema.extend({
  columns: z.array(columnSchema),
  errors: z.array(errorGroupSchema),
});

const rowSchema = z.object({
  rowNumber: z.number().int(),
  sourceRow: z.number().int().describe("Line or row of the file"),
  values: z.record(z.string(), z.string()),
});

const uploadSchema = z.object({ id: z.string(), fileName: z.string(), bytes: z.number().int() });

/** What says how many rows a dataset is filled with that is made of no file. */
const filledFrom = z.object({ rows: z.int() });

type Found = Parameters<typeof toSummary>[0];

const upload = authenticated
  .meta({ takesFileWith: "datasets:write" })
  .route({
    method: "POST",
    path: "/uploads",
    successStatus: 201,
    summary: "Send a file, to look into it before importing",
    tags,
    spec: multipart({}),
  })
  .use(idempotent)
  .output(uploadSchema)
  .handler(async ({ context: { actor, file } }) => {
    const { uploadId, fileName, bytes } = orRefuse(await registerUpload(actor, file));
    return { id: uploadId, fileName, bytes };
  });

const preview = authenticated
  .route({ method: "GET", path: "/uploads/{id}/preview", summary: "What a file holds", tags })
  .input(
    withId.extend({
      ...choiceInput,
      inputs: z.string().optional().describe("Names of inputs to match columns to, separated by commas"),
      versionOf: versionOfInput.optional(),
    }),
  )
  .output(
    uploadSchema.extend({
      format: z.object({
        kind: z.enum(["xlsx", "delimited", "jsonl"]),
        encoding: z.enum(ENCODINGS).nullable(),
        delimiter: z.enum(DELIMITERS).nullable(),
      }),
      sheet: z.string().nullable(),
      sheets: z.array(z.object({ name: z.string(), hidden: z.boolean() })),
      notices: noticesSchema,
      headerRow: z.number().int().describe("0 for a file that needs none"),
      headerProblem: z
        .object({ code: z.string(), detail: z.string() })
        .nullable()
        .describe(
          "Why the file cannot be imported so: that row cannot be the header, or the encoding is another",
        ),
      columns: z.array(
        z.object({
          header: z.string(),
          type: z.enum(COLUMN_TYPES).describe("Inferred from the first rows"),
          samples: z.array(z.string()),
          filled: z.number().int(),
          match: z.string().nullable().describe("The input it was matched to before, or of the same name"),
        }),
      ),
      remembered: z
        .object({
          dataset: z.object({ id: z.string(), name: z.string() }),
          columns: z.array(
            z.object({
              header: z.string(),
              name: z.string().nullable().describe("null: it was left out"),
              type: z.enum(COLUMN_TYPES),
              required: z.boolean(),
            }),
          ),
          fixes: z.array(cellFixSchema),
          lacking: z.array(z.string()).describe("Columns of then that this file lacks"),
        })
        .nullable()
        .describe("How the former version was imported, else the last file with the same columns"),
      missingInputs: z
        .array(z.string())
        .describe("Of the inputs asked for, those that no column was matched to"),
      rowsRead: z.number().int(),
      firstRows: z.array(z.object({ sourceRow: z.number().int(), cells: z.array(z.string()) })),
    }),
  )
  .handler(async ({ context: { actor, locale }, input: { id, inputs, versionOf, ...choice } }) => {
    const names =
      inputs
        ?.split(",")
        .map((name) => name.trim())
        .filter(Boolean) ?? [];
    const found = orRefuse(
      await previewUpload(actor, { uploadId: id, inputs: names, versionOf, ...given(choice) }),
    );
    const { upload, inspection, matches, remembered } = found;
    const { format, sheets, notices, headerRow, headerProblem, columns, rowsRead, firstRows } = inspection;
    return {
      id,
      fileName: upload.fileName,
      bytes: upload.bytes,
      format: {
        kind: format.kind,
        encoding: format.kind === "xlsx" ? null : format.encoding,
        delimiter: format.kind === "delimited" ? format.delimiter : null,
      },
      sheet: format.kind === "xlsx" ? format.sheet : null,
      sheets,
      notices: notices.map((notice) => toProblem(notice, locale)),
      headerRow,
      headerProblem: headerProblem && toProblem(headerProblem, locale),
      columns: columns.map(({ header, type, samples, filled }) => ({
        header,
        type,
        samples,
        filled,
        match: matches.get(header) ?? null,
      })),
      remembered,
      missingInputs: names.filter((name) => ![...matches.values()].includes(name)),
      rowsRead,
      firstRows: firstRows.map(({ sourceRow, cells }) => ({ sourceRow, cells: [...cells] })),
    };
  });

const check = authenticated
  .route({
    method: "POST",
    path: "/uploads/{id}/check",
    summary: "Which rows an import would leave out",
    tags,
  })
  .input(withId.extend({ ...choiceInput, ...planInput }))
  .output(
    z.object({
      rowsChecked: z.number().int(),
      isComplete: z.boolean().describe("Whether that was all of the file"),
      rejected: z.number().int(),
      groups: z.array(
        errorGroupSchema.extend({
          examples: z.array(z.object({ sourceRow: z.number().int(), value: z.string() })),
        }),
      ),
    }),
  )
  .handler(async ({ context: { actor, locale }, input: { id, ...rest } }) => {
    const checked = orRefuse(await checkUpload(actor, { uploadId: id, ...given(rest) }));
    return {
      ...checked,
      groups: checked.groups.map((group) => ({
        ...group,
        firstSourceRow: group.examples[0]?.sourceRow ?? 0,
        message: rowErrorText({ ...group, value: group.examples[0]?.value ?? "" }, locale),
      })),
    };
  });

const create = authenticated
  .meta({ takesFileWith: "datasets:write" })
  .route({
    method: "POST",
    path: "/datasets",
    successStatus: 202,
    summary: "Import a file as a dataset",
    tags,
    spec: multipart({
      name: { type: "string" },
      versionOf: { type: "string" },
      sheet: { type: "string" },
      headerRow: { type: "integer" },
      delimiter: { type: "string" },
      encoding: { type: "string" },
      mapping: { type: "object", additionalProperties: { type: "string" } },
      columns: { type: "array", items: { type: "object" } },
      fixes: { type: "array", items: { type: "object" } },
    }),
  })
  .input(
    z.object({
      uploadId: z.string().optional().describe("An upload made before, instead of the file itself"),
      name: nameInput.optional().describe("Default: the name of the file"),
      versionOf: versionOfInput.optional(),
      ...choiceInput,
      ...planInput,
    }),
  )
  .use(idempotent)
  .output(z.object({ id: z.string(), status: z.literal("importing"), notices: noticesSchema }))
  .handler(async ({ context: { actor, file, locale }, input: { uploadId, ...rest } }) => {
    const upload = uploadId ?? orRefuse(await registerUpload(actor, file)).uploadId;
    const created = orRefuse(await createDataset(actor, { uploadId: upload, ...given(rest) }));
    return { ...created, notices: created.notices.map((notice) => toProblem(notice, locale)) };
  });

const list = authenticated
  .route({ method: "GET", path: "/datasets", summary: "Datasets, newest first", tags })
  .input(
    pageInput.extend({
      name: z.string().optional().describe("Part of the name"),
      status: z.enum(["importing", "ready", "failed"]).optional(),
    }),
  )
  .output(pageOf(summarySchema))
  .handler(async ({ context: { actor, locale }, input }) => {
    const page = cutPage(orRefuse(await listDatasets(actor, input)), input.limit, ({ id }) => [id]);
    return { ...page, items: page.items.map((dataset) => toSummary(dataset, locale)) };
  });

const get = authenticated
  .route({ method: "GET", path: "/datasets/{id}", summary: "A dataset and how its import went", tags })
  .input(withId)
  .output(datasetSchema)
  .handler(async ({ context: { actor, locale }, input }) => {
    const { dataset, errors } = orRefuse(await getDataset(actor, input));
    return toDataset(dataset, errors, locale);
  });

const rows = authenticated
  .route({ method: "GET", path: "/datasets/{id}/rows", summary: "Rows of a dataset, in order", tags })
  .input(
    pageInput.extend({
      id: z.string(),
      column: z.string().optional().describe("The column that `contains` and `empty` are about"),
      contains: z.string().optional(),
      empty: z.boolean().optional(),
      part: z.enum(PARTS).optional().describe("Only rows of a part, where the dataset is split"),
    }),
  )
  .output(pageOf(rowSchema))
  .handler(async ({ context: { actor }, input: { id, limit, cursor, column, contains, empty, part } }) => {
    const filter = column === undefined ? undefined : { column, contains, empty };
    const found = orRefuse(await listRows(actor, { id, limit, cursor, filter, part }));
    return cutPage(found, limit, ({ rowNumber }) => [rowNumber]);
  });

const rename = authenticated
  .route({ method: "PATCH", path: "/datasets/{id}", summary: "Rename a dataset", tags })
  .input(withId.extend({ name: nameInput }))
  .output(z.object({ id: z.string(), name: z.string() }))
  .handler(async ({ context: { actor }, input }) => orRefuse(await renameDataset(actor, input)));

const archive = authenticated
  .route({ method: "DELETE", path: "/datasets/{id}", summary: "Archive a dataset", tags })
  .input(withId)
  .output(z.object({ id: z.string() }))
  .handler(async ({ context: { actor }, input }) => orRefuse(await archiveDataset(actor, input)));

const events = authenticated
  .route({ method: "GET", path: "/datasets/{id}/events", summary: "An import as it goes on", tags })
  .input(withId)
  .output(eventIterator(summarySchema))
  .handler(async function* ({ context: { actor, locale, whileWelcome }, input }) {
    orRefuse(await getDataset(actor, input));
    const look = async () => {
      const dataset = await findDatasetWithOrigin(db(), input.id);
      return dataset && toSummary(dataset, locale);
    };
    yield* watch({ look, hasEnded: ({ status }) => status !== "importing" }, whileWelcome);
  });

export const datasetsRouter = {
  datasets: {
    list,
    get,
    create,
    rename,
    archive,
    rows,
    ...changesRoutes,
    ...leftOutRoutes,
    ...splitRoutes,
    events,
  },
  uploads: { create: upload, preview, check },
};

function toSummary(
  dataset: {
    id: string;
    name: string;
    status: "importing" | "ready" | "failed";
    columns: readonly { name: string }[];
    rowCount: number;
    errorCount: number;
    failure: Failure | null;
    fileName: string | null;
    selectionId: string | null;
    selectionName: string | null;
    fileBytes: number | null;
    importPlan: unknown;
    split: Split | null;
    version: number;
    formerId: string | null;
    formerName: string | null;
    formerVersion: number | null;
    newerId: string | null;
    newerName: string | null;
    newerVersion: number | null;
    bytesRead: number;
    createdBy: string;
    createdByName: string | null;
    createdAt: Date;
    finishedAt: Date | null;
  },
  locale: Locale,
): z.output<typeof summarySchema> {
  const { id, name, status, rowCount, errorCount, failure, fileName } = dataset;
  return {
    id,
    name,
    status,
    version: dataset.version,
    split: dataset.split,
    versionOf: toVersion(dataset.formerId, dataset.formerName, dataset.formerVersion),
    newerVersion: toVersion(dataset.newerId, dataset.newerName, dataset.newerVersion),
    columnNames: dataset.columns.map((column) => column.name),
    rowCount,
    errorCount,
    failure: readableFailure(failure, locale),
    fileName,
    selection: dataset.selectionId ? { id: dataset.selectionId, name: dataset.selectionName ?? "" } : null,
    progress: {
      bytesRead: dataset.bytesRead,
      bytesTotal: dataset.fileBytes ?? 0,
      rows: rowCount + errorCount,
      rowsTotal: filledFrom.safeParse(dataset.importPlan).data?.rows ?? null,
    },
    createdBy: { id: dataset.createdBy, name: dataset.createdByName ?? "" },
    createdAt: dataset.createdAt.toISOString(),
    finishedAt: dataset.finishedAt?.toISOString() ?? null,
  };
}

function toVersion(
  id: string | null,
  name: string | null,
  version: number | null,
): z.output<typeof versionSchema> | null {
  return id === null ? null : { id, name: name ?? "", version: version ?? 1 };
}

function toDataset(
  dataset: Found & { columns: z.output<typeof columnSchema>[] },
  groups: Parameters<typeof toGroups>[0],
  locale: Locale,
): z.output<typeof datasetSchema> {
  return { ...toSummary(dataset, locale), columns: dataset.columns, errors: toGroups(groups, locale) };
}

function toProblem({ code, params }: Refusal, locale: Locale): { code: string; detail: string } {
  return { code, detail: translateError(locale, code, params) };
}

/** What was given: a field that was left out is not there, rather than `undefined`. */
function given<Input extends object>(input: Input): { [Key in keyof Input]: Exclude<Input[Key], undefined> } {
  const entries = Object.entries(input).filter(([, value]) => value !== undefined);
  return Object.fromEntries(entries) as { [Key in keyof Input]: Exclude<Input[Key], undefined> };
}
