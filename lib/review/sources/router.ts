import { z } from "zod";
import { orRefuse } from "#lib/api/problem.ts";
import { authenticated } from "#lib/api/procedure.ts";
import { MAX_CELL_CHARACTERS } from "#lib/datasets/source-row.ts";
import { pageInput, pageOf } from "#lib/page.ts";
import { personSchema } from "../person-schema.ts";
import { correctSource } from "./correct-source.ts";
import { viewSourcesToFix } from "./view-sources-to-fix.ts";

const tags = ["Review"];

const fixSource = authenticated
  .route({
    method: "POST",
    path: "/review/items/{itemId}/source",
    summary: "Correct the source of a rejected item and have it made anew",
    tags,
  })
  .input(
    z.object({
      itemId: z.string(),
      values: z
        .record(z.string(), z.string().max(MAX_CELL_CHARACTERS))
        .describe("Column → value; columns that are not named stay as they are"),
    }),
  )
  .output(z.object({ itemId: z.string(), rowNumber: z.int(), regenerating: z.array(z.string()) }))
  .handler(async ({ context: { actor }, input }) => orRefuse(await correctSource(actor, input)));

const sourcesToFix = authenticated
  .route({
    method: "GET",
    path: "/datasets/{id}/sources-to-fix",
    summary: "Rejected items that wait for a row of a dataset to be corrected",
    tags,
  })
  .input(pageInput.extend({ id: z.string() }))
  .output(
    pageOf(
      z.object({
        itemId: z.string(),
        batch: z.object({ id: z.string(), name: z.string() }),
        rowNumber: z.int(),
        language: z.string(),
        reason: z.string().nullable(),
        note: z.string().nullable(),
        rejectedBy: personSchema,
        rejectedAt: z.string(),
        values: z.record(z.string(), z.string()),
        output: z.record(z.string(), z.unknown()),
      }),
    ).extend({ count: z.int() }),
  )
  .handler(async ({ context: { actor }, input: { id, ...page } }) =>
    orRefuse(await viewSourcesToFix(actor, id, page)),
  );

export const sourcesRouter = { fixSource, sourcesToFix };
