import { z } from "zod";
import { orRefuse } from "#lib/api/problem.ts";
import { authenticated } from "#lib/api/procedure.ts";
import { readableVerdicts } from "#lib/checks/readable-verdict.ts";
import { readableFailure } from "#lib/failure-schema.ts";
import type { Locale } from "#lib/i18n/locales.ts";
import { explainCell } from "./explain-cell.ts";
import { explainItem } from "./explain-item.ts";
import { type Explanation, explanationSchema } from "./explanation.ts";

const place = z.object({ id: z.string(), seq: z.coerce.number().int().min(0) });

const item = authenticated
  .route({
    method: "GET",
    path: "/batches/{id}/items/{seq}/why",
    summary: "How an item's text came about: row, rules, messages, raw answers, checks, cost",
    tags: ["Batches"],
  })
  .input(place)
  .output(explanationSchema)
  .handler(async ({ context: { actor, locale }, input: { id, seq } }) =>
    readable(orRefuse(await explainItem(actor, id, seq)), locale),
  );

const cell = authenticated
  .route({
    method: "GET",
    path: "/trials/{id}/cells/{seq}/why",
    summary: "How a cell's text came about: row, rules, messages, raw answers, checks, cost",
    tags: ["Trials"],
  })
  .input(place)
  .output(explanationSchema)
  .handler(async ({ context: { actor, locale }, input: { id, seq } }) =>
    readable(orRefuse(await explainCell(actor, id, seq)), locale),
  );

function readable(explanation: Explanation, locale: Locale): z.output<typeof explanationSchema> {
  const { calls, checks, failure } = explanation;
  return {
    ...explanation,
    failure: readableFailure(failure, locale),
    checks: readableVerdicts(checks, locale),
    calls: calls.map(({ misfits, ...call }) => ({
      ...call,
      misfits: misfits.flatMap((misfit) => readableFailure(misfit, locale) ?? []),
    })),
  };
}

export const explanationsRouter = { item, cell };
