import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { buffer, text } from "node:stream/consumers";
import { expect, test } from "vitest";
import { db } from "#db/client.ts";
import { findDataset, readRows } from "#db/queries/datasets.ts";
import { readRejectedRows } from "#db/queries/datasets-errors.ts";
import type { CellFix } from "#lib/datasets/cell-fix.ts";
import { correctLeftOut, getLeftOutRow } from "#lib/datasets/correct-left-out.ts";
import { applyFixes, tryFixes } from "#lib/datasets/fix-left-out.ts";
import { previewUpload } from "#lib/datasets/preview-upload.ts";
import { readErrorFile } from "#lib/datasets/read-error-file.ts";
import { returnErrorFile } from "#lib/datasets/return-error-file.ts";
import { uploadKey } from "#lib/datasets/upload-key.ts";
import { newId } from "#lib/new-id.ts";
import { objectStore } from "#lib/objects/open-store.ts";
import { describeOnBothDatabases } from "#tests/fixtures/describe-on-both-databases.ts";
import { describeOnDatabase } from "#tests/fixtures/describe-on-database.ts";
import { temporaryFolder } from "#tests/fixtures/temporary-folder.ts";
import { inlineRow, writeWorkbook } from "#tests/fixtures/write-workbook.ts";
import { importFile, operator, uploadFile } from "./import-file.ts";

const folder = temporaryFolder();
process.env.DATA_DIR = folder;

const COLUMNS = [
  { name: "sku", required: true },
  { name: "price", type: "number" as const, required: true },
];
const reviewer = { ...operator, roles: ["reviewer" as const] };

async function imported(csv: string) {
  const made = await importFile("prices.csv", csv, { columns: COLUMNS });
  if (!made.ok) throw new Error(JSON.stringify(made.refusal));
  return made.value.id;
}

async function arrived(fileName: string, content: Buffer | string) {
  const uploadId = newId();
  const bytes = await (await objectStore()).put(uploadKey(uploadId), [Buffer.from(content)] as never);
  return { uploadId, fileName, bytes };
}

async function errorFile(id: string, format: "csv" | "xlsx" = "csv") {
  const file = await readErrorFile(operator, { id, format }, "en");
  if (!file.ok) throw new Error(file.refusal.code);
  return file.value;
}

const values = async (id: string) =>
  (await readRows(db(), id, 1, 99)).map((row) => Object.values(row.values));

const noUnit: CellFix = { column: "price", rule: "not_number", do: "replace", find: " each", by: "" };

describeOnBothDatabases("rows that an import left out", () => {
  test("are let in by a fix, behind the others, and remember their line", async () => {
    const id = await imported("sku,price\n01,1\n02,2 each\n03,3\n04,ask\n05,5 each\n");
    expect(await tryFixes(operator, { id, fixes: [noUnit] })).toMatchObject({
      value: {
        ...{ mended: 2, leftOut: 1, isComplete: true },
        examples: [
          { sourceRow: 3, before: "2 each", after: "2", fits: true },
          { sourceRow: 5, before: "ask", after: "ask", fits: false },
          { sourceRow: 6, before: "5 each", after: "5", fits: true },
        ],
      },
    });
    expect((await findDataset(db(), id))?.errorCount).toBe(3);
    expect(await applyFixes(operator, { id, fixes: [noUnit] })).toMatchObject({
      value: { mended: 2, leftOut: 1 },
    });
    expect(await readRows(db(), id, 1, 99)).toEqual([
      { rowNumber: 1, sourceRow: 2, values: { sku: "01", price: "1" } },
      { rowNumber: 2, sourceRow: 4, values: { sku: "03", price: "3" } },
      { rowNumber: 3, sourceRow: 3, values: { sku: "02", price: "2" } },
      { rowNumber: 4, sourceRow: 6, values: { sku: "05", price: "5" } },
    ]);
    const dataset = await findDataset(db(), id);
    expect(dataset).toMatchObject({ status: "ready", rowCount: 4, errorCount: 1 });
    expect(dataset?.columns.map(({ filled, distinct }) => [filled, distinct])).toEqual([
      [4, 4],
      [4, 4],
    ]);
  });

  test("of which one thing was mended keep it, and come in with the second", async () => {
    const id = await imported("sku,price\nA,1\n,2 each\n");
    expect(await applyFixes(operator, { id, fixes: [noUnit] })).toMatchObject({ value: { mended: 0 } });
    expect(await readRejectedRows(db(), id, 0, 9)).toEqual([
      {
        ...{ sourceRow: 3, values: { sku: "", price: "2" } },
        errors: [{ column: "sku", rule: "missing_value", value: "" }],
      },
    ]);
    expect(await correctLeftOut(operator, { id, sourceRow: 3, values: { sku: "B" } })).toMatchObject({
      value: { errors: [] },
    });
    expect(await values(id)).toEqual([
      ["A", "1"],
      ["B", "2"],
    ]);
  });

  test("make a dataset of an import of which no row fitted", async () => {
    const id = await imported("sku,price\nA,1 each\nB,2 each\n");
    expect((await findDataset(db(), id))?.failure?.code).toBe("no_valid_rows");
    await applyFixes(operator, { id, fixes: [noUnit] });
    expect(await findDataset(db(), id)).toMatchObject({ status: "ready", failure: null, rowCount: 2 });
  });

  test("are not mended twice, whoever asks at once", async () => {
    const rows = Array.from({ length: 2_500 }, (_, n) => `${n},${n} each`).join("\n");
    const id = await imported(`sku,price\nA,1\n${rows}\n`);
    await Promise.all([1, 2, 3].map(() => applyFixes(operator, { id, fixes: [noUnit] })));
    const numbers = (await readRows(db(), id, 1, 9_999)).map(({ rowNumber }) => rowNumber);
    expect(numbers).toEqual(Array.from({ length: 2_501 }, (_, n) => n + 1));
    expect(await findDataset(db(), id)).toMatchObject({ rowCount: 2_501, errorCount: 0 });
  });

  test("are refused to who may only look, and where there is no such row or column", async () => {
    const id = await imported("sku,price\nA,1\nB,x\n");
    const code = async (result: Promise<{ ok: boolean; refusal?: { code: string } }>) =>
      (await result).refusal?.code;
    expect(await code(applyFixes(reviewer, { id, fixes: [noUnit] }))).toBe("forbidden");
    expect(await code(correctLeftOut(reviewer, { id, sourceRow: 3, values: {} }))).toBe("forbidden");
    expect(await code(correctLeftOut(operator, { id, sourceRow: 2, values: {} }))).toBe("not_found");
    expect(await code(getLeftOutRow(operator, { id, sourceRow: 2 }))).toBe("not_found");
    expect(await code(applyFixes(operator, { id, fixes: [{ ...noUnit, column: "cost" }] }))).toBe(
      "unknown_header",
    );
  });
});

describeOnBothDatabases("the file of left-out rows comes back corrected", () => {
  test("as csv, its columns moved and its untouched cells spoilt by a spreadsheet", async () => {
    const id = await imported("sku,price\n001,1\n002,x\n4006381333931,y\n004,z\n");
    const sent = await text((await errorFile(id)).file.content);
    expect(sent).toContain("002,x,3,");
    const back = "Row in the file;price;sku\n3;2;2\n4;3;4.00638E+12\n5;z;4\n99;1;5\n";
    expect(await returnErrorFile(operator, { id }, await arrived("back.csv", back))).toMatchObject({
      value: { mended: 2, leftOut: 1, unknown: 1 },
    });
    expect(await values(id)).toEqual([
      ["001", "1"],
      ["002", "2"],
      ["4006381333931", "3"],
    ]);
    // The file that is downloaded now has only what is left.
    expect((await text((await errorFile(id)).file.content)).trim().split("\r\n")).toHaveLength(2);
    // Sent twice, it does no harm.
    expect(await returnErrorFile(operator, { id }, await arrived("back.csv", back))).toMatchObject({
      value: { mended: 0, leftOut: 1, unknown: 3 },
    });
  });

  test("as a workbook, just as it was downloaded: nothing changes", async () => {
    const id = await imported('sku,price\n001,1\n002,x\n"=1+1",-y\n"_x000D_ a",\n');
    const file = await errorFile(id, "xlsx");
    expect(file.name).toBe("prices - errors.xlsx");
    const before = await readRejectedRows(db(), id, 0, 99);
    expect(before).toHaveLength(3);
    const back = await arrived("errors.xlsx", await buffer(file.file.content));
    expect(await returnErrorFile(operator, { id }, back)).toMatchObject({
      value: { mended: 0, leftOut: 3, unknown: 0 },
    });
    expect(await readRejectedRows(db(), id, 0, 99)).toEqual(before);
  });

  test("as a workbook in Chinese, with numbers typed as numbers", async () => {
    const id = await imported("sku,price\n001,1\n002,x\n003,\n");
    const path = join(folder, "back.xlsx");
    const rows = [
      inlineRow(1, ["sku", "price", "文件中的行号", "问题"]),
      `<row r="2"><c r="A2" t="inlineStr"><is><t>002</t></is></c><c r="B2"><v>2.5</v></c><c r="C2"><v>3</v></c></row>`,
      `<row r="3"><c r="A3" t="inlineStr"><is><t>003</t></is></c><c r="B3"><v>7</v></c><c r="C3"><v>4</v></c></row>`,
    ];
    await writeWorkbook(path, { sheets: [{ name: "A", rows }] });
    const back = await arrived("back.xlsx", await readFile(path));
    expect(await returnErrorFile(operator, { id }, back)).toMatchObject({ value: { mended: 2, leftOut: 0 } });
    expect((await values(id)).slice(1)).toEqual([
      ["002", "2.5"],
      ["003", "7"],
    ]);
  });

  test("a file of anything else is refused in words that say what is missing", async () => {
    const id = await imported("sku,price\n001,1\n002,x\n");
    const refused = async (name: string, content: string) => {
      const result = await returnErrorFile(operator, { id }, await arrived(name, content));
      return result.ok ? null : result.refusal.code;
    };
    expect(await refused("a.csv", "sku,price\n002,2\n")).toBe("error_file_without_rows");
    expect(await refused("a.csv", "colour,Row in the file\nred,3\n")).toBe("error_file_of_another");
    expect(await refused("a.csv", "")).toBe("file_empty");
    expect((await findDataset(db(), id))?.errorCount).toBe(1);
  });
});

describeOnDatabase("a fix made before the import", () => {
  test("mends the cells as they are read, and the next file of the supplier begins with it", async () => {
    const fixes = [noUnit];
    const first = await importFile("july.csv", "sku,price,note\n01,1,x\n02,2 each,y\n03,ask,z\n", {
      ...{ columns: COLUMNS, mapping: { note: null }, fixes },
    });
    if (!first.ok) throw new Error(first.refusal.code);
    expect(await values(first.value.id)).toEqual([
      ["01", "1"],
      ["02", "2"],
    ]);
    expect(first.value.errorCount).toBe(1);
    // Another person, other columns first, other spelling: the same supplier.
    const colleague = { ...operator, memberId: newId() };
    const uploadId = await uploadFile(colleague, "august.csv", "Note,PRICE,Sku\na,1 each,9\n");
    const preview = await previewUpload(colleague, { uploadId, inputs: [] });
    expect(preview).toMatchObject({
      value: {
        remembered: {
          dataset: { name: "july" },
          columns: [
            { header: "Note", name: null },
            { header: "PRICE", name: "price", type: "number", required: true },
            { header: "Sku", name: "sku", required: true },
          ],
          fixes,
        },
      },
    });
    const other = await uploadFile(colleague, "other.csv", "sku,price\n1,1\n");
    expect(await previewUpload(colleague, { uploadId: other, inputs: [] })).toMatchObject({
      value: { remembered: null },
    });
  });

  test("for a column that is not taken is refused by name", async () => {
    const refused = await importFile("p.csv", "sku,price\n1,1\n", { fixes: [{ ...noUnit, column: "cost" }] });
    expect(refused).toMatchObject({ refusal: { code: "unknown_header", params: { header: "cost" } } });
  });
});
