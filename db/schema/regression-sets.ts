import { sql } from "drizzle-orm";
import {
  foreignKey,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  text,
  timestamp,
  uniqueIndex,
  uuid,
} from "drizzle-orm/pg-core";
import { datasets } from "./datasets.ts";
import { templates } from "./templates.ts";

const at = (name: string) => timestamp(name, { withTimezone: true });

/** Rows that every new version of a template is tried on before it is published. */
export const regressionSets = pgTable(
  "regression_sets",
  {
    id: uuid().primaryKey(),
    templateId: uuid()
      .notNull()
      .references(() => templates.id),
    name: text().notNull(),
    /** The newest of its versions, from 1. */
    version: integer().notNull(),
    createdBy: uuid().notNull(),
    createdAt: at("created_at").notNull().defaultNow(),
    updatedBy: uuid().notNull(),
    updatedAt: at("updated_at").notNull().defaultNow(),
    archivedAt: at("archived_at"),
  },
  (t) => [
    uniqueIndex("regression_sets_name_key")
      .on(t.templateId, sql`lower(name)`)
      .where(sql`archived_at is null`),
    index("regression_sets_template_idx").on(t.templateId, t.id),
  ],
);

/** A regression set as it once stood; what was compared on it stays readable. */
export const regressionSetVersions = pgTable(
  "regression_set_versions",
  {
    setId: uuid()
      .notNull()
      .references(() => regressionSets.id),
    version: integer().notNull(),
    /** Holds its rows as they were when they were kept; no list shows it. */
    datasetId: uuid()
      .notNull()
      .references(() => datasets.id),
    createdBy: uuid().notNull(),
    createdAt: at("created_at").notNull().defaultNow(),
  },
  (t) => [
    primaryKey({ columns: [t.setId, t.version] }),
    index("regression_set_versions_dataset_idx").on(t.datasetId),
  ],
);

/** A row in a language, with what a person says is right for it. */
export const regressionCases = pgTable(
  "regression_cases",
  {
    setId: uuid().notNull(),
    version: integer().notNull(),
    rowNumber: integer().notNull(),
    language: text().notNull(),
    split: text({ enum: ["tune", "held-out"] }).notNull(),
    /** Fields of the output; `null` where nobody said what is right. */
    expected: jsonb().$type<Record<string, unknown>>(),
  },
  (t) => [
    primaryKey({ columns: [t.setId, t.version, t.rowNumber, t.language] }),
    foreignKey({
      name: "regression_cases_version_fk",
      columns: [t.setId, t.version],
      foreignColumns: [regressionSetVersions.setId, regressionSetVersions.version],
    }),
  ],
);
