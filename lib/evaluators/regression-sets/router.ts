import { z } from "zod";
import { orRefuse } from "#lib/api/problem.ts";
import { authenticated, idempotent } from "#lib/api/procedure.ts";
import { pageInput, pageOf } from "#lib/page.ts";
import { plainName } from "#lib/plain-name.ts";
import { archiveSet, changeSet } from "./change-set.ts";
import { keepSet } from "./keep-set.ts";
import { keptCaseSchema, placeSchema, SPLITS } from "./regression-case.ts";
import { viewSet, viewSets } from "./view-sets.ts";

const tags = ["Regression sets"];
const templateInput = z.object({ id: z.string().describe("The template") });
const setInput = templateInput.extend({ setId: z.string() });

const setSchema = z.object({
  id: z.string(),
  templateId: z.string(),
  name: z.string(),
  version: z.int().describe("The newest"),
  createdAt: z.date(),
  updatedAt: z.date(),
  updatedBy: z.string().nullable(),
});

const casesOfTrial = z.object({
  trialId: z.string().describe("A trial of this template"),
  cases: z
    .array(keptCaseSchema)
    .max(1_000)
    .optional()
    .describe("Rows and languages of the trial; all of them when absent"),
});

const keep = authenticated
  .route({
    method: "POST",
    path: "/templates/{id}/regression-sets",
    successStatus: 201,
    summary: "Keep rows of a trial as a set that new versions are compared on",
    tags,
  })
  .input(templateInput.extend({ name: plainName(100) }).extend(casesOfTrial.shape))
  .use(idempotent)
  .output(z.object({ id: z.string(), version: z.int() }))
  .handler(async ({ context: { actor }, input: { id, ...input } }) =>
    orRefuse(await keepSet(actor, { templateId: id, ...input })),
  );

const list = authenticated
  .route({
    method: "GET",
    path: "/templates/{id}/regression-sets",
    summary: "A template's regression sets, newest first",
    tags,
  })
  .input(pageInput.extend(templateInput.shape))
  .output(pageOf(setSchema.extend({ caseCount: z.int(), heldOutCount: z.int(), expectedCount: z.int() })))
  .handler(async ({ context: { actor }, input: { id, ...page } }) => {
    const { items, nextCursor } = orRefuse(await viewSets(actor, { templateId: id, ...page }));
    return { items: items.map((set) => ({ ...set, updatedBy: set.updatedByName })), nextCursor };
  });

const get = authenticated
  .route({
    method: "GET",
    path: "/templates/{id}/regression-sets/{setId}",
    summary: "A regression set with its cases, as it is or as a version of it was",
    tags,
  })
  .input(setInput.extend({ version: z.coerce.number().int().min(1).max(2_147_483_647).optional() }))
  .output(
    setSchema.extend({
      archivedAt: z.date().nullable(),
      shown: z.object({ version: z.int(), createdAt: z.date(), createdBy: z.string().nullable() }),
      columns: z.array(z.string()).describe("Of its rows, in the order of the file"),
      cases: z.array(
        placeSchema.extend({
          split: z.enum(SPLITS),
          expected: z.record(z.string(), z.unknown()).nullable(),
          source: z.record(z.string(), z.string()),
        }),
      ),
    }),
  )
  .handler(async ({ context: { actor }, input: { id, ...input } }) => {
    const set = orRefuse(await viewSet(actor, { templateId: id, ...input }));
    return { ...set, updatedBy: set.updatedByName };
  });

const change = authenticated
  .route({
    method: "PATCH",
    path: "/templates/{id}/regression-sets/{setId}",
    summary: "Rename a set, or change its cases, which makes a new version",
    tags,
  })
  .input(
    setInput.extend({
      version: z.int().describe("That was seen; another one is a conflict"),
      name: plainName(100).optional(),
      remove: z.array(placeSchema).max(1_000).optional(),
      expect: z
        .array(keptCaseSchema)
        .max(1_000)
        .optional()
        .describe("What is right for cases it has; `expected` of `null` where nobody says"),
      add: casesOfTrial.optional(),
    }),
  )
  .output(z.object({ version: z.int() }))
  .handler(async ({ context: { actor }, input: { id, version, ...input } }) =>
    orRefuse(await changeSet(actor, { templateId: id, seen: version, ...input })),
  );

const archive = authenticated
  .route({
    method: "DELETE",
    path: "/templates/{id}/regression-sets/{setId}",
    summary: "Archive a regression set; what was compared on it stays",
    tags,
  })
  .input(setInput)
  .output(z.object({ id: z.string() }))
  .handler(async ({ context: { actor }, input: { id, setId } }) => {
    orRefuse(await archiveSet(actor, { templateId: id, setId }));
    return { id: setId };
  });

export const regressionSetsRouter = { keep, list, get, change, archive };
