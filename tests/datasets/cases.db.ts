import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { db } from "#db/client.ts";
import { readRows } from "#db/queries/datasets.ts";
import { previewUpload } from "#lib/datasets/preview-upload.ts";
import { listRowErrors } from "#lib/datasets/read-dataset.ts";
import { rowErrorText } from "#lib/datasets/read-error-file.ts";
import { translateError } from "#lib/i18n/translate.ts";
import type { Refusal } from "#lib/result.ts";
import { describeOnDatabase } from "#tests/fixtures/describe-on-database.ts";
import { temporaryFolder } from "#tests/fixtures/temporary-folder.ts";
import { importFile, operator, uploadFile } from "./import-file.ts";

// What the tables say and how a case is judged: cases/README.md.
process.env.DATA_DIR = temporaryFolder();
const CASES = join(import.meta.dirname, "cases");

type Text = string | { oneOf: string[] } | { match: string };

interface Expected {
  columns?: Text[] | { match: string };
  rows?: Text[][] | { match: string };
  leftOut?: { row: number; says: string[]; column?: string }[];
  refused?: string[];
  notice?: string[];
  anyOf?: Expected[];
}

interface Case {
  file: string;
  name?: string;
  kind: string;
  how?: { sheet?: string; mapping?: Record<string, string> };
  expect: Expected;
  why: string;
}

interface Outcome {
  refused: string | null;
  columns: string[];
  rows: string[][];
  leftOut: { row: number; column: string; message: string }[];
  notices: string[];
}

const cases = JSON.parse(readFileSync(join(CASES, "cases.json"), "utf8")) as Case[];

describeOnDatabase("a file as people really upload it", () => {
  test.each(cases.map((one) => ({ ...one, name: one.name ?? one.file })))(
    "$name ($kind): $why",
    async (one) => {
      const outcome = await outcomeOf(one);
      const fair = one.expect.anyOf ?? [one.expect];
      if (fair.some((expected) => isAs(outcome, expected))) return;
      expect(outcome).toEqual(fair.length === 1 ? fair[0] : fair);
    },
  );
});

async function outcomeOf({ file, how = {} }: Case): Promise<Outcome> {
  const path = join(CASES, file);
  const nothing = { columns: [], rows: [], leftOut: [] };
  const uploadId = await uploadFile(operator, file, { path });
  const preview = await previewUpload(operator, {
    uploadId,
    inputs: [],
    ...(how.sheet !== undefined && { sheet: how.sheet }),
  });
  const notices = preview.ok ? preview.value.inspection.notices.map(said) : [];
  const imported = await importFile(file, { path }, how);
  if (!imported.ok) return { ...nothing, notices, refused: said(imported.refusal) };
  const dataset = imported.value;
  const errors = await listRowErrors(operator, { id: dataset.id, limit: 100 });
  if (!errors.ok) throw new Error(errors.refusal.code);
  const leftOut = errors.value.map((error) => ({
    row: error.sourceRow,
    column: error.column,
    message: rowErrorText(error, "en"),
  }));
  const columns = dataset.columns.map(({ name }) => name);
  const rows = await readRows(db(), dataset.id, 1, 1_000);
  const texts = rows.map(({ values }) => columns.map((column) => values[column] ?? "(missing)"));
  // A file none of whose rows fits has them all left out by name, and fails for that.
  const isOnlyEmpty = dataset.failure?.code === "no_valid_rows";
  const refused = dataset.failure && !isOnlyEmpty ? said(dataset.failure) : null;
  return { refused, columns, rows: texts, leftOut, notices };
}

function said({ code, params }: Pick<Refusal, "code" | "params">): string {
  return translateError("en", code, params);
}

function isAs(outcome: Outcome, { columns, rows, leftOut = [], refused, notice }: Expected): boolean {
  if (refused) return outcome.refused !== null && saysAll(outcome.refused, refused);
  if (outcome.refused !== null) return false;
  if (notice && !outcome.notices.some((text) => saysAll(text, notice))) return false;
  return areTexts(outcome.columns, columns) && areRows(outcome.rows, rows) && areLeftOut(outcome, leftOut);
}

function areTexts(texts: string[], expected: Expected["columns"]): boolean {
  if (!Array.isArray(expected)) return expected !== undefined;
  return texts.length === expected.length && texts.every((text, at) => isText(text, expected[at]));
}

function areRows(rows: string[][], expected: Expected["rows"]): boolean {
  if (!Array.isArray(expected)) return expected !== undefined;
  return rows.length === expected.length && rows.every((row, at) => areTexts(row, expected[at]));
}

function areLeftOut(outcome: Outcome, expected: NonNullable<Expected["leftOut"]>): boolean {
  const foreseen = (row: number) => expected.some((one) => one.row === row);
  return (
    outcome.leftOut.every(({ row }) => foreseen(row)) &&
    expected.every((one) =>
      outcome.leftOut.some(
        ({ row, column, message }) =>
          row === one.row &&
          (one.column === undefined || column === one.column) &&
          saysAll(message, one.says),
      ),
    )
  );
}

function isText(text: string, expected: Text | undefined): boolean {
  if (expected === undefined) return false;
  if (typeof expected === "string") return text === expected;
  return "oneOf" in expected ? expected.oneOf.includes(text) : new RegExp(expected.match, "u").test(text);
}

function saysAll(text: string, patterns: string[]): boolean {
  return patterns.every((pattern) => new RegExp(pattern, "i").test(text));
}
