import { z } from "zod";
import type { Locale } from "#lib/i18n/locales.ts";
import { translateError } from "#lib/i18n/translate.ts";
import { cutText } from "#lib/storable-text.ts";

// More is nobody's to read; the counts say how much there is.
const MOST_SHOWN = 500;
const MOST_CHARACTERS_SHOWN = 200;
const yesOrNo = z.stringbool().or(z.boolean());

/** A managed table of terms and its versions, as they are asked for and answered. @param most entries of one. */
export function managedTableSchemas<Entry extends z.ZodType>(entry: Entry, most: number) {
  const about = { id: z.string(), name: z.string(), version: z.int(), updatedAt: z.date() };
  const made = { version: z.int(), entries: z.int(), createdAt: z.date(), createdBy: z.string().nullable() };
  const change = z.object({
    kind: z.enum(["added", "changed", "removed"]),
    term: z.string(),
    before: entry.nullable(),
    after: entry.nullable(),
  });
  const entries = z.array(entry).max(most);
  return {
    entries,
    summary: z.object({
      ...about,
      entries: z.int().describe("How many terms it has"),
      updatedBy: z.string().nullable(),
    }),
    whole: z.object({ ...about, entries: z.array(entry), versions: z.array(z.object(made)) }),
    newEntries: z.object({
      id: z.string(),
      entries,
      version: z.int().optional().describe("The one that was read: another saved since is a conflict"),
    }),
    imported: importedTableSchema(change),
    changes: z.object({ items: z.array(change) }),
  };
}

/** A version as an address names it. */
export const tableVersion = z.coerce.number().int().min(1);

/** Between which versions changes are asked for. */
export const betweenVersions = z.object({ id: z.string(), from: tableVersion, to: tableVersion });

/** What comes with a file for a managed table. */
export const tableImportInput = {
  spec: {
    dryRun: { type: "boolean", description: "Only tell what would change" },
    keepMissing: { type: "boolean", description: "Keep terms that the file has not" },
    version: { type: "integer", description: "The one that was read: another saved since is a conflict" },
  },
  fields: {
    dryRun: yesOrNo.default(false),
    keepMissing: yesOrNo.default(false),
    version: tableVersion.optional(),
  },
};

// What a file makes of a managed table, as it is answered.
function importedTableSchema<Change extends z.ZodType>(change: Change) {
  return z.object({
    counts: z.object({
      added: z.int(),
      changed: z.int(),
      removed: z.int(),
      unchanged: z.int(),
      unreadable: z.int(),
    }),
    changes: z.array(change).describe("The first of them"),
    unreadable: z
      .array(z.object({ line: z.int(), code: z.string(), text: z.string() }))
      .describe("Rows of the file that are no terms, the first of them"),
    version: z.int().nullable().describe("That was made; `null` for a dry run and where nothing changed"),
  });
}

/** What a file makes of a managed table, counted and with its reasons in the reader's language. */
export function readableImport<Change extends { kind: "added" | "changed" | "removed" }>(
  {
    changes,
    unchanged,
    unreadable,
    version,
  }: {
    changes: Change[];
    unchanged: number;
    unreadable: { line: number; code: string; value: string }[];
    version: number | null;
  },
  locale: Locale,
) {
  const count = (kind: Change["kind"]) => changes.filter((change) => change.kind === kind).length;
  return {
    counts: {
      added: count("added"),
      changed: count("changed"),
      removed: count("removed"),
      unchanged,
      unreadable: unreadable.length,
    },
    changes: changes.slice(0, MOST_SHOWN),
    unreadable: unreadable.slice(0, MOST_SHOWN).map(({ line, code, value }) => ({
      line,
      code,
      text: translateError(locale, code, { value: cutText(value, MOST_CHARACTERS_SHOWN), column: "" }),
    })),
    version,
  };
}
