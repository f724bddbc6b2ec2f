import { z } from "zod";
import { orRefuse } from "#lib/api/problem.ts";
import { authenticated } from "#lib/api/procedure.ts";
import { splitSchema } from "./split.ts";
import { readSplit, splitDataset } from "./split-dataset.ts";

const tags = ["Datasets"];
const withId = z.object({ id: z.string() });

const viewSchema = z.object({
  split: splitSchema.nullable().describe("null: it is not split"),
  counts: z
    .object({
      train: z.int(),
      validation: z.int(),
      test: z.int(),
      none: z.int().describe("Rows whose column names no part"),
    })
    .nullable(),
});

const split = authenticated
  .route({
    method: "GET",
    path: "/datasets/{id}/split",
    summary: "The parts that a dataset is split into",
    tags,
  })
  .input(withId)
  .output(viewSchema)
  .handler(async ({ context: { actor }, input }) => orRefuse(await readSplit(actor, input)));

const setSplit = authenticated
  .route({
    method: "PUT",
    path: "/datasets/{id}/split",
    summary: "Split a dataset into train, validation and test",
    description:
      "By `share`: a row's part follows from a hash of its key alone, so it is the same in every version. By `column`: as that says (train, dev or validation, test). No row changes; `null` takes it back.",
    tags,
  })
  .input(withId.extend({ split: splitSchema.nullable() }))
  .output(viewSchema)
  .handler(async ({ context: { actor }, input }) => orRefuse(await splitDataset(actor, input)));

/** How datasets are split. */
export const splitRoutes = { split, setSplit };
