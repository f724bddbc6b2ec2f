import { db } from "#db/client.ts";
import {
  describeSchedules,
  findSchedule,
  lastRuns,
  listRuns,
  listSchedules,
  type RunRow,
  type ScheduleNames,
  type ScheduleRow,
} from "#db/queries/batches/schedules.ts";
import type { Actor } from "#lib/auth/actor.ts";
import { can } from "#lib/auth/can.ts";
import type { BatchState } from "#lib/batches/batch-state.ts";
import type { Failure } from "#lib/failure.ts";
import { cutPage, decodeIdCursor } from "#lib/page.ts";
import { accept, type Result, refuse } from "#lib/result.ts";
import type { Label } from "#lib/templates/labels/label.ts";
import { type LabelView, viewLabels } from "#lib/templates/labels/view-labels.ts";
import { type RepeatedTerms, repeatedTermsSchema } from "../launch/launch-terms.ts";
import { nextRuns } from "./recurrence.ts";

const SHOWN_AHEAD = 5;
const SHOWN_RUNS = 20;

/** Once that a schedule was due. Times are RFC 3339. */
export interface RunView {
  dueAt: string;
  ranAt: string;
  batch: { id: string; name: string; status: BatchState; failedItems: number } | null;
  refusal: Failure | null;
}

/** A schedule as people and programs see it. */
export interface ScheduleView {
  id: string;
  name: string;
  state: "active" | "paused";
  cron: string;
  timeZone: string;
  /** When it is due next; `null` while it is paused. */
  nextRunAt: string | null;
  lastRun: RunView | null;
  owner: { id: string; name: string };
  dataset: { id: string; name: string };
  /** What is frozen anew at each run; `null` where that is the dataset. */
  selection: { id: string; name: string } | null;
  /** The version that would be launched now; `label` where it is the one that has it. */
  template: { id: string; name: string; versionId: string; versionNumber: number; label: Label | null };
  /** `null` where no model is asked. */
  model: { id: string; name: string } | null;
  /** What is launched each time. */
  launch: RepeatedTerms;
  createdAt: string;
}

/** A page of schedules, newest first. */
export async function viewSchedules(
  actor: Actor,
  { limit, cursor }: { limit: number; cursor?: string | undefined },
): Promise<Result<{ items: ScheduleView[]; nextCursor: string | null }, "forbidden">> {
  if (!can(actor, "batches:read")) return refuse("forbidden");
  const beforeId = decodeIdCursor(cursor);
  const rows = await listSchedules(db(), { limit, ...(beforeId && { beforeId }) });
  const page = cutPage(rows, limit, ({ id }) => [id]);
  return accept({ items: await viewsOf(page.items), nextCursor: page.nextCursor });
}

/** A schedule with its next and its latest runs. */
export async function viewSchedule(
  actor: Actor,
  id: string,
): Promise<Result<ScheduleView & { nextRuns: string[]; runs: RunView[] }, "forbidden" | "not_found">> {
  if (!can(actor, "batches:read")) return refuse("forbidden");
  const schedule = await findSchedule(db(), id);
  const [view] = schedule ? await viewsOf([schedule]) : [];
  if (!schedule || !view) return refuse("not_found");
  const ahead = schedule.state === "active" ? nextRuns(schedule, SHOWN_AHEAD, new Date()) : [];
  const runs = await listRuns(db(), id, SHOWN_RUNS);
  return accept({ ...view, nextRuns: ahead.map((run) => run.toISOString()), runs: runs.map(runViewOf) });
}

async function viewsOf(rows: ScheduleRow[]): Promise<ScheduleView[]> {
  const ids = rows.map(({ id }) => id);
  const names = await describeSchedules(db(), ids);
  const last = await lastRuns(db(), ids);
  const labels = await viewLabels(db(), [
    ...new Set([...names.values()].flatMap(({ templateId }) => templateId ?? [])),
  ]);
  return rows.map((row) => viewOf(row, { names: names.get(row.id), labels, last: last.get(row.id) }));
}

function viewOf(
  row: ScheduleRow,
  {
    names,
    labels,
    last,
  }: { names: ScheduleNames | undefined; labels: ReadonlyMap<string, LabelView[]>; last: RunRow | undefined },
): ScheduleView {
  const launch = repeatedTermsSchema.parse(row.launch);
  const label = launch.templateLabel ?? null;
  const labelled = labels.get(names?.templateId ?? "")?.find((one) => one.label === label)?.current;
  return {
    id: row.id,
    name: row.name,
    state: row.state,
    cron: row.cron,
    timeZone: row.timeZone,
    nextRunAt: row.nextRunAt?.toISOString() ?? null,
    lastRun: last ? runViewOf(last) : null,
    owner: { id: row.ownerId, name: names?.ownerName ?? "" },
    dataset: { id: launch.datasetId, name: names?.datasetName ?? "" },
    selection: launch.selectionId ? { id: launch.selectionId, name: names?.selectionName ?? "" } : null,
    template: {
      id: names?.templateId ?? "",
      name: names?.templateName ?? "",
      versionId: launch.templateVersionId ?? labelled?.versionId ?? "",
      versionNumber: names?.versionNumber ?? labelled?.number ?? 0,
      label,
    },
    model: launch.modelId === undefined ? null : { id: launch.modelId, name: names?.modelName ?? "" },
    launch,
    createdAt: row.createdAt.toISOString(),
  };
}

function runViewOf({ dueAt, ranAt, batch, refusal }: RunRow): RunView {
  return {
    dueAt: dueAt.toISOString(),
    ranAt: ranAt.toISOString(),
    batch: batch && { id: batch.id, name: batch.name, status: batch.state, failedItems: batch.failedItems },
    refusal,
  };
}
