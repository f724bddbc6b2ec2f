import { DUE_KINDS, type DueKind } from "#lib/batches/due/due-kind.ts";
import type { LaunchChoices } from "./launch-choices.ts";
import type { LaunchPlan } from "./launch-plan.ts";

/** What a choice changes in a plan: itself, and what depended on what was chosen before. */
export type LaunchChange = Partial<LaunchPlan>;

/** Another dataset. */
export function datasetChange(
  { templateVersionId }: LaunchPlan,
  choices: LaunchChoices,
  datasetId: string | null,
): LaunchChange {
  return {
    datasetId,
    selectionId: null,
    suggestedName: suggestedName(choices, datasetId, templateVersionId),
  };
}

/** Another version of a template, with the languages that are its own. */
export function versionChange(
  { datasetId }: LaunchPlan,
  choices: LaunchChoices,
  templateVersionId: string | null,
): LaunchChange {
  return {
    templateVersionId,
    follows: null,
    languages: [],
    suggestedName: suggestedName(choices, datasetId, templateVersionId),
  };
}

/** One language more or less of those that the template offers, in the template's order. */
export function languageChange(
  { languages }: LaunchPlan,
  offered: readonly string[],
  language: string,
  isWanted: boolean,
): LaunchChange {
  const wanted = languages.length > 0 ? languages : offered;
  return { languages: offered.filter((one) => (one === language ? isWanted : wanted.includes(one))) };
}

/** Another model, at its own suggested cap. */
export function modelChange({ mode, fallbackModelId }: LaunchPlan, modelId: string | null): LaunchChange {
  return {
    modelId,
    cap: null,
    // What one provider takes, another may not.
    ...(mode === "provider-batch" && { mode: "realtime" }),
    ...(modelId === fallbackModelId && { fallbackModelId: null }),
  };
}

/** Another way to the model, at its own suggested cap; what is called in real time is due when it is made. */
export function modeChange(mode: LaunchPlan["mode"]): LaunchChange {
  return { mode, cap: null, ...(mode === "realtime" && { deadline: null }) };
}

/** All items of the rows, or those that need work. */
export function onlyChange(isOnly: boolean): LaunchChange {
  return { only: isOnly ? DUE_KINDS : null, cap: null };
}

/** One kind of what needs work more or less. */
export function dueKindChange({ only }: LaunchPlan, kind: DueKind, isWanted: boolean): LaunchChange {
  return { only: DUE_KINDS.filter((one) => (one === kind ? isWanted : only?.includes(one))), cap: null };
}

/** At each run what a selection finds then, of which only what needs work is made; `null`: the same dataset. */
export function selectionChange({ only }: LaunchPlan, selectionId: string | null): LaunchChange {
  return { selectionId, ...(selectionId !== null && { only: only ?? DUE_KINDS }) };
}

export type LaunchStart = "now" | "later" | "repeat";

/** How a plan starts. */
export function startOf({ recurrence, startAt }: LaunchPlan): LaunchStart {
  if (recurrence) return "repeat";
  return startAt === null ? "now" : "later";
}

const IN_AN_HOUR_MS = 3_600_000;
const EVERY_MORNING = "0 9 * * *";

/** Another start: an hour from now, or every morning in this zone, until something else is chosen. */
export function startChange(start: LaunchStart, nowMs: number, timeZone: string): LaunchChange {
  return {
    startAt: start === "later" ? localTime(nowMs + IN_AN_HOUR_MS) : null,
    recurrence: start === "repeat" ? { cron: EVERY_MORNING, timeZone } : null,
    ...(start !== "repeat" && { selectionId: null }),
    recurrenceTyped: false,
  };
}

/** What a batch of this template over this dataset is called where nobody says so. */
export function suggestedName(
  { datasets, versions }: LaunchChoices,
  datasetId: string | null,
  templateVersionId: string | null,
): string {
  const dataset = datasets.find(({ id }) => id === datasetId)?.name;
  const template = versions.find(({ versionId }) => versionId === templateVersionId)?.templateName;
  return [template, dataset].filter(Boolean).join(" · ");
}

// What a datetime-local input takes: the reader's own clock, without a zone.
function localTime(ms: number): string {
  const moment = new Date(ms);
  return new Date(ms - moment.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
}
