import { bigint, integer, pgTable, text, timestamp } from "drizzle-orm/pg-core";

const at = (name: string) => timestamp(name, { withTimezone: true });

/** How long each kind of data is kept; a kind without a row is kept for good. */
export const retentionPolicies = pgTable("retention_policies", {
  kind: text().primaryKey(),
  keepDays: integer().notNull(),
});

/** Machines whose disk is nearly full, as their processes last said so. */
export const fullDisks = pgTable("full_disks", {
  host: text().primaryKey(),
  freeBytes: bigint({ mode: "number" }).notNull(),
  neededBytes: bigint({ mode: "number" }).notNull(),
  since: at("since").notNull().defaultNow(),
  saidAt: at("said_at").notNull().defaultNow(),
});
