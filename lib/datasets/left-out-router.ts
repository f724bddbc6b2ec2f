import { z } from "zod";
import { db } from "#db/client.ts";
import { groupRowErrors } from "#db/queries/datasets-errors.ts";
import { asDownload, downloadSchema } from "#lib/api/download.ts";
import { multipart } from "#lib/api/multipart.ts";
import { orRefuse } from "#lib/api/problem.ts";
import { authenticated } from "#lib/api/procedure.ts";
import type { Locale } from "#lib/i18n/locales.ts";
import { cutPage, pageInput, pageOf } from "#lib/page.ts";
import { TABLE_FORMATS } from "#lib/table-format.ts";
import { fixesInput } from "./cell-fix.ts";
import { correctLeftOut, getLeftOutRow } from "./correct-left-out.ts";
import { errorGroupSchema, toGroups } from "./error-groups.ts";
import { applyFixes, tryFixes } from "./fix-left-out.ts";
import { listRowErrors } from "./read-dataset.ts";
import { readErrorFile, rowErrorText } from "./read-error-file.ts";
import { returnErrorFile } from "./return-error-file.ts";
import { MAX_CELL_CHARACTERS } from "./source-row.ts";

const tags = ["Datasets"];
const withId = z.object({ id: z.string() });

const rowErrorSchema = z.object({
  column: z.string(),
  rule: z.string(),
  value: z.string().nullable(),
  message: z.string(),
});

const mendedSchema = z.object({
  mended: z.number().int().describe("Rows that fit now; they are added behind the others"),
  leftOut: z.number().int().describe("Rows that still do not fit"),
});

const withLeftOutRow = withId.extend({
  sourceRow: z.coerce.number().int().min(1).max(2_147_483_647).describe("Line or row of the file"),
});

const errors = authenticated
  .route({ method: "GET", path: "/datasets/{id}/errors", summary: "Why rows were left out", tags })
  .input(pageInput.extend({ id: z.string(), rule: z.string().optional(), column: z.string().optional() }))
  .output(
    pageOf(
      z.object({
        sourceRow: z.number().int(),
        column: z.string(),
        rule: z.string(),
        value: z.string().nullable(),
        message: z.string(),
      }),
    ).extend({ groups: z.array(errorGroupSchema) }),
  )
  .handler(async ({ context: { actor, locale }, input }) => {
    const found = orRefuse(await listRowErrors(actor, input));
    const page = cutPage(found, input.limit, ({ sourceRow, column, rule }) => [sourceRow, column, rule]);
    return {
      items: page.items.map((error) => ({ ...error, message: rowErrorText(error, locale) })),
      nextCursor: page.nextCursor,
      groups: toGroups(await groupRowErrors(db(), input.id), locale),
    };
  });

const errorFile = authenticated
  .route({
    method: "GET",
    path: "/datasets/{id}/errors/file",
    outputStructure: "detailed",
    summary: "The rows left out, to be corrected and given back",
    tags,
  })
  .input(withId.extend({ format: z.enum(TABLE_FORMATS).default("csv") }))
  .output(downloadSchema)
  .handler(async ({ context: { actor, locale }, input }) =>
    asDownload(orRefuse(await readErrorFile(actor, input, locale))),
  );

const returnFile = authenticated
  .meta({ takesFileWith: "datasets:write" })
  .route({
    method: "POST",
    path: "/datasets/{id}/errors/return",
    summary: "Take back the file of rows left out, corrected",
    tags,
    spec: multipart({}),
  })
  .input(withId)
  .output(
    mendedSchema.extend({
      unknown: z.number().int().describe("Rows of the file that are not among those left out"),
    }),
  )
  .handler(async ({ context: { actor, file }, input }) =>
    orRefuse(await returnErrorFile(actor, input, file)),
  );

const fix = authenticated
  .route({
    method: "POST",
    path: "/datasets/{id}/errors/fixes",
    summary: "Put right what is wrong with many rows left out, and take in those that fit",
    tags,
  })
  .input(withId.extend({ fixes: fixesInput.min(1) }))
  .output(mendedSchema)
  .handler(async ({ context: { actor }, input }) => orRefuse(await applyFixes(actor, input)));

const tryFix = authenticated
  .route({
    method: "POST",
    path: "/datasets/{id}/errors/fixes/try",
    summary: "What fixes would do, tried on the first rows left out; nothing is stored",
    tags,
  })
  .input(withId.extend({ fixes: fixesInput.min(1) }))
  .output(
    mendedSchema.extend({
      isComplete: z.boolean().describe("Whether that was all of them"),
      examples: z.array(
        z.object({
          sourceRow: z.number().int(),
          column: z.string(),
          before: z.string(),
          after: z.string(),
          fits: z.boolean(),
        }),
      ),
    }),
  )
  .handler(async ({ context: { actor }, input }) => orRefuse(await tryFixes(actor, input)));

const leftOutRow = authenticated
  .route({ method: "GET", path: "/datasets/{id}/errors/{sourceRow}", summary: "A row left out", tags })
  .input(withLeftOutRow)
  .output(
    z.object({
      sourceRow: z.number().int(),
      values: z.record(z.string(), z.string()),
      errors: z.array(rowErrorSchema),
    }),
  )
  .handler(async ({ context: { actor, locale }, input }) => {
    const row = orRefuse(await getLeftOutRow(actor, input));
    return { ...row, errors: row.errors.map((error) => toRowError(error, locale)) };
  });

const correct = authenticated
  .route({
    method: "PUT",
    path: "/datasets/{id}/errors/{sourceRow}",
    summary: "Correct a row left out, and take it in if it fits",
    tags,
  })
  .input(withLeftOutRow.extend({ values: z.record(z.string(), z.string().max(MAX_CELL_CHARACTERS)) }))
  .output(
    z.object({
      taken: z.boolean().describe("Whether it is among the rows now"),
      errors: z.array(rowErrorSchema),
    }),
  )
  .handler(async ({ context: { actor, locale }, input }) => {
    const { errors } = orRefuse(await correctLeftOut(actor, input));
    return { taken: errors.length === 0, errors: errors.map((error) => toRowError(error, locale)) };
  });

/** Rows that an import left out, and mending them. */
export const leftOutRoutes = { errors, errorFile, returnFile, fix, tryFix, leftOutRow, correct };

function toRowError(
  error: { column: string; rule: string; value: string | null },
  locale: Locale,
): z.output<typeof rowErrorSchema> {
  return { ...error, message: rowErrorText(error, locale) };
}
