import { randomUUID } from "node:crypto";
import { expect, test } from "vitest";
import { db } from "#db/client.ts";
import { archiveDataset, findDataset, readRows } from "#db/queries/datasets.ts";
import { compareDatasets } from "#lib/datasets/compare-datasets.ts";
import { describeOnBothDatabases } from "#tests/fixtures/describe-on-both-databases.ts";
import { temporaryFolder } from "#tests/fixtures/temporary-folder.ts";
import { importFile, operator } from "./import-file.ts";

process.env.DATA_DIR = temporaryFolder();

async function imported(csv: string, versionOf?: string) {
  const made = await importFile("shop.csv", csv, { versionOf });
  if (!made.ok) throw new Error(JSON.stringify(made.refusal));
  return made.value.id;
}

describeOnBothDatabases("a new version of a dataset", () => {
  test("takes the columns as the former one did, with its types and fixes, whatever their order", async () => {
    const first = await importFile("a.csv", "Art. No,Preis,Lager,Notiz\n01,1 each,5,x\n02,2,6,y\n", {
      mapping: { "Art. No": "sku", Preis: "price", Notiz: null },
      columns: [{ name: "price", type: "number", required: true }],
      fixes: [{ column: "price", rule: "not_number", do: "replace", find: " each", by: "" }],
    });
    if (!first.ok) throw new Error(first.refusal.code);
    const second = await importFile("b.csv", "Notiz,PREIS,art. no,Farbe\nx,3 each,01,red\ny,ask,02,blue\n", {
      versionOf: first.value.id,
    });
    if (!second.ok) throw new Error(second.refusal.code);
    expect(second.value).toMatchObject({ version: 2, formerId: first.value.id, errorCount: 1 });
    expect(second.value.columns.map(({ name, type, required }) => [name, type, required])).toEqual([
      ["price", "number", true],
      ["sku", "text", false],
      ["Farbe", "text", false],
    ]);
    const rows = await readRows(db(), second.value.id, 1, 9);
    expect(rows.map(({ values }) => values)).toEqual([{ sku: "01", price: "3", Farbe: "red" }]);
    expect(await compareDatasets(operator, { id: second.value.id })).toMatchObject({
      value: { key: "sku", comparison: { counts: { changed: 1, gone: 1 } } },
    });
  });

  test("is one in a line: the former one has no second, until the first is archived", async () => {
    const first = await imported("sku\n1\n2\n");
    const second = await imported("sku\n1\n2\n3\n", first);
    expect(await importFile("c.csv", "sku\n1\n", { versionOf: first })).toMatchObject({
      refusal: { code: "newer_version", params: { name: "shop", version: 2 } },
    });
    const third = await imported("sku\n1\n", second);
    expect(await findDataset(db(), third)).toMatchObject({ version: 3, versionOf: second });
    await archiveDataset(db(), second);
    const anew = await imported("sku\n9\n", first);
    expect(await findDataset(db(), anew)).toMatchObject({ version: 2, versionOf: first });
    expect(await importFile("d.csv", "sku\n1\n", { versionOf: randomUUID() })).toMatchObject({
      refusal: { code: "dataset_not_found", fields: [{ path: "versionOf" }] },
    });
  });

  test("names its rows by the column by which the former one did", async () => {
    const first = await importFile("a.csv", "ean,title\n401,Pan\n402,Pot\n");
    if (!first.ok) throw new Error(first.refusal.code);
    const second = await importFile("b.csv", "sku,ean,title\nA,401,Pan\nB,402,Pot\n", {
      versionOf: first.value.id,
    });
    expect(second.ok && second.value.keyColumn).toBe("ean");
  });

  test("is chosen over where something is chosen", async () => {
    const first = await importFile("a.csv", "No,Preis\n1,2\n", { mapping: { No: "sku", Preis: "price" } });
    if (!first.ok) throw new Error(first.refusal.code);
    const second = await importFile("b.csv", "No,Preis\n1,2\n", {
      ...{ versionOf: first.value.id, mapping: { Preis: "cost" } },
    });
    expect(second.ok && second.value.columns.map(({ name }) => name)).toEqual(["sku", "cost"]);
  });
});
