import { z } from "zod";
import { orRefuse } from "#lib/api/problem.ts";
import { authenticated, idempotent } from "#lib/api/procedure.ts";
import { translateError } from "#lib/i18n/translate.ts";
import { cutPage, pageInput, pageOf } from "#lib/page.ts";
import { plainName } from "#lib/plain-name.ts";
import { countSchema } from "../count-schema.ts";
import { productFilterSchema } from "../product-filter.ts";
import { freezeProducts } from "./freeze-selection.ts";
import {
  archiveSelection,
  changeSelection,
  createSelection,
  listSelections,
  readSelection,
} from "./selections.ts";

const tags = ["Catalogue"];
const withId = z.object({ id: z.string() });
const filterInput = z.object({ filter: productFilterSchema });

const selectionSchema = z.object({
  id: z.string(),
  name: z.string(),
  filter: productFilterSchema,
  createdBy: z.object({ id: z.string(), name: z.string() }),
  createdAt: z.iso.datetime(),
  changedAt: z.iso.datetime(),
});

const createSelectionRoute = authenticated
  .route({
    method: "POST",
    path: "/selections",
    successStatus: 201,
    summary: "Keep a filter under a name",
    tags,
  })
  .input(filterInput.extend({ name: plainName() }))
  .use(idempotent)
  .output(countSchema.extend({ id: z.string() }))
  .handler(async ({ context: { actor }, input }) => orRefuse(await createSelection(actor, input)));

const selectionList = authenticated
  .route({ method: "GET", path: "/selections", summary: "Selections, newest first", tags })
  .input(pageInput.extend({ name: z.string().optional().describe("Part of the name") }))
  .output(pageOf(selectionSchema))
  .handler(async ({ context: { actor }, input }) =>
    cutPage(orRefuse(await listSelections(actor, input)), input.limit, ({ id }) => [id]),
  );

const selection = authenticated
  .route({ method: "GET", path: "/selections/{id}", summary: "A selection, counted now", tags })
  .input(withId)
  .output(
    selectionSchema.extend(countSchema.shape).extend({
      problems: z
        .array(z.object({ path: z.string(), code: z.string(), message: z.string() }))
        .describe("What its filter names that is no longer there"),
    }),
  )
  .handler(async ({ context: { actor, locale }, input }) => {
    const found = orRefuse(await readSelection(actor, input));
    const problems = found.problems.map(({ path, code, params }) => ({
      ...{ path, code },
      message: translateError(locale, code, params),
    }));
    return { ...found, problems };
  });

const editSelection = authenticated
  .route({ method: "PATCH", path: "/selections/{id}", summary: "Change a selection", tags })
  .input(withId.extend({ name: plainName().optional(), filter: productFilterSchema.optional() }))
  .output(withId)
  .handler(async ({ context: { actor }, input }) => orRefuse(await changeSelection(actor, input)));

const removeSelection = authenticated
  .route({ method: "DELETE", path: "/selections/{id}", summary: "Archive a selection", tags })
  .input(withId)
  .output(withId)
  .handler(async ({ context: { actor }, input }) => orRefuse(await archiveSelection(actor, input)));

const frozenSchema = z.object({ datasetId: z.string() });

const freeze = authenticated
  .route({
    method: "POST",
    path: "/selections/{id}/freeze",
    successStatus: 202,
    summary: "Make a dataset of the products that a selection finds now",
    tags,
  })
  .input(withId.extend({ name: plainName().optional().describe("Of the dataset. Default: the selection's") }))
  .use(idempotent)
  .output(frozenSchema)
  .handler(async ({ context: { actor }, input: { id, name } }) =>
    orRefuse(await freezeProducts(actor, { selectionId: id, name })),
  );

/** Freezes what a filter finds that nobody gave a name. */
export const freezeFilter = authenticated
  .route({
    method: "POST",
    path: "/products/freeze",
    successStatus: 202,
    summary: "Make a dataset of the products that a filter finds now",
    tags,
  })
  .input(filterInput.extend({ name: plainName() }))
  .use(idempotent)
  .output(frozenSchema)
  .handler(async ({ context: { actor }, input }) => orRefuse(await freezeProducts(actor, input)));

/** What is done with selections. */
export const selections = {
  create: createSelectionRoute,
  list: selectionList,
  get: selection,
  change: editSelection,
  archive: removeSelection,
  freeze,
};
