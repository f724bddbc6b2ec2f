import { sql } from "drizzle-orm";
import {
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
  type: "text" | "number" | "url" | "list" | "picture";
  required: boolean;
  onMissing: "default" | "skip" | "block";
  default?: string | undefined;
  sample: string;
  maxPictures?: number | undefined;
}

export interface StoredOutput {
  name: string;
  type: "text" | "list" | "number" | "choice" | "object" | "picture";
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

interface StoredFormatCheck {
  kind: "format";
  severity: "warn" | "block";
  label?: string | undefined;
  minLength?: number | undefined;
  maxLength?: number | undefined;
  minWords?: number | undefined;
  maxWords?: number | undefined;
  minItems?: number | undefined;
  maxItems?: number | undefined;
  type?: "text" | "number" | "boolean" | "list" | "object" | undefined;
  pattern?: string | undefined;
  tags?: string[] | undefined;
  require?: string[] | undefined;
  forbid?: string[] | undefined;
  without?: ("all-caps" | "emoji" | "placeholders" | "self-reference" | "markdown")[] | undefined;
}

/** A check; lib/templates/check-spec.ts says what it means. */
export type StoredCheck = { fields?: string[] | undefined } & (
  | { kind: "language" | "personal-data" | "links"; severity: "warn" | "block" }
  | { kind: "claims"; severity: "warn" | "block"; modelId?: string | undefined }
  | { kind: "moderation"; severity: "warn" | "block"; modelId: string; categories?: string[] | undefined }
  | { kind: "judge"; severity: "warn" | "block"; evaluator: string }
  | { kind: "lexicon"; lexiconIds: string[]; severity?: "warn" | "block" | undefined }
  | {
      kind: "glossary";
      glossaryIds: string[];
      severity: "warn" | "block";
      columns?: string[] | undefined;
      pairs?: { field: string; column: string }[] | undefined;
    }
  | {
      kind: "kept-parts";
      severity: "warn" | "block";
      pairs: { field: string; column: string }[];
      parts?: ("placeholders" | "tags" | "numbers")[] | undefined;
    }
  | { kind: "near-duplicate"; severity: "warn" | "block"; similarity: number }
  | StoredFormatCheck
);

/** What trials hold outputs against; lib/templates/evaluator-spec.ts says what it means. */
export type StoredEvaluator =
  | {
      name: string;
      kind: "exact" | "contains" | "similarity";
      field: string;
      reference?: string | undefined;
      ignoreCase: boolean;
      match: "all" | "any";
      threshold?: number | undefined;
      gate: boolean;
    }
  | {
      name: string;
      kind: "judge";
      rubric: string;
      modelId: string;
      fields?: string[] | undefined;
      scale: number;
      threshold: number;
      examples: { output: string; isGood: boolean; why?: string | undefined }[];
      gate: boolean;
    };

interface StoredClause {
  input: string;
  is: "equals" | "not-equals" | "contains" | "in" | "present" | "missing" | "less" | "more";
  value?: string | string[] | undefined;
}

type StoredCondition = { all: StoredClause[] } | { any: StoredClause[] };

type StoredOperation =
  | {
      do: "fit";
      width: number;
      height: number;
      margin: number;
      mode: "contain" | "cover";
      background: string;
      format?: "jpeg" | "png" | "webp" | "avif" | undefined;
      maxBytes?: number | undefined;
    }
  | { do: "cut-out"; by?: "ground" | "model" | undefined }
  | {
      do: "background";
      fill: string | { from: string; to: string; direction: "down" | "across" } | { assetId: string };
      shadow: boolean;
    }
  | {
      do: "label";
      language: string;
      corner: "top-left" | "top-right" | "bottom-left" | "bottom-right";
      heightPercent: number;
      source: "generated" | "edited" | "enhanced";
    }
  | { do: "enlarge"; factor: 2 | 4; quality: "fast" | "hd" };

/** A step of a chain; lib/templates/template.ts says what it means. */
export type StoredStep = { name: string; when?: StoredCondition | undefined } & (
  | {
      kind: "generate";
      sections: StoredSections;
      outputs: StoredOutput[];
      modelId?: string | undefined;
      parameters?:
        | {
            temperature?: number | undefined;
            topP?: number | undefined;
            seed?: number | undefined;
            maxOutputTokens?: number | undefined;
          }
        | undefined;
    }
  | {
      kind: "examples";
      datasetId: string;
      given: string[];
      answers: string[];
      pick: "fixed" | "nearest";
      rowNumbers: number[];
      collectionId: string;
      query: string;
      limit?: number | undefined;
      maxTokens?: number | undefined;
    }
  | { kind: "retrieve"; collectionId: string; query: string; limit?: number | undefined }
  | {
      kind: "look-up";
      query: string;
      by: string;
      limit?: number | undefined;
      except?: string | undefined;
    }
  | { kind: "http"; toolId: string; inputs: Record<string, string> }
  /** lib/images/operations/operation.ts says what its operations mean. */
  | { kind: "picture"; source: string; operations: StoredOperation[]; field: string }
  | {
      kind: "edit-picture";
      source: string;
      field: string;
      modelId?: string | undefined;
      task: "edit" | "enlarge";
      prompt: string;
      avoid?: string | undefined;
      mayChange: "all" | "background" | "subject";
      size: "source" | `${number}x${number}`;
      quality?: string | undefined;
      strength?: number | undefined;
      seed?: number | undefined;
      count: number;
      factor: 2 | 4;
    }
);

/** A rule; lib/templates/rule.ts says what it means. */
export interface StoredRule {
  when: StoredCondition;
  do: "add" | "replace" | "drop";
  section: keyof StoredSections;
  text?: string | undefined;
  step?: string | undefined;
}

/** A snippet as a version uses it; lib/templates/snippets/snippet.ts says what it means. */
export interface StoredSnippet {
  id: string;
  name: string;
  version: number;
  text: string;
}

/** What is otherwise in a language; lib/templates/language-override.ts says what it means. */
export interface StoredLanguageOverride {
  tone?: string | undefined;
  requirements?: string | undefined;
  maxLength?: Record<string, number> | undefined;
  modelId?: string | undefined;
  stepModelIds?: Record<string, string> | undefined;
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
    /** Who saved the draft last. */
    savedBy: uuid(),
    /** The editor it was saved from, by a name of its own making. */
    savedFrom: text(),
    /** The revision that this editor's latest saves, one after the other and none in between, began at. */
    savedSince: integer(),
    sections: jsonb().$type<StoredSections>().notNull(),
    inputs: jsonb().$type<StoredInput[]>().notNull(),
    outputs: jsonb().$type<StoredOutput[]>().notNull(),
    /** Of a chain, in order; none for a template of one prompt. */
    steps: jsonb().$type<StoredStep[]>().notNull().default([]),
    /** `<step>.<field>` that become an output, of which `outputs` follow; all fields of the last step where empty. */
    result: text().array().notNull().default([]),
    languages: text().array().notNull().default([]),
    checks: jsonb().$type<StoredCheck[]>().notNull().default([]),
    evaluators: jsonb().$type<StoredEvaluator[]>().notNull().default([]),
    rules: jsonb().$type<StoredRule[]>().notNull().default([]),
    /** With their texts as they were: a published version never follows a snippet that changes. */
    snippets: jsonb().$type<StoredSnippet[]>().notNull().default([]),
    /** By language tag. */
    languageOverrides: jsonb().$type<Record<string, StoredLanguageOverride>>().notNull().default({}),
    /** Glossaries whose terms go into the prompt. */
    glossaryIds: text().array().notNull().default([]),
    /** Which fields translate which columns, where approved texts are used again. */
    memory: jsonb().$type<{ pairs: { field: string; column: string }[] }>(),
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

/** Texts that templates share, used by their name; one that was given stays, because templates use it. */
export const snippets = pgTable(
  "snippets",
  {
    id: uuid().primaryKey(),
    name: text().notNull(),
    /** The newest of its versions, from 1. */
    version: integer().notNull(),
    createdBy: uuid().notNull(),
    createdAt: at("created_at").notNull().defaultNow(),
    updatedBy: uuid().notNull(),
    updatedAt: at("updated_at").notNull().defaultNow(),
    archivedAt: at("archived_at"),
  },
  (t) => [uniqueIndex("snippets_name_key").on(t.name).where(sql`archived_at is null`)],
);

/** The text of a snippet as it once stood. */
export const snippetVersions = pgTable(
  "snippet_versions",
  {
    snippetId: uuid()
      .notNull()
      .references(() => snippets.id),
    version: integer().notNull(),
    text: text().notNull(),
    createdBy: uuid().notNull(),
    createdAt: at("created_at").notNull().defaultNow(),
  },
  (t) => [primaryKey({ columns: [t.snippetId, t.version] })],
);
