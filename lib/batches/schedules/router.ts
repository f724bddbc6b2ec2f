import { z } from "zod";
import { orRefuse } from "#lib/api/problem.ts";
import { authenticated, idempotent } from "#lib/api/procedure.ts";
import { BATCH_STATES } from "#lib/batches/batch-state.ts";
import { failureSchema, readableFailure } from "#lib/failure-schema.ts";
import type { Locale } from "#lib/i18n/locales.ts";
import { pageInput, pageOf } from "#lib/page.ts";
import { plainName } from "#lib/plain-name.ts";
import { LABELS } from "#lib/templates/labels/label.ts";
import { repeatedTermsSchema } from "../launch/launch-terms.ts";
import { runScheduleNow } from "./run-schedule.ts";
import { changeSchedule, createSchedule, deleteSchedule } from "./save-schedule.ts";
import { type RunView, type ScheduleView, viewSchedule, viewSchedules } from "./view-schedules.ts";

const tags = ["Schedules"];
const idInput = z.object({ id: z.string() });
const namedSchema = z.object({ id: z.string(), name: z.string() });
// Room is left for the time that each batch carries after the name.
const nameSchema = plainName(180);
const cronSchema = z
  .string()
  .max(200)
  .meta({ description: "Five cron fields: minute, hour, day of the month, month, day of the week" });

const askedTermsSchema = repeatedTermsSchema.extend({ datasetId: z.string().optional() });

const runSchema = z.object({
  dueAt: z.string(),
  ranAt: z.string(),
  batch: namedSchema.extend({ status: z.enum(BATCH_STATES), failedItems: z.int() }).nullable(),
  refusal: failureSchema.nullable(),
});

const scheduleSchema = z.object({
  id: z.string(),
  name: z.string(),
  state: z.enum(["active", "paused"]),
  cron: z.string(),
  timeZone: z.string(),
  nextRunAt: z.string().nullable(),
  lastRun: runSchema.nullable(),
  owner: namedSchema,
  dataset: namedSchema,
  selection: namedSchema.nullable(),
  template: namedSchema.extend({
    versionId: z.string(),
    versionNumber: z.int(),
    label: z.enum(LABELS).nullable(),
  }),
  model: namedSchema.nullable().describe("`null` where the template asks no model"),
  launch: repeatedTermsSchema,
  createdAt: z.string(),
});

const list = authenticated
  .route({ method: "GET", path: "/schedules", summary: "List schedules, newest first", tags })
  .input(pageInput)
  .output(pageOf(scheduleSchema))
  .handler(async ({ context: { actor, locale }, input }) => {
    const page = orRefuse(await viewSchedules(actor, input));
    return { ...page, items: page.items.map((schedule) => readableSchedule(schedule, locale)) };
  });

const get = authenticated
  .route({
    method: "GET",
    path: "/schedules/{id}",
    summary: "A schedule with its next and latest runs",
    tags,
  })
  .input(idInput)
  .output(scheduleSchema.extend({ nextRuns: z.array(z.string()), runs: z.array(runSchema) }))
  .handler(async ({ context: { actor, locale }, input }) => {
    const schedule = orRefuse(await viewSchedule(actor, input.id));
    return {
      ...readableSchedule(schedule, locale),
      runs: schedule.runs.map((run) => readableRun(run, locale)),
    };
  });

const create = authenticated
  .route({ method: "POST", path: "/schedules", successStatus: 201, summary: "Launch again and again", tags })
  .input(z.object({ name: nameSchema, cron: cronSchema, timeZone: z.string(), launch: askedTermsSchema }))
  .use(idempotent)
  .output(z.object({ id: z.string() }))
  .handler(async ({ context: { actor }, input }) => orRefuse(await createSchedule(actor, input)));

const change = authenticated
  .route({
    method: "PATCH",
    path: "/schedules/{id}",
    summary: "Pause a schedule, let it go on, or change it and own it from now on",
    tags,
  })
  .input(
    idInput.extend({
      name: nameSchema.optional(),
      cron: cronSchema.optional(),
      timeZone: z.string().optional(),
      launch: askedTermsSchema.optional(),
      state: z.enum(["active", "paused"]).optional(),
    }),
  )
  .output(z.object({ id: z.string() }))
  .handler(async ({ context: { actor }, input: { id, ...input } }) =>
    orRefuse(await changeSchedule(actor, id, input)),
  );

const remove = authenticated
  .route({
    method: "DELETE",
    path: "/schedules/{id}",
    successStatus: 204,
    summary: "Delete a schedule",
    tags,
  })
  .input(idInput)
  .handler(async ({ context: { actor }, input }) => {
    orRefuse(await deleteSchedule(actor, input.id));
  });

const run = authenticated
  .route({
    method: "POST",
    path: "/schedules/{id}/run",
    successStatus: 202,
    summary: "Launch it now besides; the batch is yours",
    tags,
  })
  .input(idInput)
  .use(idempotent)
  .output(z.object({ id: z.string().meta({ description: "Of the batch" }) }))
  .handler(async ({ context: { actor }, input }) => orRefuse(await runScheduleNow(actor, input.id)));

function readableSchedule<View extends ScheduleView>(schedule: View, locale: Locale) {
  return { ...schedule, lastRun: schedule.lastRun && readableRun(schedule.lastRun, locale) };
}

function readableRun(run: RunView, locale: Locale) {
  return { ...run, refusal: readableFailure(run.refusal, locale) };
}

export const schedulesRouter = { list, get, create, change, remove, run };
