import { eventIterator } from "@orpc/server";
import { z } from "zod";
import { asDownload, downloadSchema } from "#lib/api/download.ts";
import { multipart } from "#lib/api/multipart.ts";
import { orRefuse } from "#lib/api/problem.ts";
import { authenticated, idempotent } from "#lib/api/procedure.ts";
import { cellFixSchema, fixesInput } from "#lib/datasets/cell-fix.ts";
import { DELIMITERS, ENCODINGS } from "#lib/datasets/file-format.ts";
import { registerUpload } from "#lib/datasets/register-upload.ts";
import { failureSchema, readableFailure } from "#lib/failure-schema.ts";
import type { Locale } from "#lib/i18n/locales.ts";
import { translateError } from "#lib/i18n/translate.ts";
import { cutPage, pageInput, pageOf } from "#lib/page.ts";
import { cutText } from "#lib/storable-text.ts";
import { watch } from "#lib/watch.ts";
import { fieldChangeSchema } from "../field-change-schema.ts";
import { createCatalogueImport, offerImport, repeatCatalogueImport } from "./create-import.ts";
import { commitCatalogueImport, discardCatalogueImport, rollBackCatalogueImport } from "./end-import.ts";
import { PRESETS } from "./presets/preset.ts";
import { importErrorText, readCatalogueErrorFile } from "./read-error-file.ts";
import {
  type FoundImport,
  getCatalogueImport,
  listCatalogueImportErrors,
  listCatalogueImports,
  listProductChanges,
} from "./read-imports.ts";

const tags = ["Catalogue"];
const withId = z.object({ id: z.string() });

const choiceInput = {
  sheet: z.string().optional().describe("Default: the sheet the workbook opens with"),
  headerRow: z.coerce
    .number()
    .int()
    .min(1)
    .optional()
    .describe(
      "Row of the file, from 1. Default: the row that has the columns asked for, else found by its look",
    ),
  delimiter: z.enum(DELIMITERS).optional().describe("Default: detected"),
  encoding: z.enum(ENCODINGS).optional().describe("Default: detected"),
};

const noticesSchema = z
  .array(z.object({ code: z.string(), detail: z.string() }))
  .describe("What was guessed, and what will not be read as it looks");

const importSchema = z.object({
  id: z.string(),
  fileName: z.string(),
  status: z.enum([
    ...(["reading", "ready", "committing", "committed"] as const),
    ...(["rolling-back", "rolled-back", "discarded", "failed"] as const),
  ]),
  dryRun: z.boolean(),
  counts: z.object({
    new: z.int(),
    changed: z.int(),
    unchanged: z.int(),
    invalid: z.int().describe("Rows of the file that were left out"),
    older: z.int().describe("Of the changed ones, those that would be again what they were before"),
    kept: z.int().describe("Products that were not taken back, because they have changed since"),
  }),
  progress: z.object({
    bytesRead: z.int(),
    bytesTotal: z.int(),
    products: z.int().describe("Read from the file so far"),
    written: z.int().describe("Of these, those that were written or taken back"),
  }),
  failure: failureSchema.nullable(),
  uploadId: z.string(),
  createdBy: z.object({ id: z.string(), name: z.string() }),
  createdAt: z.iso.datetime(),
  committedAt: z.iso.datetime().nullable(),
  finishedAt: z.iso.datetime().nullable(),
});

const errorGroupSchema = z.object({
  rule: z.string(),
  column: z.string().describe("Header of the file; empty for errors of the row as a whole"),
  count: z.int(),
  firstSourceRow: z.int(),
  message: z.string().describe("What is wrong with the first of them"),
});

/** UTF-16 units of a value that stand for all that do not fit. */
const MOST_SHOWN = 80;

const createImport = authenticated
  .meta({ takesFileWith: "catalogue:write" })
  .route({
    method: "POST",
    path: "/catalogue/imports",
    successStatus: 202,
    summary: "Import a file into the catalogue",
    description:
      "Products are known by their key: new ones are added, known ones changed where the file says something else. What the file has no column for stays; an empty cell takes away. With `dryRun` nothing is written before `/commit`.",
    tags,
    spec: multipart({
      key: { type: "string" },
      mapping: { type: "object", additionalProperties: { type: ["string", "null"] } },
      preset: { type: "string", enum: [...PRESETS, "none"] },
      dryRun: { type: "boolean" },
      sheet: { type: "string" },
      headerRow: { type: "integer" },
      delimiter: { type: "string" },
      encoding: { type: "string" },
    }),
  })
  .input(
    z.object({
      uploadId: z.string().optional().describe("An upload made before, instead of the file itself"),
      key: z.string().max(200).optional().describe("Header of the column that names each product"),
      mapping: z
        .record(z.string(), z.string().trim().max(300).nullable())
        .optional()
        .describe(
          "Header → `key`, `title`, `gtin`, `category` (`A > B > C`), `country`, `language`, `pictures` or `attributes.<name>`; null leaves the column out. Columns not named are attributes of their own names",
        ),
      preset: z
        .enum([...PRESETS, "none"])
        .optional()
        .describe("Take the columns as this shop's or marketplace's; `none`: do not look for one"),
      dryRun: z.union([z.boolean(), z.stringbool()]).default(true),
      ...choiceInput,
    }),
  )
  .use(idempotent)
  .output(z.object({ id: z.string(), status: z.literal("reading"), notices: noticesSchema }))
  .handler(async ({ context: { actor, file, locale }, input: { uploadId, ...rest } }) => {
    const upload = uploadId ?? orRefuse(await registerUpload(actor, file)).uploadId;
    const { id, notices } = orRefuse(
      await createCatalogueImport(actor, { uploadId: upload, ...given(rest) }),
    );
    return { id, status: "reading" as const, notices: notices.map((notice) => toProblem(notice, locale)) };
  });

const offer = authenticated
  .route({
    method: "GET",
    path: "/uploads/{id}/offer",
    summary: "What the columns of a file may be in the catalogue",
    tags,
  })
  .input(withId.extend(choiceInput))
  .output(
    z.object({
      id: z.string(),
      fileName: z.string(),
      bytes: z.int(),
      sheet: z.string().nullable(),
      sheets: z.array(z.object({ name: z.string(), hidden: z.boolean() })),
      headerRow: z.int().describe("0 for a file that needs none"),
      headerProblem: z.object({ code: z.string(), detail: z.string() }).nullable(),
      notices: noticesSchema,
      columns: z.array(z.object({ header: z.string(), samples: z.array(z.string()), filled: z.int() })),
      rowsRead: z.int(),
      firstRows: z.array(z.object({ sourceRow: z.int(), cells: z.array(z.string()) })),
      preset: z
        .object({
          name: z.enum(PRESETS),
          version: z.string(),
          key: z.string().nullable(),
          mapping: z.record(z.string(), z.string().nullable()),
        })
        .nullable()
        .describe("The shop or marketplace whose file it looks like"),
      likely: z.record(z.string(), z.string()).describe("What each column is by the sound of its header"),
    }),
  )
  .handler(async ({ context: { actor, locale }, input: { id, ...choice } }) => {
    const found = orRefuse(await offerImport(actor, { uploadId: id, ...given(choice) }));
    const { upload, inspection, offer: known, likely } = found;
    const { format, sheets, headerRow, headerProblem, notices, columns, rowsRead, firstRows } = inspection;
    return {
      ...{ id, fileName: upload.fileName, bytes: upload.bytes, sheets, headerRow, rowsRead, likely },
      sheet: format.kind === "xlsx" ? format.sheet : null,
      headerProblem: headerProblem && toProblem(headerProblem, locale),
      notices: notices.map((notice) => toProblem(notice, locale)),
      columns: columns.map(({ header, samples, filled }) => ({ header, samples, filled })),
      firstRows: firstRows.map(({ sourceRow, cells }) => ({ sourceRow, cells: [...cells] })),
      preset: known && {
        ...{ name: known.preset, version: known.version, key: known.key, mapping: known.mapping },
      },
    };
  });

const listImports = authenticated
  .route({
    method: "GET",
    path: "/catalogue/imports",
    summary: "Imports into the catalogue, newest first",
    tags,
  })
  .input(pageInput)
  .output(pageOf(importSchema))
  .handler(async ({ context: { actor, locale }, input }) => {
    const page = cutPage(orRefuse(await listCatalogueImports(actor, input)), input.limit, ({ id }) => [id]);
    return { ...page, items: page.items.map((found) => toImport(found, locale)) };
  });

const sameFileSchema = z
  .object({ id: z.string(), committedAt: z.iso.datetime().nullable() })
  .nullable()
  .describe("The last import of the very same file");

const getImport = authenticated
  .route({
    method: "GET",
    path: "/catalogue/imports/{id}",
    summary: "An import, and what it does to the catalogue",
    tags,
  })
  .input(withId)
  .output(
    importSchema.extend({
      sameFile: sameFileSchema,
      errors: z.array(errorGroupSchema),
      fixes: z.array(cellFixSchema),
    }),
  )
  .handler(async ({ context: { actor, locale }, input }) => {
    const { found, sameFile, errors, fixes } = orRefuse(await getCatalogueImport(actor, input));
    return {
      ...toImport(found, locale),
      fixes,
      sameFile: sameFile && { id: sameFile.id, committedAt: sameFile.committedAt?.toISOString() ?? null },
      errors: errors.map(({ value, otherRow, ...group }) => ({
        ...group,
        message: importErrorText({ ...group, value: cutText(value ?? "", MOST_SHOWN), otherRow }, locale),
      })),
    };
  });

const importEvents = authenticated
  .route({ method: "GET", path: "/catalogue/imports/{id}/events", summary: "An import as it goes on", tags })
  .input(withId)
  .output(eventIterator(importSchema))
  .handler(async function* ({ context: { actor, locale, whileWelcome }, input }) {
    orRefuse(await getCatalogueImport(actor, input));
    const look = async () => {
      const now = await getCatalogueImport(actor, input);
      return now.ok ? toImport(now.value.found, locale) : null;
    };
    const isMoving = ["reading", "committing", "rolling-back"];
    yield* watch({ look, hasEnded: ({ status }) => !isMoving.includes(status) }, whileWelcome);
  });

const importChanges = authenticated
  .route({
    method: "GET",
    path: "/catalogue/imports/{id}/changes",
    summary: "What an import does to each product, field by field",
    tags,
  })
  .input(
    pageInput.extend({
      id: z.string(),
      kind: z.enum(["new", "changed", "unchanged"]).optional(),
      older: z.stringbool().optional().describe("Only what would be again what it was before"),
    }),
  )
  .output(
    pageOf(
      z.object({
        key: z.string(),
        sourceRow: z.int(),
        kind: z.enum(["new", "changed", "unchanged"]),
        isOlder: z.boolean(),
        fields: z.array(fieldChangeSchema),
      }),
    ),
  )
  .handler(async ({ context: { actor }, input: { older, ...input } }) => {
    const found = orRefuse(await listProductChanges(actor, { ...input, isOlder: older }));
    const { items, nextCursor } = cutPage(found, input.limit, ({ number }) => [number]);
    return { items: items.map(({ number: _, ...item }) => item), nextCursor };
  });

const importErrors = authenticated
  .route({
    method: "GET",
    path: "/catalogue/imports/{id}/errors",
    summary: "Why rows of an import's file were left out",
    tags,
  })
  .input(pageInput.extend({ id: z.string(), rule: z.string().optional(), column: z.string().optional() }))
  .output(
    pageOf(
      z.object({
        sourceRow: z.int(),
        column: z.string(),
        rule: z.string(),
        value: z.string().nullable(),
        message: z.string(),
      }),
    ),
  )
  .handler(async ({ context: { actor, locale }, input }) => {
    const found = orRefuse(await listCatalogueImportErrors(actor, input));
    const page = cutPage(found, input.limit, ({ sourceRow, column, rule }) => [sourceRow, column, rule]);
    const items = page.items.map(({ otherRow, ...error }) => ({
      ...error,
      message: importErrorText({ ...error, otherRow }, locale),
    }));
    return { items, nextCursor: page.nextCursor };
  });

const importErrorFile = authenticated
  .route({
    method: "GET",
    path: "/catalogue/imports/{id}/errors/file",
    outputStructure: "detailed",
    summary: "The rows left out of an import, as csv",
    tags,
  })
  .input(withId)
  .output(downloadSchema)
  .handler(async ({ context: { actor, locale }, input }) =>
    asDownload(orRefuse(await readCatalogueErrorFile(actor, input, locale))),
  );

const commitImport = authenticated
  .route({
    method: "POST",
    path: "/catalogue/imports/{id}/commit",
    successStatus: 202,
    summary: "Write what a dry run has shown",
    tags,
  })
  .input(withId)
  .use(idempotent)
  .output(z.object({ id: z.string() }))
  .handler(async ({ context: { actor }, input }) => orRefuse(await commitCatalogueImport(actor, input)));

const rollBackImport = authenticated
  .route({
    method: "POST",
    path: "/catalogue/imports/{id}/rollback",
    successStatus: 202,
    summary: "Take back what an import did",
    description:
      "Changed products are again what they were and new ones go; those that have changed since stay, and are counted.",
    tags,
  })
  .input(withId)
  .use(idempotent)
  .output(z.object({ id: z.string() }))
  .handler(async ({ context: { actor }, input }) => orRefuse(await rollBackCatalogueImport(actor, input)));

const repeatImport = authenticated
  .route({
    method: "POST",
    path: "/catalogue/imports/{id}/again",
    successStatus: 202,
    summary: "Do the dry run of the same file again, as the catalogue is now",
    description:
      "It takes the place of one that waits. With `fixes` cells that do not fit are put right as the file is read.",
    tags,
  })
  .input(withId.extend({ fixes: fixesInput.optional().describe("Default: those it was read with") }))
  .use(idempotent)
  .output(z.object({ id: z.string().describe("Of the new import") }))
  .handler(async ({ context: { actor }, input }) => orRefuse(await repeatCatalogueImport(actor, input)));

const discardImport = authenticated
  .route({
    method: "DELETE",
    path: "/catalogue/imports/{id}",
    summary: "Give up an import that has written nothing",
    tags,
  })
  .input(withId)
  .output(z.object({ id: z.string() }))
  .handler(async ({ context: { actor }, input }) => orRefuse(await discardCatalogueImport(actor, input)));

/** What is done with imports of products; merged into the catalogue's router. */
export const catalogueImports = {
  create: createImport,
  offer,
  list: listImports,
  get: getImport,
  events: importEvents,
  changes: importChanges,
  errors: importErrors,
  errorFile: importErrorFile,
  commit: commitImport,
  rollback: rollBackImport,
  discard: discardImport,
  again: repeatImport,
};

function toImport(found: FoundImport, locale: Locale): z.output<typeof importSchema> {
  const { id, fileName, status, dryRun, uploadId, failure } = found;
  return {
    ...{ id, fileName, status, dryRun, uploadId },
    counts: {
      new: found.newCount,
      changed: found.changedCount,
      unchanged: found.unchangedCount,
      invalid: found.invalidCount,
      older: found.olderCount,
      kept: found.keptCount,
    },
    progress: {
      bytesRead: found.bytesRead,
      bytesTotal: found.bytes,
      products: found.readTo,
      written: found.appliedTo,
    },
    failure: readableFailure(failure, locale),
    createdBy: { id: found.createdBy, name: found.createdByName ?? "" },
    createdAt: found.createdAt.toISOString(),
    committedAt: found.committedAt?.toISOString() ?? null,
    finishedAt: found.finishedAt?.toISOString() ?? null,
  };
}

function toProblem(
  { code, params }: { code: string; params?: Record<string, string | number> },
  locale: Locale,
): { code: string; detail: string } {
  return { code, detail: translateError(locale, code, params) };
}

/** What was given: a field that was left out is not there, rather than `undefined`. */
function given<Input extends object>(input: Input): { [Key in keyof Input]: Exclude<Input[Key], undefined> } {
  const entries = Object.entries(input).filter(([, value]) => value !== undefined);
  return Object.fromEntries(entries) as { [Key in keyof Input]: Exclude<Input[Key], undefined> };
}
