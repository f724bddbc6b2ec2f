import { db } from "#db/client.ts";
import {
  insertSchedule,
  lockSchedule,
  type ScheduleRow,
  updateSchedule,
} from "#db/queries/batches/schedules.ts";
import { findSelection } from "#db/queries/catalogue/selections.ts";
import { giveUpRows } from "#db/queries/datasets.ts";
import type { Actor } from "#lib/auth/actor.ts";
import { can } from "#lib/auth/can.ts";
import { recordAudit } from "#lib/auth/record-audit.ts";
import { freezeProducts, waitForFrozen } from "#lib/catalogue/selections/freeze-selection.ts";
import { newId } from "#lib/new-id.ts";
import { accept, type Result, refuse } from "#lib/result.ts";
import { checkTerms, checkTermsWithoutRows } from "../launch/launch-batch.ts";
import type { RepeatedTerms } from "../launch/launch-terms.ts";
import { arrangeRun } from "./arrange-run.ts";
import { LEAST_MINUTES_APART, type Recurrence, recurrenceFault, tidyRecurrence } from "./recurrence.ts";

const FREEZE_PATIENCE_MS = 10_000;

/** What a schedule is to launch; over a selection, what this finds today is its dataset where none is named. */
export type AskedTerms = Omit<RepeatedTerms, "datasetId"> & { datasetId?: string | undefined };

export interface NewSchedule extends Recurrence {
  name: string;
  launch: AskedTerms;
}

/** Keeps a launch to be made again and again in the actor's name; refused for whatever would refuse it today. */
export async function createSchedule(
  actor: Actor,
  { name, cron, timeZone, launch: asked }: NewSchedule,
): Promise<Result<{ id: string }>> {
  const now = new Date();
  const recurrence = tidyRecurrence({ cron, timeZone });
  const checked = await checkedTerms(actor, asked);
  if (!checked.ok) return checked;
  const fault = refuseRecurrence(recurrence, now);
  if (fault) return fault;
  const launch = checked.value;
  const schedule = { id: newId(), name, ...recurrence, state: "active" as const };
  await db().transaction(async (tx) => {
    await insertSchedule(tx, { ...schedule, launch, ownerId: actor.memberId });
    await recordAudit(tx, actor, {
      action: "schedules.create",
      targetType: "schedule",
      targetId: schedule.id,
      after: { name, ...recurrence, ...launch },
    });
    await arrangeRun(tx, schedule, now);
  });
  return accept({ id: schedule.id });
}

export interface ScheduleChange {
  name?: string | undefined;
  cron?: string | undefined;
  timeZone?: string | undefined;
  launch?: AskedTerms | undefined;
  state?: ScheduleRow["state"] | undefined;
}

/**
 * Changes a schedule. Who may control batches may pause it and let it go on; who changes what or when it launches
 * must be allowed to launch, and owns it from then on, so that nobody spends in another's name.
 */
export async function changeSchedule(
  actor: Actor,
  id: string,
  { state, ...content }: ScheduleChange,
): Promise<Result<{ id: string }>> {
  const given: Partial<ScheduleRow> = Object.fromEntries(
    Object.entries(content).filter(([, value]) => value !== undefined),
  );
  const isContent = Object.keys(given).length > 0;
  if (!can(actor, isContent ? "batches:launch" : "batches:control")) return refuse("forbidden");
  const now = new Date();
  const { cron, timeZone, launch } = content;
  if (launch) {
    const checked = await checkedTerms(actor, launch);
    if (!checked.ok) return checked;
    given.launch = checked.value;
  }
  return db().transaction(async (tx) => {
    const before = await lockSchedule(tx, id);
    if (!before) return refuse("not_found");
    const recurrence = tidyRecurrence({ cron: cron ?? before.cron, timeZone: timeZone ?? before.timeZone });
    const fault = refuseRecurrence(recurrence, now);
    if (fault) return fault;
    const change: Partial<ScheduleRow> = {
      ...given,
      ...recurrence,
      state: state ?? before.state,
      ...(isContent && { ownerId: actor.memberId }),
    };
    await updateSchedule(tx, id, change);
    const was = Object.fromEntries(Object.keys(change).map((key) => [key, before[key as keyof ScheduleRow]]));
    await recordAudit(tx, actor, {
      action: "schedules.change",
      targetType: "schedule",
      targetId: id,
      before: was,
      after: change,
    });
    const after = { ...before, ...change };
    const isOther = (["cron", "timeZone", "state"] as const).some((key) => after[key] !== before[key]);
    // Otherwise a run that is due this moment would be passed over.
    if (isOther) await arrangeRun(tx, after, now);
    return accept({ id });
  });
}

/** Deletes a schedule: it is due no more. Its batches stay. */
export async function deleteSchedule(
  actor: Actor,
  id: string,
): Promise<Result<null, "forbidden" | "not_found">> {
  if (!can(actor, "batches:control")) return refuse("forbidden");
  return db().transaction(async (tx) => {
    const schedule = await lockSchedule(tx, id);
    if (!schedule) return refuse("not_found");
    await updateSchedule(tx, id, { state: "paused", nextRunAt: null, archivedAt: new Date() });
    const { name, cron, timeZone } = schedule;
    await recordAudit(tx, actor, {
      action: "schedules.delete",
      targetType: "schedule",
      targetId: id,
      before: { name, cron, timeZone },
    });
    return accept(null);
  });
}

/** The terms with the dataset that they are checked by. */
async function checkedTerms(actor: Actor, asked: AskedTerms): Promise<Result<RepeatedTerms>> {
  if (!can(actor, "batches:launch")) return refuse("forbidden");
  const { datasetId, selectionId } = asked;
  if (selectionId !== undefined && !(await findSelection(db(), selectionId))) return refuse("not_found");
  if (datasetId === undefined && selectionId === undefined)
    return refuse("dataset_or_selection", undefined, [
      { path: "launch.datasetId", code: "dataset_or_selection" },
    ]);
  if (datasetId === undefined) return termsOverSelection(actor, asked, selectionId ?? "");
  const terms = { ...asked, datasetId };
  const checked = await checkTerms(actor, terms);
  return checked.ok ? accept(terms) : checked;
}

// What a small selection finds is told at once whether it can be launched over. Nobody is kept waiting for a million
// products: whatever is wrong with these is the outcome of the first run.
async function termsOverSelection(
  actor: Actor,
  asked: AskedTerms,
  selectionId: string,
): Promise<Result<RepeatedTerms>> {
  const early = await checkTermsWithoutRows(asked);
  if (!early.ok) return early;
  const frozen = await freezeProducts(actor, { selectionId });
  if (!frozen.ok) return frozen;
  const { datasetId } = frozen.value;
  const terms = { ...asked, datasetId };
  const status = await waitForFrozen(datasetId, FREEZE_PATIENCE_MS);
  if (status === "importing") return accept(terms);
  if (status === "failed") return refuse("selection_not_frozen");
  const checked = await checkTerms(actor, terms);
  if (checked.ok) return accept(terms);
  await giveUpRows(db(), datasetId);
  return checked;
}

function refuseRecurrence(recurrence: Recurrence, now: Date) {
  const fault = recurrenceFault(recurrence, now);
  return fault && refuse(fault, { minutes: LEAST_MINUTES_APART });
}
