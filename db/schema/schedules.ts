import { sql } from "drizzle-orm";
import { index, jsonb, pgTable, primaryKey, text, timestamp, uuid } from "drizzle-orm/pg-core";
import type { StoredFailure } from "./failure.ts";

const at = (name: string) => timestamp(name, { withTimezone: true });

/** A saved launch that is made again and again, in the name of its owner. */
export const schedules = pgTable(
  "schedules",
  {
    id: uuid().primaryKey(),
    name: text().notNull(),
    /** What is launched each time, as `POST /batches` takes it, without name and start. */
    launch: jsonb().$type<Record<string, unknown>>().notNull(),
    cron: text().notNull(),
    timeZone: text().notNull(),
    state: text({ enum: ["active", "paused"] }).notNull(),
    ownerId: uuid().notNull(),
    /** When it is due; `null` while it is paused. */
    nextRunAt: at("next_run_at"),
    createdAt: at("created_at").notNull().defaultNow(),
    updatedAt: at("updated_at").notNull().defaultNow(),
    /** Deleted: it is due no more, but its batches still say where they came from. */
    archivedAt: at("archived_at"),
  },
  (t) => [index("schedules_listed_idx").on(t.id).where(sql`archived_at is null`)],
);

/** Each time a schedule was due: the batch it launched, or why it did not. One row a due time, however many workers. */
export const scheduleRuns = pgTable(
  "schedule_runs",
  {
    scheduleId: uuid()
      .notNull()
      .references(() => schedules.id),
    dueAt: at("due_at").notNull(),
    ranAt: at("ran_at").notNull().defaultNow(),
    batchId: uuid(),
    refusal: jsonb().$type<StoredFailure>(),
  },
  (t) => [primaryKey({ columns: [t.scheduleId, t.dueAt] })],
);
