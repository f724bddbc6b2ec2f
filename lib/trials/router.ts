import { eventIterator } from "@orpc/server";
import { z } from "zod";
import type { CellRow } from "#db/queries/trials/cells.ts";
import { orRefuse, refusalError } from "#lib/api/problem.ts";
import { authenticated, idempotent } from "#lib/api/procedure.ts";
import { can } from "#lib/auth/can.ts";
import { readableVerdictSchema, readableVerdicts } from "#lib/checks/readable-verdict.ts";
import { PARTS } from "#lib/datasets/split.ts";
import { costPartsSchema, costRangeSchema } from "#lib/estimates/cost-range-schema.ts";
import { paceSchema } from "#lib/estimates/pace-schema.ts";
import type { CaseChange } from "#lib/evaluators/compare-cases.ts";
import { comparedCaseSchema, comparisonFiguresSchema } from "#lib/evaluators/comparison-schema.ts";
import type { Evaluation } from "#lib/evaluators/evaluate.ts";
import { evaluationSchema, evaluatorFiguresSchema } from "#lib/evaluators/evaluation-schema.ts";
import { failureSchema, readableFailure } from "#lib/failure-schema.ts";
import type { Locale } from "#lib/i18n/locales.ts";
import { money } from "#lib/money.ts";
import { moneySchema } from "#lib/money-schema.ts";
import { pageInput, pageOf } from "#lib/page.ts";
import { languageSchema } from "#lib/templates/language-tag.ts";
import { ruleSchema } from "#lib/templates/rule.ts";
import { type FiredRule, firedRuleSchema, rulesFired } from "#lib/templates/rules-fired.ts";
import { cancelTrial } from "./cancel-trial.ts";
import { estimateTrial } from "./estimate-trial.ts";
import { lastComparison } from "./last-comparison.ts";
import { launchTrial } from "./launch-trial.ts";
import { DRAWN_AS, SAMPLE_METHODS } from "./sample.ts";
import { CELL_STATUSES, TRIAL_STATUSES } from "./trial.ts";
import { trialParametersSchema } from "./trial-parameters.ts";
import { listTrialHeads, type TrialHead, type TrialView, viewTrial } from "./view-trial.ts";
import { pairFiguresSchema } from "./votes/pair-figures-schema.ts";
import { votesRouter } from "./votes/router.ts";
import type { VotesView } from "./votes/view-votes.ts";
import { watchTrial } from "./watch-trial.ts";

const tags = ["Trials"];

const request = z.object({
  datasetId: z.string().optional().describe("With `sample`: where its rows are from"),
  regressionSetId: z
    .string()
    .optional()
    .describe("In place of both: all cases of this set, each variant after the first compared with it"),
  variants: z
    .array(
      z.object({
        templateVersionId: z.string(),
        modelId: z.string().optional().describe("Left out of a template that asks no model"),
        parameters: z.strictObject(trialParametersSchema.shape).optional(),
      }),
    )
    .describe("One to four: what is compared on the same rows"),
  sample: z
    .object({
      size: z.int().min(1),
      method: z.enum(SAMPLE_METHODS).default("random"),
      part: z.enum(PARTS).optional().describe("Drawn from this part alone, where the dataset is split"),
    })
    .optional(),
  languages: z
    .array(languageSchema)
    .max(50)
    .optional()
    .describe("Default: those of the templates, or of the set's cases"),
  judgeCap: moneySchema
    .optional()
    .describe(
      "The most that may be spent on models which are asked about outputs; as `judging.cap` of the estimate when absent",
    ),
});

const preview = z.object({
  items: z.number(),
  perItem: costRangeSchema,
  total: costRangeSchema,
  durationSeconds: z.object({ low: z.number(), high: z.number() }),
  pace: paceSchema,
  basis: z.enum(["measured", "rough"]),
  tooFewRows: z.boolean().describe("Measured, but on fewer than five rows"),
  sampleItems: z.number(),
  shares: z.object({ failed: z.number(), skipped: z.number(), repaired: z.number() }),
  parts: costPartsSchema,
});

const cell = z.object({
  seq: z.number(),
  variant: z.number().describe("Index in `variants`"),
  rowNumber: z.number(),
  language: z.string(),
  status: z.enum(CELL_STATUSES),
  partialText: z.string().nullable().describe("What has streamed in so far"),
  output: z.record(z.string(), z.unknown()).nullable(),
  failure: failureSchema.nullable(),
  usage: z
    .object({ inputTokens: z.number(), cachedInputTokens: z.number(), outputTokens: z.number() })
    .nullable(),
  cost: moneySchema.nullable(),
  latencyMs: z.number().nullable(),
  calls: z.number(),
  checks: z.array(readableVerdictSchema),
});

const variant = z.object({
  templateVersionId: z.string(),
  templateId: z.string().nullable(),
  templateName: z.string().nullable(),
  versionNumber: z.number().nullable(),
  isDraft: z.boolean(),
  modelId: z.string().nullable().describe("`null` where no model is asked"),
  modelName: z.string().nullable(),
  providerName: z.string().nullable(),
  simulated: z.boolean(),
  parameters: trialParametersSchema,
  fields: z.array(z.object({ name: z.string(), type: z.string() })),
  rules: z.array(ruleSchema.pick({ do: true, section: true })),
});

const head = z.object({
  id: z.string(),
  status: z.enum(TRIAL_STATUSES),
  failure: failureSchema.nullable(),
  dataset: z.object({ id: z.string(), name: z.string().nullable(), rowCount: z.number() }),
  regressionSet: z
    .object({ id: z.string(), name: z.string(), version: z.int(), templateId: z.string() })
    .nullable()
    .describe("Whose cases it asks"),
  variants: z.array(variant),
  sample: z.object({
    size: z.number(),
    method: z.enum(SAMPLE_METHODS),
    part: z
      .enum(PARTS)
      .nullable()
      .describe("The part of the dataset that it was drawn from; null: all of it"),
    seed: z.number(),
    rows: z.number(),
  }),
  languages: z.array(z.string()),
  counts: z.record(z.enum(CELL_STATUSES), z.number()),
  judging: z
    .object({ cap: moneySchema, spent: moneySchema })
    .nullable()
    .describe("What may be spent on judging outputs, and what is spent or held by now; `null`: none is"),
  spent: z.array(moneySchema).describe("Settled, one amount a currency"),
  unknownSpend: z.array(moneySchema).describe("Possibly billed besides"),
  createdBy: z.object({ id: z.string(), name: z.string().nullable() }),
  createdAt: z.iso.datetime(),
  finishedAt: z.iso.datetime().nullable(),
});

const viewedCell = cell.extend({
  rules: z.array(firedRuleSchema).describe("Every rule of the variant, and whether it fires on this row"),
  evaluations: z
    .array(evaluationSchema)
    .describe("What each evaluator of the variant's version says, once the cell has ended"),
});

const view = head.extend({
  sampledRows: z.array(
    z.object({
      rowNumber: z.number(),
      drawnAs: z.enum(DRAWN_AS),
      drawnFor: z
        .array(z.object({ column: z.string(), value: z.string() }))
        .describe("The languages and categories that the row was drawn for"),
      source: z.record(z.string(), z.string()),
    }),
  ),
  columns: z.array(z.string()).describe("Of the sampled rows, in the order of the file"),
  cells: z.array(viewedCell),
  preview: preview
    .nullable()
    .describe("The whole dataset by the first variant; `null` while nothing has ended"),
  previews: z.array(preview.nullable()).describe("One for each variant"),
  evaluations: z
    .array(
      z.object({
        variant: z.int().describe("Index in `variants`"),
        evaluators: z.array(evaluatorFiguresSchema),
      }),
    )
    .describe("Of every variant, by the evaluators of its version as it was tried"),
  comparisons: z
    .array(
      z.object({
        baseline: z.int().describe("Index in `variants`"),
        candidate: z.int().describe("Index in `variants`"),
        figures: comparisonFiguresSchema,
        heldOut: comparisonFiguresSchema.describe("Of the cases that are held out alone"),
        cases: z.array(comparedCaseSchema),
        cost: z.object({ baseline: moneySchema.nullable(), candidate: moneySchema.nullable() }),
      }),
    )
    .describe(
      "Of a regression set: each later variant against the first, by its evaluators and both's checks",
    ),
  votes: z
    .array(pairFiguresSchema)
    .describe("Every two variants that people voted on, unseen which was which"),
  voting: z.object({
    pairs: z.int().describe("Two outputs of the same row and language that can be voted on"),
    identical: z.int().describe("Such outputs that are the same; nobody is asked about them"),
    mine: z.int().describe("Pairs that the reader has voted on"),
    people: z.array(
      z.object({
        memberId: z.string(),
        name: z.string().nullable(),
        voted: z.int(),
        votes: z.array(pairFiguresSchema),
      }),
    ),
  }),
});

const launch = authenticated
  .route({ method: "POST", path: "/trials", successStatus: 202, summary: "Start a trial", tags })
  .input(request)
  .use(idempotent)
  .output(z.object({ id: z.string() }))
  .handler(async ({ context: { actor }, input }) => orRefuse(await launchTrial(actor, input)));

const estimate = authenticated
  .route({ method: "POST", path: "/trials/estimate", summary: "What a trial would cost, roughly", tags })
  .input(request)
  .output(
    z.object({
      cells: z.number(),
      rows: z.number(),
      languages: z.array(z.string()),
      judging: z
        .object({ calls: z.int(), expected: moneySchema, cap: moneySchema })
        .nullable()
        .describe("Within what the trial costs: models that are asked about outputs, and their cap"),
      variants: z.array(
        z.object({ trial: costRangeSchema.nullable(), whole: preview.nullable(), simulated: z.boolean() }),
      ),
    }),
  )
  .handler(async ({ context: { actor }, input }) => orRefuse(await estimateTrial(actor, input)));

const list = authenticated
  .route({ method: "GET", path: "/trials", summary: "Trials, latest first", tags })
  .input(
    pageInput.extend({
      datasetId: z.string().optional(),
      regressionSetId: z.string().optional(),
      templateId: z.string().optional().describe("Trials of any version of this template"),
    }),
  )
  .output(pageOf(head))
  .handler(async ({ context: { actor, locale }, input }) => {
    const page = orRefuse(await listTrialHeads(actor, input));
    return { items: page.items.map((one) => headAnswer(one, locale)), nextCursor: page.nextCursor };
  });

const get = authenticated
  .route({ method: "GET", path: "/trials/{id}", summary: "A trial with its cells and cost preview", tags })
  .input(z.object({ id: z.string() }))
  .output(view)
  .handler(async ({ context: { actor, locale }, input }) =>
    viewAnswer(orRefuse(await viewTrial(actor, input.id)), locale),
  );

const last = authenticated
  .route({
    method: "GET",
    path: "/templates/{id}/last-comparison",
    summary: "What the last comparison of a template's draft on a regression set said",
    tags,
  })
  .input(z.object({ id: z.string() }))
  .output(
    z.object({
      comparison: z
        .object({
          trialId: z.string(),
          finishedAt: z.date().nullable(),
          regressionSet: z.object({ id: z.string(), name: z.string(), version: z.int() }),
          against: z.int().nullable().describe("Number of the version it was held against"),
          figures: comparisonFiguresSchema,
          isCurrent: z.boolean().describe("The draft still asks what was compared"),
        })
        .nullable()
        .describe("`null`: none was made"),
    }),
  )
  .handler(async ({ context: { actor }, input }) => ({
    comparison: orRefuse(await lastComparison(actor, input.id)),
  }));

const cancel = authenticated
  .route({ method: "POST", path: "/trials/{id}/cancel", summary: "Stop a trial", tags })
  .input(z.object({ id: z.string() }))
  .output(z.object({ id: z.string() }))
  .handler(async ({ context: { actor }, input }) => orRefuse(await cancelTrial(actor, input.id)));

const events = authenticated
  .route({ method: "GET", path: "/trials/{id}/events", summary: "Cells as they change", tags })
  .input(z.object({ id: z.string() }))
  .output(
    eventIterator(z.object({ status: z.enum(TRIAL_STATUSES), hasEnded: z.boolean(), cells: z.array(cell) })),
  )
  .handler(async function* ({ context: { actor, locale, whileWelcome }, input }) {
    if (!can(actor, "trials:read")) throw refusalError({ code: "forbidden" });
    orRefuse(await viewTrial(actor, input.id));
    for await (const { cells, ...trial } of watchTrial(input.id, whileWelcome)) {
      yield { ...trial, cells: cells.map((one) => cellAnswer(one, locale)) };
    }
  });

export const trialsRouter = {
  launch,
  estimate,
  list,
  get,
  lastComparison: last,
  cancel,
  events,
  votes: votesRouter,
};

function headAnswer({ named, variants, counts, spent }: TrialHead, locale: Locale): z.infer<typeof head> {
  const { trial, datasetName, rowCount, createdByName, regressionSet } = named;
  const { regressionSetId, regressionSetVersion } = trial;
  const { size, method, part = null, seed, rows } = trial.sample;
  return {
    id: trial.id,
    status: trial.status,
    failure: readableFailure(trial.failure, locale),
    dataset: { id: trial.datasetId, name: datasetName, rowCount },
    regressionSet:
      regressionSet && regressionSetId !== null && regressionSetVersion !== null
        ? { id: regressionSetId, version: regressionSetVersion, ...regressionSet }
        : null,
    variants,
    sample: { size, method, part, seed, rows: rows.length },
    languages: trial.languages,
    counts,
    judging:
      trial.judgeCap === null || trial.judgeCurrency === null
        ? null
        : {
            cap: money(trial.judgeCap, trial.judgeCurrency),
            spent: money(trial.judgeSpent, trial.judgeCurrency),
          },
    spent: spent.settled,
    unknownSpend: spent.unknown,
    createdBy: { id: trial.createdBy, name: createdByName },
    createdAt: trial.createdAt.toISOString(),
    finishedAt: trial.finishedAt?.toISOString() ?? null,
  };
}

function viewAnswer(trial: TrialView, locale: Locale): z.infer<typeof view> {
  const sampledRows = trial.named.trial.sample.rows.map(({ rowNumber, drawnAs, drawnFor }) => ({
    rowNumber,
    drawnAs: DRAWN_AS.find((kind) => kind === drawnAs) ?? "random",
    drawnFor: drawnFor ?? [],
    source: trial.sources.get(rowNumber) ?? {},
  }));
  return {
    ...headAnswer(trial, locale),
    sampledRows,
    columns: trial.columns,
    cells: trial.cells.map((one) => ({
      ...cellAnswer(one, locale),
      rules: rulesOn(trial, one),
      evaluations: (trial.evaluations.ofCells.get(one.seq) ?? []).map((evaluation) =>
        evaluationAnswer(evaluation, locale),
      ),
    })),
    preview: trial.previews[0] ?? null,
    previews: trial.previews,
    evaluations: trial.evaluations.ofVariants.map((evaluators, variant) => ({
      variant,
      evaluators: evaluators.map((one) => ({ ...one, fields: [...one.fields] })),
    })),
    comparisons: trial.comparisons.map(({ cases, ...comparison }) => ({
      ...comparison,
      cases: cases.map((one) => ({ ...one, changes: one.changes.map(changeAnswer) })),
    })),
    votes: trial.votes.all,
    voting: votingAnswer(trial.votes),
  };
}

function votingAnswer({ pairs, identical, mine, people }: VotesView) {
  return {
    ...{ pairs, identical, mine },
    people: people.map(({ figures, ...person }) => ({ ...person, votes: figures })),
  };
}

function rulesOn({ variants, sources }: TrialView, cell: CellRow): FiredRule[] {
  const variant = variants[cell.variant];
  const row = sources.get(cell.rowNumber);
  return variant && row ? rulesFired(variant, row, cell.language) : [];
}

function cellAnswer(row: CellRow, locale: Locale): z.infer<typeof cell> {
  const { seq, variant, rowNumber, language, status, partialText, output, latencyMs, calls } = row;
  return {
    seq,
    variant,
    rowNumber,
    language,
    status,
    partialText,
    output,
    failure: readableFailure(row.failure, locale),
    usage:
      row.inputTokens === null
        ? null
        : {
            inputTokens: row.inputTokens,
            cachedInputTokens: row.cachedInputTokens ?? 0,
            outputTokens: row.outputTokens ?? 0,
          },
    cost: row.cost !== null && row.currency ? money(row.cost, row.currency) : null,
    latencyMs,
    calls,
    checks: readableVerdicts(row.checks, locale),
  };
}

function evaluationAnswer(evaluation: Evaluation, locale: Locale): z.infer<typeof evaluationSchema> {
  const none = { score: null, reference: null, rating: null, reason: null };
  const failure = evaluation.state === "not-evaluated" ? (evaluation.failure ?? null) : null;
  return { ...none, ...evaluation, failure: readableFailure(failure, locale) };
}

function changeAnswer(change: CaseChange) {
  const { kind, better } = change;
  const name = kind === "evaluator" ? change.name : kind === "check" ? change.check : null;
  return { kind, name, better };
}
