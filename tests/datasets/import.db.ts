import { existsSync } from "node:fs";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { eq } from "drizzle-orm";
import { expect, test } from "vitest";
import { db } from "#db/client.ts";
import { filterRows, findDataset, readRows, readRowsByNumber } from "#db/queries/datasets.ts";
import { groupRowErrors } from "#db/queries/datasets-errors.ts";
import { datasetRows } from "#db/schema/datasets.ts";
import { createDataset } from "#lib/datasets/create-dataset.ts";
import { readErrorFile } from "#lib/datasets/read-error-file.ts";
import { runImport } from "#lib/datasets/run-import.ts";
import { describeOnBothDatabases } from "#tests/fixtures/describe-on-both-databases.ts";
import { largeRow, writeLargeCsv, writeLargeWorkbook } from "#tests/fixtures/large-files.ts";
import { temporaryFolder } from "#tests/fixtures/temporary-folder.ts";
import { inlineRow, writeWorkbook } from "#tests/fixtures/write-workbook.ts";
import { importFile, operator, uploadFile } from "./import-file.ts";

const folder = temporaryFolder();
process.env.DATA_DIR = folder;

async function ready(...file: Parameters<typeof importFile>) {
  const imported = await importFile(...file);
  if (!imported.ok) throw new Error(JSON.stringify(imported.refusal));
  return imported.value;
}

describeOnBothDatabases("the import of a file", () => {
  test("a csv becomes rows numbered from 1 that remember their line", async () => {
    const dataset = await ready("perfumes.csv", 'sku,name\n007,"Rose\nNo. 1"\n\n008,玫瑰\n');
    expect(dataset).toMatchObject({ status: "ready", name: "perfumes", rowCount: 2, errorCount: 0 });
    expect(await readRows(db(), dataset.id, 1, 10)).toEqual([
      { rowNumber: 1, sourceRow: 2, values: { sku: "007", name: "Rose\nNo. 1" } },
      { rowNumber: 2, sourceRow: 5, values: { sku: "008", name: "玫瑰" } },
    ]);
    expect(dataset.columns.map(({ name, filled, distinct }) => [name, filled, distinct])).toEqual([
      ["sku", 2, 2],
      ["name", 2, 2],
    ]);
  });

  test("a workbook becomes rows of text", async () => {
    const path = join(folder, "book.xlsx");
    await writeWorkbook(path, {
      sheets: [{ name: "A", rows: [inlineRow(1, ["sku", "name"]), inlineRow(2, ["0042", "Iris"])] }],
    });
    const dataset = await ready("book.xlsx", { path });
    expect(await readRows(db(), dataset.id, 1, 1)).toEqual([
      { rowNumber: 1, sourceRow: 2, values: { sku: "0042", name: "Iris" } },
    ]);
  });

  test("lines of JSON become rows, whatever the order of their keys", async () => {
    const dataset = await ready("p.jsonl", '{"a":12345678901234567890,"b":true}\n{"b":null,"a":"x"}\n');
    expect(await readRows(db(), dataset.id, 1, 2)).toMatchObject([
      { values: { a: "12345678901234567890", b: "true" } },
      { values: { a: "x", b: "" } },
    ]);
  });

  test("rows that do not fit are kept aside with the reason, and the others go on", async () => {
    const dataset = await ready("p.csv", "name,price\nRose,12\n,13\nIris,cheap\nOud,14,extra\n", {
      columns: [
        { name: "name", required: true },
        { name: "price", type: "number" },
      ],
    });
    expect(dataset).toMatchObject({ status: "ready", rowCount: 1, errorCount: 3 });
    expect(await groupRowErrors(db(), dataset.id)).toEqual([
      { rule: "missing_value", column: "name", count: 1, firstSourceRow: 3 },
      { rule: "not_number", column: "price", count: 1, firstSourceRow: 4 },
      { rule: "too_many_cells", column: "", count: 1, firstSourceRow: 5 },
    ]);
  });

  test("the error file holds the rows as they were, and no formula", async () => {
    const dataset = await ready("p.csv", 'name,price\n"=HYPERLINK(""x"")",-5\nIris,-x\n,-5\n', {
      columns: [
        { name: "price", type: "number" },
        { name: "name", required: true },
      ],
    });
    const file = await readErrorFile(operator, { id: dataset.id }, "en");
    if (!file.ok) throw new Error(file.refusal.code);
    const lines = (await text(file.value.file.content)).trim().split("\r\n");
    expect(lines).toEqual([
      "name,price,Row in the file,What is wrong",
      `Iris,"'-x",3,price is not a number.`,
      ',-5,4,"name is empty, but has to be filled."',
    ]);
  });

  test("columns are renamed by the mapping, and left out by null", async () => {
    const dataset = await ready("p.csv", "Product Name,Secret\nRose,x\n", {
      mapping: { "product name": "name", Secret: null },
    });
    expect(await readRows(db(), dataset.id, 1, 1)).toMatchObject([{ values: { name: "Rose" } }]);
    expect(dataset.columns.map(({ name }) => name)).toEqual(["name"]);
  });

  test("a file none of whose rows fits fails and says so", async () => {
    const dataset = await ready("p.csv", "price\nx\ny\n", { columns: [{ name: "price", type: "number" }] });
    expect(dataset).toMatchObject({
      status: "failed",
      failure: { code: "no_valid_rows", params: { rejected: 2 } },
    });
  });

  test("a quotation mark that is never closed fails the import and keeps the rows before it", async () => {
    const rows = Array.from({ length: 60_000 }, (_, n) => `${n},row number ${n}`).join("\n");
    const dataset = await ready("p.csv", `id,name\n${rows}\n60001,"cut off here`);
    expect(dataset).toMatchObject({ status: "failed", failure: { code: "quote_unclosed" } });
    expect(dataset.rowCount).toBeGreaterThan(50_000);
  });

  test("rows can be asked for by number and by what a column holds", async () => {
    const dataset = await ready("p.csv", "name,note\nRose,100%\nIris,\nOud,x\n");
    const numbers = (rows: { rowNumber: number }[]) => rows.map(({ rowNumber }) => rowNumber);
    expect(numbers(await readRowsByNumber(db(), dataset.id, [3, 1, 99]))).toEqual([1, 3]);
    const by = (filter: Parameters<typeof filterRows>[2]["filter"]) =>
      filterRows(db(), dataset.id, { limit: 10, afterRow: 0, filter });
    expect(numbers(await by({ column: "name", contains: "RO" }))).toEqual([1]);
    expect(numbers(await by({ column: "note", contains: "%" }))).toEqual([1]);
    expect(numbers(await by({ column: "note", empty: true }))).toEqual([2]);
    expect(numbers(await by({ column: "note", empty: false }))).toEqual([1, 3]);
  });

  test("an import that was stopped goes on after the last row it stored", async () => {
    const path = join(folder, "large.csv");
    await writeLargeCsv(path, 20_000);
    const uploadId = await uploadFile(operator, "large.csv", { path });
    const created = await createDataset(operator, { uploadId });
    if (!created.ok) throw new Error(created.refusal.code);
    const { id } = created.value;
    for (let stops = 0; stops < 3; stops++) {
      const stopping = new AbortController();
      const timer = setInterval(async () => {
        const rows = (await findDataset(db(), id))?.rowCount ?? 0;
        if (rows > stops * 4_000) stopping.abort();
      }, 5);
      await runImport({ datasetId: id }, stopping.signal).catch(() => {});
      clearInterval(timer);
    }
    await runImport({ datasetId: id }, new AbortController().signal);
    expect(await findDataset(db(), id)).toMatchObject({ status: "ready", rowCount: 20_000 });
    await expectEveryRowOnce(id, 20_000);
  });

  test("two importers of one dataset store every row once", async () => {
    const path = join(folder, "twice.csv");
    await writeLargeCsv(path, 10_000);
    const uploadId = await uploadFile(operator, "twice.csv", { path });
    const created = await createDataset(operator, { uploadId });
    if (!created.ok) throw new Error(created.refusal.code);
    const { id } = created.value;
    const signal = new AbortController().signal;
    await Promise.allSettled([runImport({ datasetId: id }, signal), runImport({ datasetId: id }, signal)]);
    await runImport({ datasetId: id }, signal);
    expect(await findDataset(db(), id)).toMatchObject({ status: "ready", rowCount: 10_000 });
    await expectEveryRowOnce(id, 10_000);
  });

  test("a workbook of 40,000 rows is stored to the last one", { timeout: 120_000 }, async () => {
    const path = join(folder, "large.xlsx");
    if (!existsSync(path)) await writeLargeWorkbook(path, 40_000, "shared");
    const dataset = await ready("large.xlsx", { path });
    expect(dataset).toMatchObject({ status: "ready", rowCount: 40_000, errorCount: 0 });
    await expectEveryRowOnce(dataset.id, 40_000);
  });
});

async function expectEveryRowOnce(datasetId: string, count: number) {
  expect(await db().$count(datasetRows, eq(datasetRows.datasetId, datasetId))).toBe(count);
  for (const rowNumber of [1, Math.ceil(count / 3), count]) {
    const [row] = await readRows(db(), datasetId, rowNumber, rowNumber);
    expect(row?.sourceRow).toBe(rowNumber + 1);
    expect(Object.values(row?.values ?? {}).sort()).toEqual(largeRow(rowNumber).sort());
  }
  expect(await readRows(db(), datasetId, count + 1, count + 10)).toEqual([]);
}
