import { z } from "zod";
import { orRefuse } from "#lib/api/problem.ts";
import { authenticated, idempotent } from "#lib/api/procedure.ts";
import { failureSchema, readableFailure } from "#lib/failure-schema.ts";
import { translateError } from "#lib/i18n/translate.ts";
import { operationsSchema } from "#lib/images/operations/operation.ts";
import { moneySchema } from "#lib/money-schema.ts";
import { pageInput, pageOf } from "#lib/page.ts";
import { plainName } from "#lib/plain-name.ts";
import { TOOL_METHODS } from "#lib/tools/tool.ts";
import { archiveTemplate } from "./archive-template.ts";
import { changeTemplate } from "./change-template.ts";
import { createTemplate } from "./create-template.ts";
import { duplicateTemplate } from "./duplicate-template.ts";
import { labelSchema, labelsRouter } from "./labels/router.ts";
import { languageSchema } from "./language-tag.ts";
import { listTemplates } from "./list-templates.ts";
import { messageSchema } from "./message-schema.ts";
import { ROW_PICKS } from "./pick-row.ts";
import { previewPrompt } from "./preview-prompt.ts";
import { problemSchema, readableProblems } from "./problem-schema.ts";
import { publishTemplate } from "./publish-template.ts";
import { restoreVersion } from "./restore-version.ts";
import { firedRuleSchema } from "./rules-fired.ts";
import { saveDraft } from "./save-draft.ts";
import { OUTPUT_TYPES, STEP_KINDS, templateBodySchema } from "./template.ts";
import { listVersions, viewTemplate, viewVersion } from "./view-template.ts";

const tags = ["Templates"];
const idInput = z.object({ id: z.string() });
const nameSchema = plainName();
const descriptionSchema = z.string().max(2_000);

const versionSummarySchema = z.object({
  id: z.string(),
  number: z.number().int(),
  note: z.string().nullable(),
  publishedAt: z.date().nullable(),
  publishedBy: z.string().nullable(),
});

const versionSchema = templateBodySchema.extend({
  id: z.string(),
  templateId: z.string(),
  number: z.number().int().nullable(),
  state: z.enum(["draft", "published"]),
});

const savedDraftSchema = z.object({ revision: z.number().int(), updatedAt: z.date() });
const createdSchema = z.object({ id: z.string(), draftVersionId: z.string() });

const create = authenticated
  .route({ method: "POST", path: "/templates", successStatus: 201, summary: "Create a template", tags })
  .input(templateBodySchema.extend({ name: nameSchema, description: descriptionSchema.default("") }))
  .use(idempotent)
  .output(createdSchema)
  .handler(async ({ context: { actor }, input }) => orRefuse(await createTemplate(actor, input)));

const list = authenticated
  .route({ method: "GET", path: "/templates", summary: "List templates, last changed first", tags })
  .input(pageInput.extend({ search: z.string().max(200).optional() }))
  .output(
    pageOf(
      z.object({
        id: z.string(),
        name: z.string(),
        description: z.string(),
        draftVersionId: z.string(),
        latest: z
          .object({
            versionId: z.string(),
            number: z.number().int(),
            publishedAt: z.date().nullable(),
            asksModel: z.boolean(),
            choosesModel: z.boolean(),
          })
          .nullable(),
        production: z
          .object({
            ...{ versionId: z.string(), number: z.int() },
            ...{ asksModel: z.boolean(), choosesModel: z.boolean() },
          })
          .nullable(),
        draftAsksModel: z.boolean().describe("A run of picture steps alone asks no model"),
        draftChoosesModel: z.boolean().describe("A run in which none writes has the models of its steps"),
        draftChanged: z.boolean(),
        outputs: z.array(z.object({ name: z.string(), type: z.enum(OUTPUT_TYPES) })),
        languages: z.array(z.string()),
        updatedAt: z.date(),
        updatedBy: z.string().nullable(),
        batchCount: z.number().int(),
      }),
    ),
  )
  .handler(async ({ context: { actor }, input }) => orRefuse(await listTemplates(actor, input)));

const find = authenticated
  .route({ method: "GET", path: "/templates/{id}", summary: "A template, its draft and its versions", tags })
  .input(idInput)
  .output(
    z.object({
      id: z.string(),
      name: z.string(),
      description: z.string(),
      updatedAt: z.date(),
      updatedBy: z.string().nullable(),
      archivedAt: z.date().nullable(),
      draft: versionSchema.extend({
        revision: z.number().int(),
        updatedAt: z.date(),
        savedBy: z.object({ memberId: z.string(), name: z.string() }).nullable(),
        problems: z.array(problemSchema),
      }),
      draftChanged: z.boolean(),
      versions: z.array(versionSummarySchema),
      labels: z.array(labelSchema),
    }),
  )
  .handler(async ({ context: { actor, locale }, input }) => {
    const template = orRefuse(await viewTemplate(actor, input.id));
    const problems = readableProblems(locale, template.draft.problems);
    return { ...template, draft: { ...template.draft, problems } };
  });

const change = authenticated
  .route({ method: "PATCH", path: "/templates/{id}", summary: "Rename or describe a template", tags })
  .input(idInput.extend({ name: nameSchema.optional(), description: descriptionSchema.optional() }))
  .output(z.object({ id: z.string() }))
  .handler(async ({ context: { actor }, input: { id, ...change } }) => {
    orRefuse(await changeTemplate(actor, { templateId: id, ...change }));
    return { id };
  });

const archive = authenticated
  .route({ method: "DELETE", path: "/templates/{id}", summary: "Archive a template", tags })
  .input(idInput)
  .output(z.object({ id: z.string() }))
  .handler(async ({ context: { actor }, input: { id } }) => {
    orRefuse(await archiveTemplate(actor, id));
    return { id };
  });

const save = authenticated
  .route({
    method: "PUT",
    path: "/templates/{id}/draft",
    summary: "Save the draft that was read at a revision",
    tags,
  })
  .input(
    templateBodySchema.extend({
      id: z.string(),
      revision: z.number().int(),
      editor: z
        .string()
        .min(1)
        .max(100)
        .optional()
        .describe("A name of the caller's own; what it saved itself since the revision does not refuse it"),
    }),
  )
  .output(savedDraftSchema)
  .handler(async ({ context: { actor }, input: { id, ...draft } }) =>
    orRefuse(await saveDraft(actor, { templateId: id, ...draft })),
  );

const publish = authenticated
  .route({ method: "POST", path: "/templates/{id}/publish", summary: "Publish the draft as a version", tags })
  .input(idInput.extend({ note: z.string().max(2_000).optional(), revision: z.number().int().optional() }))
  .use(idempotent)
  .output(z.object({ versionId: z.string(), number: z.number().int() }))
  .handler(async ({ context: { actor }, input: { id, ...publishing } }) =>
    orRefuse(await publishTemplate(actor, { templateId: id, ...publishing })),
  );

const versions = authenticated
  .route({
    method: "GET",
    path: "/templates/{id}/versions",
    summary: "Published versions, newest first",
    tags,
  })
  .input(pageInput.extend({ id: z.string() }))
  .output(pageOf(versionSummarySchema))
  .handler(async ({ context: { actor }, input: { id, ...page } }) =>
    orRefuse(await listVersions(actor, { templateId: id, ...page })),
  );

const version = authenticated
  .route({ method: "GET", path: "/template-versions/{id}", summary: "One version with its contents", tags })
  .input(idInput)
  .output(versionSchema.extend({ note: z.string().nullable(), publishedAt: z.date().nullable() }))
  .handler(async ({ context: { actor }, input }) => orRefuse(await viewVersion(actor, input.id)));

const restore = authenticated
  .route({
    method: "POST",
    path: "/templates/{id}/restore",
    summary: "Put a version's contents into the draft",
    tags,
  })
  .input(
    idInput.extend({
      versionId: z.string(),
      revision: z.int().optional().describe("Of the draft that was seen; another one is a conflict"),
    }),
  )
  .output(savedDraftSchema)
  .handler(async ({ context: { actor }, input: { id, ...input } }) =>
    orRefuse(await restoreVersion(actor, { templateId: id, ...input })),
  );

const duplicate = authenticated
  .route({
    method: "POST",
    path: "/templates/{id}/duplicate",
    successStatus: 201,
    summary: "Make a new template from this one's draft",
    tags,
  })
  .input(idInput.extend({ name: nameSchema.optional() }))
  .use(idempotent)
  .output(createdSchema)
  .handler(async ({ context: { actor }, input: { id, name } }) =>
    orRefuse(await duplicateTemplate(actor, { templateId: id, name })),
  );

const preview = authenticated
  .route({
    method: "POST",
    path: "/templates/preview",
    summary: "The exact messages for one row, with their tokens and rough cost; calls no model",
    tags,
  })
  .input(
    templateBodySchema.extend({
      datasetId: z.string().optional(),
      rowNumber: z.number().int().min(1).optional(),
      pick: z.enum(ROW_PICKS).optional(),
      row: z.record(z.string(), z.string().max(100_000)).optional(),
      language: languageSchema.default("en"),
      modelId: z.uuid().optional(),
    }),
  )
  .output(
    z.object({
      row: z.object({
        rowNumber: z.number().int().nullable(),
        values: z.record(z.string(), z.string()),
        columns: z.array(z.string()).describe("Of the values, in the order of the file"),
      }),
      kind: z.enum(["prompt", "skipped", "blocked", "broken"]),
      messages: z.array(messageSchema),
      steps: z
        .array(
          z.object({
            name: z.string(),
            kind: z.enum(STEP_KINDS),
            isLeftOut: z.boolean().describe("Its condition does not hold for this row"),
            messages: z.array(messageSchema),
            sought: z
              .string()
              .nullable()
              .describe("Of a retrieval: what passages are looked for by; it is not searched here"),
            taken: z
              .object({ rows: z.array(z.int()), standIn: z.boolean(), query: z.string().nullable() })
              .nullable()
              .describe(
                "Of examples: the rows that are shown; with `standIn` others of their dataset, since the nearest are looked for, by `query`, when it runs",
              ),
            found: z
              .object({ by: z.string(), query: z.string(), fields: z.record(z.string(), z.unknown()) })
              .nullable()
              .describe("Of a look-up: what it finds now"),
            sent: z
              .object({ method: z.enum(TOOL_METHODS), url: z.string(), body: z.string().nullable() })
              .nullable()
              .describe("Of a tool: what it would be sent, with masks for what is secret. It is not called"),
            drawn: z
              .object({ source: z.string(), prompt: z.string(), count: z.int() })
              .nullable()
              .describe("Of a picture that a model draws: what it would be asked. Nothing is drawn here"),
            made: z
              .object({ source: z.string(), operations: operationsSchema })
              .nullable()
              .describe(
                "Of a picture: the address or asset it is made of, and all that is done to that. `POST /images/preview` makes it",
              ),
            failure: failureSchema.nullable().describe("Why a tool could not be called"),
          }),
        )
        .describe(
          "Of a chain: what each step sends, with `[step.field]` for what an earlier one will have written; nothing where its condition leaves it out",
        ),
      missingInput: z.string().nullable(),
      problems: z.array(problemSchema),
      rules: z.array(firedRuleSchema),
      terms: z
        .array(
          z.object({
            glossary: z.object({ id: z.string(), name: z.string(), version: z.int() }),
            term: z.string(),
            wanted: z.string(),
            isKept: z.boolean().describe("It stays as it is in every language"),
          }),
        )
        .describe("Terms of the glossaries that the row has, as the prompt tells of them"),
      override: z.string().nullable().describe("The language override that holds, by its tag"),
      tokens: z
        .object({
          input: z.int(),
          tools: z.int().describe("Of the input: what tells models of the tools that they may call"),
          assumedOutput: z.int(),
        })
        .nullable()
        .describe("Of one call a step; each time that a model calls tools, another call follows"),
      cost: z
        .object({
          input: moneySchema,
          assumedOutput: moneySchema,
          total: moneySchema,
          simulated: z.boolean(),
        })
        .nullable(),
      costBasis: z.literal("rough"),
      costProblem: z.string().nullable(),
    }),
  )
  .handler(async ({ context: { actor, locale }, input }) => {
    const { costRefusal, ...preview } = orRefuse(await previewPrompt(actor, input));
    return {
      ...preview,
      problems: readableProblems(locale, preview.problems),
      steps: preview.steps.map((step) => ({ ...step, failure: readableFailure(step.failure, locale) })),
      costBasis: "rough" as const,
      costProblem: costRefusal && translateError(locale, costRefusal.code, costRefusal.params),
    };
  });

export const templatesRouter = {
  create,
  list,
  find,
  change,
  archive,
  save,
  publish,
  versions,
  version,
  restore,
  duplicate,
  preview,
  labels: labelsRouter,
};
