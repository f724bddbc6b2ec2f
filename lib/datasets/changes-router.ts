import { z } from "zod";
import type { ChangedRow } from "#db/queries/datasets-compare.ts";
import { orRefuse } from "#lib/api/problem.ts";
import { authenticated, idempotent } from "#lib/api/procedure.ts";
import { inOrder } from "#lib/in-order.ts";
import { cutPage, pageInput, pageOf } from "#lib/page.ts";
import { plainName } from "#lib/plain-name.ts";
import { type Compared, listDatasetChanges } from "./compare-datasets.ts";
import { CHANGE_KINDS, PICKED_KINDS } from "./dataset.ts";
import { datasetOfChanges } from "./dataset-of-changes.ts";
import { versionSchema } from "./version-schema.ts";

const tags = ["Datasets"];
const withId = z.object({ id: z.string() });

const compareInput = {
  against: z
    .string()
    .optional()
    .describe("The dataset to compare with, whatever it is. Default: the former version"),
  key: z
    .string()
    .optional()
    .describe(
      "The column whose value says which rows are the same thing. Default: the one that is suggested",
    ),
};

const kindsInput = <Kind extends string>(kinds: readonly [Kind, ...Kind[]]) =>
  z.union([z.enum(kinds).transform((kind) => [kind]), z.array(z.enum(kinds)).min(1)]);

const bothSides = z.object({
  rows: z.number().int().describe("Of this dataset"),
  against: z.number().int().describe("Of the other"),
});

const changesSchema = z.object({
  against: versionSchema,
  key: z
    .string()
    .nullable()
    .describe("null: none suggests itself, and nothing is compared until one is named"),
  columns: z.object({
    shared: z.array(z.string()).describe("Those that are compared, and that can be the key"),
    added: z.array(z.string()).describe("Only this dataset has them; they make no row a changed one"),
    removed: z.array(z.string()).describe("Only the other has them"),
  }),
  counts: z
    .object({
      new: z.number().int(),
      changed: z.number().int(),
      gone: z.number().int(),
      unchanged: z.number().int(),
      duplicate: bothSides.describe(
        "Rows whose key is in one of the datasets more than once: matched with none",
      ),
      keyless: bothSides.describe("Rows without a key: matched with none"),
      byColumn: z
        .array(z.object({ column: z.string(), rows: z.number().int() }))
        .describe("Changed rows by the column that differs, most first"),
    })
    .nullable(),
});

const changeSchema = z.object({
  kind: z.enum(CHANGE_KINDS),
  key: z.string(),
  rowNumber: z.number().int().nullable().describe("In this dataset; null where it has no such row"),
  againstRow: z.number().int().nullable().describe("In the other"),
  fields: z
    .array(z.object({ column: z.string(), before: z.string(), after: z.string() }))
    .describe("Of a changed row: what differs"),
  values: z.record(z.string(), z.string()).describe("The whole row; of one that is gone, as it was"),
});

const changes = authenticated
  .route({
    method: "GET",
    path: "/datasets/{id}/changes",
    summary: "What is new, changed and gone beside another dataset",
    tags,
  })
  .input(pageInput.extend({ id: z.string(), ...compareInput, kind: kindsInput(CHANGE_KINDS).optional() }))
  .output(pageOf(changeSchema).extend(changesSchema.shape))
  .handler(async ({ context: { actor }, input: { id, against, key, kind, limit, cursor } }) => {
    const found = orRefuse(await listDatasetChanges(actor, { id, against, key, kinds: kind, limit, cursor }));
    const page = cutPage(found.rows, limit, ({ side, rowNumber }) => [side, rowNumber]);
    return {
      ...toChanges(found),
      items: page.items.map((row) => toChange(row, found)),
      nextCursor: page.nextCursor,
    };
  });

const pickChanges = authenticated
  .route({
    method: "POST",
    path: "/datasets/{id}/changes/dataset",
    successStatus: 202,
    summary: "Make a dataset of the rows that are new or changed",
    tags,
  })
  .input(
    withId.extend({
      ...compareInput,
      name: plainName(),
      kinds: kindsInput(PICKED_KINDS).default(["new", "changed"]),
    }),
  )
  .use(idempotent)
  .output(z.object({ datasetId: z.string(), rows: z.number().int() }))
  .handler(async ({ context: { actor }, input }) => orRefuse(await datasetOfChanges(actor, input)));

/** What changed beside another dataset. */
export const changesRoutes = { changes, pickChanges };

function toChanges({ against, key, columns, comparison }: Compared): z.output<typeof changesSchema> {
  return {
    against: { id: against.id, name: against.name, version: against.version },
    key,
    columns: { shared: columns.shared, added: columns.own, removed: columns.others },
    counts: comparison?.counts ?? null,
  };
}

function toChange(
  { side, kind, rowNumber, againstRow, values, before, columns }: ChangedRow,
  { dataset, against, key }: Compared,
): z.output<typeof changeSchema> {
  const { columns: known } = side === 0 ? dataset : against;
  return {
    kind,
    key: key === null ? "" : (values[key] ?? ""),
    rowNumber: side === 0 ? rowNumber : null,
    againstRow: side === 0 ? againstRow : rowNumber,
    fields: (columns ?? []).map((column) => ({
      ...{ column, before: before?.[column] ?? "", after: values[column] ?? "" },
    })),
    values: inOrder(
      values,
      known.map(({ name }) => name),
    ),
  };
}
