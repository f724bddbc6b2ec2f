import { index, integer, jsonb, pgTable, text, timestamp, uniqueIndex, uuid } from "drizzle-orm/pg-core";

const at = (name: string) => timestamp(name, { withTimezone: true });

/** What is kept of a version; lib/templates/template.ts says what it means and checks it on the way in. */
export interface StoredSections {
  role: string;
  instruction: string;
  context: string;
  inputData: string;
  examples: string;
  requirements: string;
  outputIndicator: string;
}

export interface StoredInput {
  name: string;
  type: "text" | "number" | "url" | "list";
  required: boolean;
  onMissing: "default" | "skip" | "block";
  default?: string | undefined;
  sample: string;
}

export interface StoredOutput {
  name: string;
  type: "text" | "list" | "number" | "choice" | "object";
  description: string;
  required: boolean;
  minLength?: number | undefined;
  maxLength?: number | undefined;
  minItems?: number | undefined;
  maxItems?: number | undefined;
  minimum?: number | undefined;
  maximum?: number | undefined;
  choices?: string[] | undefined;
  fields?: StoredOutput[] | undefined;
}

export const templates = pgTable("templates", {
  id: uuid().primaryKey(),
  name: text().notNull(),
  description: text().notNull().default(""),
  createdBy: uuid().notNull(),
  createdAt: at("created_at").notNull().defaultNow(),
  updatedAt: at("updated_at").notNull().defaultNow(),
  /** Who saved, published or renamed last. */
  updatedBy: uuid(),
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
    sections: jsonb().$type<StoredSections>().notNull(),
    inputs: jsonb().$type<StoredInput[]>().notNull(),
    outputs: jsonb().$type<StoredOutput[]>().notNull(),
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
