import { index, integer, jsonb, pgTable, text, timestamp, uniqueIndex, uuid } from "drizzle-orm/pg-core";

const at = (name: string) => timestamp(name, { withTimezone: true });

export const templates = pgTable("templates", {
  id: uuid().primaryKey(),
  name: text().notNull(),
  description: text().notNull().default(""),
  createdBy: uuid().notNull(),
  createdAt: at("created_at").notNull().defaultNow(),
  updatedAt: at("updated_at").notNull().defaultNow(),
  archivedAt: at("archived_at"),
});

/** A draft has no number and may change; a published version never does (a trigger refuses it). */
export const templateVersions = pgTable(
  "template_versions",
  {
    id: uuid().primaryKey(),
    templateId: uuid()
      .notNull()
      .references(() => templates.id),
    number: integer(),
    state: text({ enum: ["draft", "published"] }).notNull(),
    /** Counts saves of a draft, so that two editors never overwrite each other unseen. */
    revision: integer().notNull().default(1),
    sections: jsonb().$type<Record<string, string>>().notNull(),
    inputs: jsonb().$type<unknown[]>().notNull(),
    outputs: jsonb().$type<unknown[]>().notNull(),
    languages: text().array().notNull().default([]),
    note: text(),
    createdBy: uuid().notNull(),
    createdAt: at("created_at").notNull().defaultNow(),
    updatedAt: at("updated_at").notNull().defaultNow(),
    publishedBy: uuid(),
    publishedAt: at("published_at"),
  },
  (t) => [
    uniqueIndex("template_versions_number_key").on(t.templateId, t.number),
    index("template_versions_template_idx").on(t.templateId),
  ],
);
