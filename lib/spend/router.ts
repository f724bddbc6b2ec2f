import { z } from "zod";
import { orRefuse } from "#lib/api/problem.ts";
import { authenticated } from "#lib/api/procedure.ts";
import { money } from "#lib/money.ts";
import { currencySchema, moneyChangeSchema, moneySchema } from "#lib/money-schema.ts";
import { pageInput, pageOf } from "#lib/page.ts";
import { timeZoneSchema } from "#lib/time-zone-schema.ts";
import { dayOf, dayOrTimeSchema } from "./day-schema.ts";
import { COST_CAUSES, type CostParts } from "./explanation/explain-difference.ts";
import { explainSpend } from "./explanation/explain-spend.ts";
import { exportAttempts } from "./export-attempts.ts";
import { type AttemptEntry, type AttemptQuestion, getAttempt, listAttempts } from "./list-attempts.ts";
import {
  type AnsweredRange,
  reportDailySpend,
  reportSpend,
  type SpendQuestion,
  summariseSpend,
} from "./report-spend.ts";
import { SPEND_DIMENSIONS, STACKED_DIMENSIONS } from "./spend-report.ts";

const tags = ["Spend"];

const zoneInput = {
  timeZone: timeZoneSchema.default("UTC").describe("Where days begin"),
  currency: currencySchema.optional().describe("Default: the one of the most calls in these days"),
};

const rangeInput = {
  from: dayOrTimeSchema.optional().describe("First day; default: the first of the month"),
  to: dayOrTimeSchema.optional().describe("Last day, included; default: today"),
  ...zoneInput,
};

const ledgerInput = {
  ...rangeInput,
  batch: z.string().optional().describe("A batch, or `trials` or `conversations` for those of all of them"),
  trial: z.string().optional(),
  model: z.string().optional(),
  template: z.string().optional(),
  person: z.string().optional(),
  team: z
    .string()
    .optional()
    .describe("What its members launched, by the team they are in now; `-`: of none"),
  language: z.string().optional().describe("`-`: of none"),
  kind: z.enum(["settled", "released", "unknown"]).optional(),
};

const answeredRange = z.object({
  from: z.string(),
  to: z.string(),
  timeZone: z.string(),
  currency: z.string(),
  otherCurrencies: z.array(moneySchema),
  asOf: z.iso.datetime(),
});

const figuresShape = {
  unknown: moneySchema,
  attempts: z.number(),
  inputTokens: z.number(),
  outputTokens: z.number(),
  approvedItems: z.number(),
  costPerApprovedItem: moneySchema.nullable(),
  rejectedItems: z.number(),
  rejectedCost: moneySchema,
  simulated: z.enum(["none", "some", "all"]),
};
const figures = z.object({ cost: moneySchema, ...figuresShape });
const named = {
  key: z.string(),
  label: z.string(),
  detail: z.string().nullable().describe("What tells it from others of its name: the provider of a model"),
};
const group = z.object({ ...named, ...figures.shape });

const attempt = z.object({
  id: z.string(),
  at: z.string(),
  kind: z.enum(["settled", "released", "unknown"]),
  run: z.object({
    kind: z.enum(["trial", "batch", "index", "evaluation", "conversation"]),
    id: z.string(),
    name: z.string().nullable(),
    exists: z.boolean(),
  }),
  seq: z.number(),
  language: z.string().nullable(),
  step: z.number(),
  purpose: z.enum(["generate", "repair", "check", "embed"]),
  model: z.object({ id: z.string(), name: z.string().nullable(), provider: z.string().nullable() }),
  template: z
    .object({ id: z.string(), name: z.string().nullable(), version: z.number().nullable() })
    .nullable(),
  person: z.object({ id: z.string(), name: z.string().nullable(), team: z.string().nullable() }),
  outcome: z.string(),
  usage: z.object({
    inputTokens: z.number(),
    cachedInputTokens: z.number(),
    /** Of the input, beside the cached. */
    cacheWriteTokens: z.number(),
    /** Of the input, beside those. */
    pictureInputTokens: z.number(),
    outputTokens: z.number(),
    /** Of the output. */
    reasoningTokens: z.number(),
    /** Of the output, beside the reasoning. */
    pictureOutputTokens: z.number(),
    pictures: z.number(),
    perPicture: z.string().nullable().describe("What each picture cost, where its size and quality told"),
  }),
  cost: moneySchema,
  price: z
    .object({
      inputPerMTok: moneySchema,
      cachedInputPerMTok: moneySchema.nullable(),
      cacheWritePerMTok: moneySchema.nullable(),
      pictureInputPerMTok: moneySchema.nullable(),
      outputPerMTok: moneySchema,
      pictureOutputPerMTok: moneySchema.nullable(),
      perImage: moneySchema.nullable(),
    })
    .nullable()
    .describe("The price it was reckoned with, per million tokens and per picture"),
  batchDiscount: z
    .string()
    .nullable()
    .describe("The part of the price that was taken off, because the call was made in a provider's batch"),
  latencyMs: z.number().nullable(),
  simulated: z.boolean(),
  providerRequestId: z.string().nullable(),
});

const report = authenticated
  .route({ method: "GET", path: "/spend", summary: "What was spent, by one dimension", tags })
  .input(z.object({ ...rangeInput, groupBy: z.enum(SPEND_DIMENSIONS).default("day") }))
  .output(
    z.object({
      groups: z.array(group),
      total: moneySchema,
      ...figuresShape,
      before: z
        .object({
          from: z.string(),
          to: z.string(),
          total: moneySchema,
          groups: z.array(z.object({ ...named, cost: moneySchema })),
        })
        .describe("The period before: the same days of the month before, or as many days right before"),
      ...answeredRange.shape,
    }),
  )
  .handler(async ({ context: { actor }, input }) => {
    const { groups, whole, before, ...range } = orRefuse(
      await reportSpend(actor, { ...input, ...daysOf(input) }),
    );
    const { cost, ...rest } = whole;
    return { groups, total: cost, ...rest, before, ...rangeAnswer(range) };
  });

const daily = authenticated
  .route({ method: "GET", path: "/spend/daily", summary: "Spend of each day, stacked", tags })
  .input(z.object({ ...rangeInput, stackBy: z.enum(STACKED_DIMENSIONS).default("model") }))
  .output(
    z.object({
      series: z.array(z.object({ ...named, cost: moneySchema })),
      days: z.array(
        z.object({ day: z.string(), total: moneySchema, costs: z.record(z.string(), moneySchema) }),
      ),
      ...answeredRange.shape,
    }),
  )
  .handler(async ({ context: { actor }, input }) => {
    const question = { ...input, ...daysOf(input) };
    const { series, days, labels, ...range } = orRefuse(await reportDailySpend(actor, question));
    const priced = (amount: string) => money(amount, range.currency);
    return {
      series: series.map(({ key, amount }) => ({
        key,
        label: labels[key]?.name ?? "",
        detail: labels[key]?.detail ?? null,
        cost: priced(amount),
      })),
      days: days.map(({ day, total, amounts }) => ({
        day,
        total: priced(total),
        costs: Object.fromEntries(Object.entries(amounts).map(([key, amount]) => [key, priced(amount)])),
      })),
      ...rangeAnswer(range),
    };
  });

const summary = authenticated
  .route({ method: "GET", path: "/spend/summary", summary: "This month beside last month", tags })
  .input(z.object(zoneInput))
  .output(
    z.object({
      asOf: z.iso.datetime(),
      today: z.string(),
      currency: z.string(),
      currencies: z.array(z.string()),
      monthToDate: figures,
      lastMonthToDate: figures,
      lastMonth: figures,
    }),
  )
  .handler(async ({ context: { actor }, input }) => {
    const answer = orRefuse(await summariseSpend(actor, input));
    return { ...answer, asOf: answer.asOf.toISOString() };
  });

const comparedPeriod = z.object({
  from: z.string(),
  to: z.string(),
  cost: moneySchema,
  unknown: moneySchema.describe("What may have been billed besides; it is in no part"),
  simulated: z.enum(["none", "some", "all"]),
  items: z.number().describe("Of batches, whose first call was billed"),
  calls: z
    .object({
      first: z.number(),
      retry: z.number(),
      regeneration: z.number(),
      trial: z.number(),
      other: z.number(),
    })
    .describe("By what they were: the first of an item's step, another one for it, one that made it anew…"),
  tokensPerCall: z.number().nullable().describe("Of first calls, on average"),
});

const costParts = z
  .array(z.object({ cause: z.enum(COST_CAUSES), amount: moneyChangeSchema }))
  .describe("They add up to the difference to the last digit");

const explanation = authenticated
  .route({ method: "GET", path: "/spend/explanation", summary: "Why two periods cost differently", tags })
  .input(
    z.object({
      ...rangeInput,
      againstFrom: dayOrTimeSchema
        .optional()
        .describe("First day to compare with; default: the period before, as `before` of `GET /spend`"),
      againstTo: dayOrTimeSchema.optional().describe("Last day to compare with, included"),
    }),
  )
  .output(
    z.object({
      now: comparedPeriod,
      before: comparedPeriod,
      difference: moneyChangeSchema,
      parts: costParts,
      models: z.array(
        z.object({
          ...named,
          now: moneySchema,
          before: moneySchema,
          difference: moneyChangeSchema,
          parts: costParts,
        }),
      ),
      currencies: z.array(z.string()).describe("Those there was spend in, in either period"),
      ...answeredRange.shape,
    }),
  )
  .handler(async ({ context: { actor }, input }) => {
    const { timeZone, againstFrom, againstTo } = input;
    const { now, before, difference, parts, models, names, currencies, ...range } = orRefuse(
      await explainSpend(actor, {
        ...{ ...input, ...daysOf(input) },
        againstFrom: dayOf(againstFrom, timeZone),
        againstTo: dayOf(againstTo, timeZone),
      }),
    );
    const priced = (amount: string) => money(amount, range.currency);
    const partsAnswer = (of: CostParts) => COST_CAUSES.map((cause) => ({ cause, amount: priced(of[cause]) }));
    return {
      now,
      before,
      difference: priced(difference),
      parts: partsAnswer(parts),
      models: models.map((model) => ({
        key: model.modelId,
        label: names.get(model.modelId)?.name ?? "",
        detail: names.get(model.modelId)?.detail ?? null,
        now: priced(model.now),
        before: priced(model.before),
        difference: priced(model.difference),
        parts: partsAnswer(model.parts),
      })),
      currencies,
      ...rangeAnswer(range),
    };
  });

const attempts = authenticated
  .route({ method: "GET", path: "/spend/attempts", summary: "Entries of the ledger, latest first", tags })
  .input(pageInput.extend(ledgerInput))
  .output(pageOf(attempt))
  .handler(async ({ context: { actor }, input }) => {
    const page = orRefuse(await listAttempts(actor, { ...input, ...daysOf(input) }));
    return { items: page.items.map(attemptAnswer), nextCursor: page.nextCursor };
  });

const getOne = authenticated
  .route({ method: "GET", path: "/spend/attempts/{id}", summary: "One entry of the ledger", tags })
  .input(z.object({ id: z.string() }))
  .output(attempt)
  .handler(async ({ context: { actor }, input }) =>
    attemptAnswer(orRefuse(await getAttempt(actor, input.id))),
  );

const exportCsv = authenticated
  .route({ method: "GET", path: "/spend/export", summary: "Entries of the ledger as CSV", tags })
  .input(z.object(ledgerInput))
  .output(z.file())
  .handler(async ({ context: { actor }, input }) =>
    orRefuse(await exportAttempts(actor, { ...input, ...daysOf(input) } satisfies AttemptQuestion)),
  );

export const spendRouter = {
  report,
  daily,
  summary,
  explanation,
  attempts,
  attempt: getOne,
  export: exportCsv,
};

function daysOf({
  from,
  to,
  timeZone,
}: {
  from?: string | undefined;
  to?: string | undefined;
  timeZone: string;
}) {
  return { from: dayOf(from, timeZone), to: dayOf(to, timeZone) } satisfies Partial<SpendQuestion>;
}

function rangeAnswer({ from, to, timeZone, currency, otherCurrencies, asOf }: AnsweredRange) {
  return { from, to, timeZone, currency, otherCurrencies, asOf: asOf.toISOString() };
}

function attemptAnswer(entry: AttemptEntry): z.infer<typeof attempt> {
  const { currency } = entry;
  const price = (amount: string | null) => (amount === null ? null : money(amount, currency));
  const inputPerMTok = price(entry.inputPerMTok);
  const outputPerMTok = price(entry.outputPerMTok);
  return {
    id: entry.id,
    at: entry.at,
    kind: entry.kind,
    run: {
      kind: entry.runKind,
      id: entry.runId,
      name: entry.runName,
      exists: entry.runExists,
    },
    seq: entry.seq,
    language: entry.language,
    step: entry.step,
    purpose: entry.purpose,
    model: { id: entry.modelId, name: entry.modelName, provider: entry.providerName },
    template: entry.templateId
      ? { id: entry.templateId, name: entry.templateName, version: entry.templateVersion }
      : null,
    person: { id: entry.memberId, name: entry.memberName, team: entry.team },
    outcome: entry.outcome,
    usage: {
      inputTokens: entry.inputTokens,
      cachedInputTokens: entry.cachedInputTokens,
      cacheWriteTokens: entry.cacheWriteTokens,
      pictureInputTokens: entry.pictureInputTokens,
      outputTokens: entry.outputTokens,
      reasoningTokens: entry.reasoningTokens,
      pictureOutputTokens: entry.pictureOutputTokens,
      pictures: entry.pictures,
      perPicture: entry.perPicture,
    },
    cost: money(entry.cost, currency),
    price:
      inputPerMTok && outputPerMTok
        ? {
            inputPerMTok,
            outputPerMTok,
            cachedInputPerMTok: price(entry.cachedInputPerMTok),
            cacheWritePerMTok: price(entry.cacheWritePerMTok),
            pictureInputPerMTok: price(entry.pictureInputPerMTok),
            pictureOutputPerMTok: price(entry.pictureOutputPerMTok),
            perImage: price(entry.perImage),
          }
        : null,
    batchDiscount: entry.batchDiscount,
    latencyMs: entry.latencyMs,
    simulated: entry.simulated,
    providerRequestId: entry.providerRequestId,
  };
}
