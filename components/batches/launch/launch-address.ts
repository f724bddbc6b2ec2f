import {
  type inferParserType,
  parseAsArrayOf,
  parseAsBoolean,
  parseAsFloat,
  parseAsInteger,
  parseAsIsoDateTime,
  parseAsJson,
  parseAsString,
  parseAsStringLiteral,
} from "nuqs/server";
import { z } from "zod";
import { localTimeIn } from "#components/ui/local-time.ts";
import { BATCH_MODES } from "#lib/batches/batch-mode.ts";
import { DUE_KINDS } from "#lib/batches/due/due-kind.ts";
import { parametersSchema } from "#lib/batches/parameters.ts";
import { reviewPlanSchema } from "#lib/checks/review-plan.ts";
import { suggestedName } from "./launch-changes.ts";
import type { LaunchChoices } from "./launch-choices.ts";
import { emptyPlan, type LaunchPlan } from "./launch-plan.ts";
import { LAUNCH_STEPS, type LaunchStep } from "./launch-step.ts";

// As it is being typed: hours may still be empty.
const hoursSchema = z.object({
  timeZone: z.string().max(100),
  windows: z.array(z.object({ from: z.string().max(5), to: z.string().max(5) })).max(6),
});

/**
 * Where the wizard stands and all that was chosen in it: an address with a step holds the whole plan, so that a
 * reload, Back and a link keep it. What is at its beginning is left out.
 */
export const launchAddress = {
  step: parseAsStringLiteral(LAUNCH_STEPS),
  datasetId: parseAsString,
  templateVersionId: parseAsString,
  follows: parseAsString,
  languages: parseAsArrayOf(parseAsString),
  rowLimit: parseAsInteger,
  only: parseAsArrayOf(parseAsStringLiteral(DUE_KINDS)),
  selectionId: parseAsString,
  name: parseAsString,
  modelId: parseAsString,
  fallbackModelId: parseAsString,
  maxOutputTokens: parseAsInteger,
  temperature: parseAsFloat,
  parameters: parseAsJson(parametersSchema),
  mode: parseAsStringLiteral(BATCH_MODES),
  /** Moments, whatever the clock of who opens the link. */
  deadline: parseAsIsoDateTime,
  startAt: parseAsIsoDateTime,
  cron: parseAsString,
  timeZone: parseAsString,
  cronTyped: parseAsBoolean,
  offPeak: parseAsJson(hoursSchema),
  cap: parseAsString,
  review: parseAsJson((value) => reviewPlanSchema.safeParse(value).data ?? null),
  // What a wizard can be opened from; the plan that follows stands for itself.
  batchId: parseAsString,
  trialId: parseAsString,
  variant: parseAsString,
  repeat: parseAsString,
};

export type LaunchAddress = inferParserType<typeof launchAddress>;

/** The address of a plan at a step. A time that is no whole one yet is not in it. */
export function addressOfPlan(plan: LaunchPlan, step: LaunchStep): LaunchAddress {
  const { recurrence, otherParameters } = plan;
  return {
    step,
    datasetId: plan.datasetId,
    templateVersionId: plan.templateVersionId,
    follows: plan.follows,
    languages: plan.languages.length > 0 ? plan.languages : null,
    rowLimit: plan.rowLimit,
    only: plan.only && [...plan.only],
    selectionId: plan.selectionId,
    name: plan.name || null,
    modelId: plan.modelId,
    fallbackModelId: plan.fallbackModelId,
    maxOutputTokens: plan.maxOutputTokens,
    temperature: plan.temperature,
    parameters: Object.keys(otherParameters).length > 0 ? otherParameters : null,
    mode: plan.mode === emptyPlan.mode ? null : plan.mode,
    deadline: momentOf(plan.deadline),
    startAt: momentOf(plan.startAt),
    cron: recurrence?.cron ?? null,
    timeZone: recurrence?.timeZone ?? null,
    cronTyped: recurrence && plan.recurrenceTyped ? true : null,
    offPeak: plan.offPeak,
    cap: plan.cap,
    review: isUsualReview(plan.reviewPlan) ? null : plan.reviewPlan,
    ...{ batchId: null, trialId: null, variant: null, repeat: null },
  };
}

/** The plan in an address. @param timeZone whose clock its times are shown by. */
export function planOfAddress(address: LaunchAddress, choices: LaunchChoices, timeZone: string): LaunchPlan {
  const { cron } = address;
  const localTime = (moment: Date | null) => moment && localTimeIn(timeZone, moment);
  return {
    name: address.name ?? "",
    suggestedName: suggestedName(choices, address.datasetId, address.templateVersionId),
    datasetId: address.datasetId,
    templateVersionId: address.templateVersionId,
    follows: address.follows,
    languages: address.languages ?? [],
    modelId: address.modelId,
    fallbackModelId: address.fallbackModelId,
    maxOutputTokens: address.maxOutputTokens,
    temperature: address.temperature,
    otherParameters: address.parameters ?? {},
    rowLimit: address.rowLimit,
    only: address.only,
    selectionId: address.selectionId,
    mode: address.mode ?? emptyPlan.mode,
    deadline: localTime(address.deadline),
    startAt: localTime(address.startAt),
    recurrence: cron === null ? null : { cron, timeZone: address.timeZone ?? timeZone },
    recurrenceTyped: address.cronTyped ?? false,
    offPeak: address.offPeak,
    cap: address.cap,
    reviewPlan: address.review ?? emptyPlan.reviewPlan,
  };
}

function isUsualReview({ kind, ...besides }: LaunchPlan["reviewPlan"]): boolean {
  return kind === emptyPlan.reviewPlan.kind && Object.values(besides).every((value) => value === undefined);
}

function momentOf(localTime: string | null): Date | null {
  const moment = new Date(localTime || Number.NaN);
  return Number.isNaN(moment.getTime()) ? null : moment;
}
