import { integer, jsonb, pgTable, primaryKey, text, timestamp, uuid } from "drizzle-orm/pg-core";

const at = (name: string) => timestamp(name, { withTimezone: true });

/** An entry as it is kept; lib/glossaries/glossary.ts says what it means and checks it on the way in. */
export interface StoredGlossaryEntry {
  term: string;
  /** By language tag. */
  translations: Record<string, string>;
  doNotTranslate?: boolean | undefined;
  caseSensitive?: boolean | undefined;
}

/** Managed tables of terms and what they are in other languages. */
export const glossaries = pgTable("glossaries", {
  id: uuid().primaryKey(),
  name: text().notNull(),
  /** The newest of its versions, from 1. */
  version: integer().notNull(),
  createdBy: uuid("created_by").notNull(),
  createdAt: at("created_at").notNull().defaultNow(),
  updatedBy: uuid("updated_by").notNull(),
  updatedAt: at("updated_at").notNull().defaultNow(),
  archivedAt: at("archived_at"),
});

/** The entries of a glossary as they once stood; a verdict names the version it went by. */
export const glossaryVersions = pgTable(
  "glossary_versions",
  {
    glossaryId: uuid("glossary_id")
      .notNull()
      .references(() => glossaries.id),
    version: integer().notNull(),
    entries: jsonb().$type<StoredGlossaryEntry[]>().notNull(),
    createdBy: uuid("created_by").notNull(),
    createdAt: at("created_at").notNull().defaultNow(),
  },
  (t) => [primaryKey({ columns: [t.glossaryId, t.version] })],
);
