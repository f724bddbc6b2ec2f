import { sql } from "drizzle-orm";
import { check, index, pgTable, text, timestamp, uniqueIndex, uuid } from "drizzle-orm/pg-core";
import { templates, templateVersions } from "./templates.ts";

const at = (name: string) => timestamp(name, { withTimezone: true });

/** Every request to move a label to a version, and what came of it: a label is where the last approved one put it. */
export const templateLabelMoves = pgTable(
  "template_label_moves",
  {
    id: uuid().primaryKey(),
    templateId: uuid()
      .notNull()
      .references(() => templates.id),
    label: text({ enum: ["production"] }).notNull(),
    versionId: uuid()
      .notNull()
      .references(() => templateVersions.id),
    note: text(),
    requestedBy: uuid().notNull(),
    requestedAt: at("requested_at").notNull().defaultNow(),
    state: text({ enum: ["pending", "approved", "withdrawn", "replaced"] }).notNull(),
    decidedBy: uuid(),
    decidedAt: at("decided_at"),
  },
  (t) => [
    uniqueIndex("template_label_moves_pending_key").on(t.templateId, t.label).where(sql`state = 'pending'`),
    check("template_label_moves_two_people", sql`state <> 'approved' or decided_by <> requested_by`),
    index("template_label_moves_label_idx").on(t.templateId, t.label, t.decidedAt),
  ],
);
