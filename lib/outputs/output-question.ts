import type { OutputQuestion } from "#db/queries/outputs/find-outputs.ts";
import type { Actor } from "#lib/auth/actor.ts";
import { firstDecisionsKeptFrom } from "#lib/review/kept-first-decision.ts";
import type { OutputFilter } from "./filter-schema.ts";
import { checkTerms, textQuery } from "./search-terms.ts";

const FIRST_DAY = "1970-01-01";
const LAST_DAY = "9999-12-30";

/**
 * What a filter asks the database; `null` where nothing can answer to it: a text without a letter or figure.
 * @param actor who asks: not everybody finds outputs by what the first of two said.
 */
export function outputQuestion(actor: Actor, filter: OutputFilter): OutputQuestion | null {
  const { state, batchId, templateId, modelId, language } = filter;
  const text = filter.q?.trim() ? textQuery(filter.q) : undefined;
  if (text === null) return null;
  const any = checkTerms(filter.check, filter.verdict);
  const { field, check, verdict } = filter;
  const { terms = [], beginnings = [], runs = [] } = text ?? {};
  return {
    state,
    batchId,
    templateId,
    modelId,
    language: language || undefined,
    decided: decidedOf(actor, filter),
    flagged: field?.trim() ? { field, check, verdicts: verdict ? [verdict] : ["warn", "block"] } : undefined,
    terms: text || any.length > 0 ? { all: terms, beginnings, runs, any } : undefined,
  };
}

function decidedOf(actor: Actor, { reason, decidedBy, from, to, timeZone = "UTC" }: OutputFilter) {
  if (!reason && !decidedBy && !from && !to) return undefined;
  const days = from || to ? { from: from ?? FIRST_DAY, to: to ?? LAST_DAY, timeZone } : undefined;
  return { reason, by: decidedBy, days, reader: firstDecisionsKeptFrom(actor) };
}
