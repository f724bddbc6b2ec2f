import { randomUUID } from "node:crypto";
import { eq, sql } from "drizzle-orm";
import { expect, test } from "vitest";
import { db } from "#db/client.ts";
import { archiveDataset, findDataset, readRows } from "#db/queries/datasets.ts";
import { insertDataset } from "#db/queries/datasets-import.ts";
import { datasetComparisonRows, datasetComparisons, datasetRows } from "#db/schema/datasets.ts";
import { compareDatasets, listDatasetChanges } from "#lib/datasets/compare-datasets.ts";
import { datasetOfChanges } from "#lib/datasets/dataset-of-changes.ts";
import { runPick } from "#lib/datasets/pick-rows.ts";
import { newId } from "#lib/new-id.ts";
import { encodeCursor } from "#lib/page.ts";
import { describeOnBothDatabases } from "#tests/fixtures/describe-on-both-databases.ts";
import { call } from "#tests/images/call-api.ts";
import { operator } from "./import-file.ts";

/** A dataset of these lines, the first of which names its columns. Cells are parted by bars. */
async function dataset(...lines: string[]) {
  const [names = [], ...rows] = lines.map((line) => line.split("|"));
  const id = newId();
  await insertDataset(db(), {
    ...{ id, name: "shop", status: "ready", createdBy: operator.memberId, rowCount: rows.length },
    keyColumn: names.includes("sku") ? "sku" : null,
    columns: names.map((name, at) => ({
      ...{ name, header: name, type: "text", required: false, filled: rows.length, maxLength: 9 },
      distinct: new Set(rows.map((cells) => cells[at])).size,
    })),
  });
  await db()
    .insert(datasetRows)
    .values(
      rows.map((cells, at) => ({
        ...{ datasetId: id, rowNumber: at + 1, sourceRow: at + 2 },
        values: Object.fromEntries(names.map((name, column) => [name, cells[column] ?? ""])),
      })),
    );
  return id;
}

/** What a page says of its rows: their kind, key and fields that differ. */
async function changes(id: string, against: string, asked: { key?: string; kinds?: never[] } = {}) {
  const found = await listDatasetChanges(operator, { id, against, limit: 50, ...asked });
  if (!found.ok) throw new Error(JSON.stringify(found.refusal));
  const { rows, comparison, key } = found.value;
  return {
    key,
    counts: comparison?.counts,
    rows: rows.map(({ kind, side, rowNumber, columns, values, before }) => ({
      ...{ kind, side, rowNumber },
      fields: columns?.map((name) => [name, before?.[name], values[name]]),
    })),
  };
}

describeOnBothDatabases("what changed between two datasets", () => {
  test("is told row by row and field by field, by the key that is headed like one", async () => {
    const before = await dataset(
      "name|sku|price",
      "Pan|01|9.90",
      "Pot|02|19.90",
      "Lid|03|4.90",
      "Cup|04|1.90",
    );
    const after = await dataset(
      "name|sku|price",
      "Cup|04|1.90",
      "Pan XL|01|10.90",
      "Lid|03|4.90",
      "Jug|05|7.90",
    );
    expect(await changes(after, before)).toEqual({
      key: "sku",
      counts: {
        ...{ new: 1, gone: 1, changed: 1, unchanged: 2 },
        ...{ duplicate: { rows: 0, against: 0 }, keyless: { rows: 0, against: 0 } },
        byColumn: [
          { column: "name", rows: 1 },
          { column: "price", rows: 1 },
        ],
      },
      rows: [
        {
          ...{ kind: "changed", side: 0, rowNumber: 2 },
          fields: [
            ["name", "Pan", "Pan XL"],
            ["price", "9.90", "10.90"],
          ],
        },
        { kind: "new", side: 0, rowNumber: 4, fields: undefined },
        { kind: "gone", side: 1, rowNumber: 2, fields: undefined },
      ],
    });
  });

  test("never has a row of a key that is there twice, or of none, matched with another", async () => {
    const before = await dataset("sku|price", "A|1", "B|1", "C|1", "C|1", "|1", "D|1");
    const after = await dataset("sku|price", "A|1", "A|2", "B|2", "C|1", " |2", "\u200b|3", "D|1");
    const { counts, rows } = await changes(after, before, { key: "sku" });
    expect(counts).toMatchObject({
      ...{ new: 0, gone: 0, changed: 1, unchanged: 1 },
      ...{ duplicate: { rows: 3, against: 3 }, keyless: { rows: 2, against: 1 } },
    });
    expect(rows.map(({ kind, side, rowNumber }) => `${kind} ${side}.${rowNumber}`)).toEqual([
      ...["duplicate 0.1", "duplicate 0.2", "changed 0.3", "duplicate 0.4", "keyless 0.5", "keyless 0.6"],
      ...["duplicate 1.1", "duplicate 1.3", "duplicate 1.4", "keyless 1.5"],
    ]);
  });

  test("has one row without a key on either side be two rows", async () => {
    const before = await dataset("sku|price", "A|1", "|1");
    const after = await dataset("sku|price", "A|1", "|1");
    const { counts, rows } = await changes(after, before, { key: "sku" });
    expect(counts).toMatchObject({ unchanged: 1, keyless: { rows: 1, against: 1 } });
    expect(rows.map(({ side, rowNumber }) => [side, rowNumber])).toEqual([
      [0, 2],
      [1, 2],
    ]);
  });

  test("has a key with what nobody sees around it be the same, and one in other letters be another", async () => {
    const before = await dataset("sku|price", " 01|1", "ab|1", "007|1");
    const after = await dataset("sku|price", "01\u00a0|1", "AB|1", "7|1");
    const { counts } = await changes(after, before, { key: "sku" });
    expect(counts).toMatchObject({
      changed: 1,
      unchanged: 0,
      new: 2,
      gone: 2,
      byColumn: [{ column: "sku", rows: 1 }],
    });
  });

  test("calls two missing values the same, and a column that only one of them has no change of its rows", async () => {
    const before = await dataset("sku|material|old", "1||x", "2||y", "3|Wood|z");
    const after = await dataset("sku|new|material", "1|x|  ", "2|y|Steel", "3|z|\u3000");
    const { counts, rows } = await changes(after, before, { key: "sku" });
    expect(counts).toMatchObject({ changed: 2, unchanged: 1, byColumn: [{ column: "material", rows: 2 }] });
    expect(rows.map(({ fields }) => fields)).toEqual([
      [["material", "", "Steel"]],
      [["material", "Wood", "\u3000"]],
    ]);
    const compared = await compareDatasets(operator, { id: after, against: before });
    expect(compared).toMatchObject({ value: { columns: { own: ["new"], others: ["old"] } } });
  });

  test("takes any name and any value for what it is", async () => {
    const hostile = `it's "quoted" \\ {a,b} $1`;
    const before = await dataset(`sku|${hostile}`, "1|%s", "2|'; drop table x");
    const after = await dataset(`sku|${hostile}`, "1|%d", "2|'; drop table x");
    const { counts } = await changes(after, before, { key: "sku" });
    expect(counts).toMatchObject({ changed: 1, unchanged: 1, byColumn: [{ column: hostile, rows: 1 }] });
    expect(await changes(after, before, { key: hostile })).toMatchObject({ counts: { new: 1, gone: 1 } });
  });

  test("is paged, by kind too, with no row twice", async () => {
    const lines = (price: number, from: number) =>
      Array.from({ length: 30 }, (_, at) => `K${from + at}|${price}`);
    const before = await dataset("sku|price", ...lines(1, 0));
    const after = await dataset("sku|price", ...lines(2, 10));
    const seen: string[] = [];
    for (let cursor: string | undefined; ; ) {
      const page = await listDatasetChanges(operator, { id: after, against: before, limit: 7, cursor });
      if (!page.ok) throw new Error(page.refusal.code);
      const rows = page.value.rows.slice(0, 7);
      seen.push(...rows.map(({ kind, values }) => `${kind} ${values.sku}`));
      const last = rows.at(-1);
      if (!last || page.value.rows.length <= 7) break;
      cursor = encodeCursor([last.side, last.rowNumber]);
    }
    expect(seen).toHaveLength(40);
    expect(new Set(seen).size).toBe(40);
    const gone = await listDatasetChanges(operator, {
      ...{ id: after, against: before, limit: 50, kinds: ["gone"] },
    });
    expect(gone.ok && gone.value.rows.map(({ values }) => values.sku)).toEqual(
      Array.from({ length: 10 }, (_, at) => `K${at}`),
    );
  });

  test("is looked up once for all who page through it, and forgotten when nobody can any more", async () => {
    const before = await dataset("sku|price", "1|1", "2|1");
    const after = await dataset("sku|price", "1|2", "2|2");
    const asked = { id: after, against: before, key: "sku" };
    const both = await Promise.all([compareDatasets(operator, asked), compareDatasets(operator, asked)]);
    const ids = both.map((one) => one.ok && one.value.comparison?.id);
    expect(ids[0]).toBeTruthy();
    expect(ids[1]).toBe(ids[0]);
    await db()
      .update(datasetComparisons)
      .set({ createdAt: sql`now() - interval '3 hours'` })
      .where(eq(datasetComparisons.id, String(ids[0])));
    const again = await compareDatasets(operator, asked);
    expect(again.ok && again.value.comparison?.id).not.toBe(ids[0]);
    const left = await db()
      .select()
      .from(datasetComparisonRows)
      .where(eq(datasetComparisonRows.comparisonId, String(ids[0])));
    expect(left).toEqual([]);
  });

  test("becomes a dataset of the rows that are new or changed, in their order", async () => {
    const before = await dataset("sku|price|note", "A|1|", "B|1|", "C|1|", "D|1|x", "D|1|");
    const after = await dataset("sku|price|note", "E|5|", "A|1|", "C|2| ", "B|3|n", "D|1|");
    const asked = { id: after, against: before, key: "sku", name: "To write" };
    const made = await datasetOfChanges(operator, { ...asked, kinds: ["new", "changed"] });
    if (!made.ok) throw new Error(made.refusal.code);
    expect(made.value.rows).toBe(3);
    // The request fills nothing: a job does.
    expect(await findDataset(db(), made.value.datasetId)).toMatchObject({ status: "importing", rowCount: 0 });
    await runPick({ datasetId: made.value.datasetId }, new AbortController().signal);
    const rows = await readRows(db(), made.value.datasetId, 1, 9);
    expect(rows.map(({ sourceRow, values }) => [sourceRow, values.sku, values.price])).toEqual([
      [2, "E", "5"],
      [4, "C", "2"],
      [5, "B", "3"],
    ]);
    const picked = await findDataset(db(), made.value.datasetId);
    expect(picked).toMatchObject({ status: "ready", rowCount: 3, keyColumn: "sku", version: 1 });
    expect(picked?.columns.map(({ name, filled }) => [name, filled])).toEqual([
      ["sku", 3],
      ["price", 3],
      ["note", 1],
    ]);
    expect(await datasetOfChanges(operator, { ...asked, kinds: ["keyless"] })).toMatchObject({
      refusal: { code: "changes_none" },
    });
    const reviewer = { ...operator, roles: ["reviewer" as const] };
    expect(await datasetOfChanges(reviewer, { ...asked, kinds: ["new"] })).toMatchObject({
      refusal: { code: "forbidden" },
    });
  });

  test("is filled while it is waited for, until somebody stops it, and says where its rows have gone", async () => {
    const before = await dataset("sku|price", "A|1");
    const after = await dataset("sku|price", "B|1", "C|1");
    const asked = { id: after, against: before, key: "sku", name: "To write", kinds: ["new"] as const };
    const ids: string[] = [];
    for (let n = 0; n < 2; n++) {
      const made = await datasetOfChanges(operator, asked);
      if (!made.ok) throw new Error(made.refusal.code);
      ids.push(made.value.datasetId);
    }
    const [stopped = "", lost = ""] = ids;
    expect((await call("GET", `/datasets/${lost}`)).body.progress).toMatchObject({ rows: 0, rowsTotal: 2 });
    await archiveDataset(db(), stopped);
    await runPick({ datasetId: stopped }, new AbortController().signal);
    expect(await findDataset(db(), stopped)).toMatchObject({ status: "importing", rowCount: 0 });
    // However long it waits, the comparison stays; only somebody at the database takes it away.
    await db()
      .update(datasetComparisons)
      .set({ createdAt: new Date(0) });
    await dataset("sku|price", "Z|1").then((other) =>
      compareDatasets(operator, { id: after, against: other, key: "sku" }),
    );
    expect(await db().select().from(datasetComparisonRows)).not.toEqual([]);
    await db().delete(datasetComparisonRows);
    await runPick({ datasetId: lost }, new AbortController().signal);
    expect(await findDataset(db(), lost)).toMatchObject({
      status: "failed",
      failure: { code: "picked_rows_gone" },
    });
  });

  test("has no key of columns that are not shared, whatever was named, and says that none are", async () => {
    const one = await dataset("sku|price", "1|1");
    const other = await dataset("artikel|gewicht", "1|1");
    for (const key of [undefined, "price", "nonsense"])
      expect(await compareDatasets(operator, { id: one, against: other, key })).toMatchObject({
        value: { key: null, comparison: null, columns: { shared: [] } },
      });
  });

  test("is refused where there is nothing to compare with, and a key that is not in both is named", async () => {
    const one = await dataset("sku|price", "1|1");
    const other = await dataset("sku|weight", "1|1");
    const compare = (asked: { id: string; against?: string; key?: string }) =>
      compareDatasets(operator, asked).then((found) => (found.ok ? found.value.key : found.refusal));
    expect(await compare({ id: one })).toMatchObject({ code: "against_missing" });
    expect(await compare({ id: one, against: one })).toMatchObject({ code: "against_itself" });
    expect(await compare({ id: randomUUID(), against: one })).toMatchObject({ code: "not_found" });
    expect(await compare({ id: one, against: "nonsense" })).toMatchObject({ code: "dataset_not_found" });
    expect(await compare({ id: one, against: other, key: "price" })).toMatchObject({
      code: "key_not_shared",
      params: { column: "price", columns: "sku" },
    });
    await archiveDataset(db(), other);
    expect(await compare({ id: one, against: other })).toMatchObject({ code: "dataset_not_found" });
  });
});
