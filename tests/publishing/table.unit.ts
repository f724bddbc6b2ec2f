import { expect, test } from "vitest";
import { explicitLabel } from "#lib/ai-label.ts";
import { publicationFileName } from "#lib/publishing/channels/file/file-name.ts";
import { asText, publishedColumns } from "#lib/publishing/channels/file/table.ts";
import { cellText } from "#lib/spreadsheet-cell.ts";
import { outputFieldSchema } from "#lib/templates/template.ts";

const MARKS = { simulated: false, labelled: true };
const fields = [
  { name: "title", type: "text" as const },
  { name: "faq", type: "list" as const, fields: [{ name: "q", type: "text" as const }] },
  { name: "seo", type: "object" as const, fields: [{ name: "slug", type: "text" as const }] },
  { name: "score", type: "number" as const },
].map((field) => outputFieldSchema.parse(field));

test("source columns come first, then one for each output field, objects by dotted names, then the labels", () => {
  const columns = publishedColumns(["sku", "title", "language"], fields, MARKS, cellText);
  expect(columns.map(({ header }) => header)).toEqual([
    "sku",
    "source.title",
    "language",
    "title",
    "faq",
    "seo.slug",
    "score",
    "item.language",
    "item_id",
    "ai_generated",
    "ai_label",
  ]);
});

test("a header that would be a formula is neutralised, and simulated outputs say so in every row", () => {
  const columns = publishedColumns(["=HYPERLINK()"], [], { ...MARKS, simulated: true }, cellText);
  expect(columns[0]?.header).toBe("'=HYPERLINK()");
  expect(columns.at(-1)?.header).toBe("simulated");
});

test("numbers of ours stay numbers, text that looks like one stays text", () => {
  const columns = publishedColumns(["sku"], fields, MARKS, cellText);
  const item = {
    itemId: "b.0",
    outputVersion: 1,
    language: "zh-CN",
    source: { sku: "00012" },
    output: { title: "-5", faq: [{ q: "a" }, { q: "b" }], seo: null, score: -5 },
    key: "b.0",
    fields: {},
    before: null,
  };
  expect(columns.map(({ cellOf }) => cellOf(item))).toEqual([
    "00012",
    "-5",
    "q: a\n\nq: b",
    null,
    -5,
    "zh-CN",
    "b.0",
    true,
    "AI生成，人工审核",
  ]);
});

test("a list is one entry a line", () => {
  expect(asText(["a", "b"])).toBe("a\nb");
  expect(asText([])).toBe("");
});

test("the explicit label follows the language of the text", () => {
  expect(explicitLabel("zh-TW")).toBe("AI生成，人工審核");
  expect(explicitLabel("de")).toMatch(/^AI-generated/);
});

test("a file name is safe on every system and keeps its language", () => {
  const at = new Date("2026-11-22T15:04:05Z");
  expect(publicationFileName('香水/2026: "new"', at, "csv")).toBe("香水 2026 new 20261122-1504.csv");
  expect(publicationFileName("../..", at, "xlsx")).toBe("publication 20261122-1504.xlsx");
});
