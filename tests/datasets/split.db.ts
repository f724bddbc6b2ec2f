import { expect, test } from "vitest";
import { db } from "#db/client.ts";
import { findDataset, readRows } from "#db/queries/datasets.ts";
import { partOfRow } from "#lib/datasets/part-of-row.ts";
import { PARTS, type Part, type Split } from "#lib/datasets/split.ts";
import { drawRows } from "#lib/trials/draw-rows.ts";
import { findTrialRows } from "#lib/trials/trial-rows.ts";
import { describeOnBothDatabases } from "#tests/fixtures/describe-on-both-databases.ts";
import { temporaryFolder } from "#tests/fixtures/temporary-folder.ts";
import { call } from "#tests/images/call-api.ts";
import { importFile } from "./import-file.ts";

process.env.DATA_DIR = temporaryFolder();

const ROWS = 2_000;
const SHARES = { train: 70, validation: 20, test: 10 };

async function imported(csv: string, versionOf?: string) {
  const made = await importFile("shop.csv", csv, { versionOf });
  if (!made.ok) throw new Error(JSON.stringify(made.refusal));
  return made.value.id;
}

const largeFile = (rows = ROWS, from = 1) =>
  `sku,title,category\n${Array.from({ length: rows }, (_, at) => `S-${at + from},Shirt ${at + from},c${at % 7}`).join("\n")}\n`;

const split = (id: string, by: Split | null) => call("PUT", `/datasets/${id}/split`, { split: by });

async function rowsOf(
  id: string,
  part: Part,
): Promise<{ rowNumber: number; values: Record<string, string> }[]> {
  const found = [];
  for (let cursor = ""; ; ) {
    const { body } = await call("GET", `/datasets/${id}/rows?part=${part}&limit=200${cursor}`);
    found.push(...body.items);
    if (body.nextCursor === null) return found;
    cursor = `&cursor=${encodeURIComponent(body.nextCursor)}`;
  }
}

describeOnBothDatabases("a dataset that is split", () => {
  test("by shares has each row in one part, by its key alone, and the database says as the process does", async () => {
    const id = await imported(largeFile());
    const { status, body } = await split(id, { by: "share", shares: SHARES });
    expect(status).toBe(200);
    const { train, validation, test: tests, none } = body.counts;
    expect(train + validation + tests).toBe(ROWS);
    expect(none).toBe(0);
    for (const part of PARTS)
      expect(Math.abs(body.counts[part] / ROWS - SHARES[part] / 100)).toBeLessThan(0.05);
    const told = { split: { by: "share", shares: SHARES } as const, keyColumn: "sku" };
    for (const { values } of await readRows(db(), id, 1, 30)) {
      const part = partOfRow(told, values) as Part;
      const found = await call("GET", `/datasets/${id}/rows?part=${part}&column=sku&contains=${values.sku}`);
      expect(found.body.items.map((row: { values: object }) => row.values)).toContainEqual(values);
    }
    const seen = (await Promise.all(PARTS.map((part) => rowsOf(id, part)))).flat();
    expect(new Set(seen.map(({ rowNumber }) => rowNumber)).size).toBe(ROWS);
    expect((await call("GET", `/datasets/${id}`)).body.split).toEqual(told.split);
  });

  test("its next version is split alike: a product stays in its part, whatever was added around it", async () => {
    const id = await imported(largeFile(300, 101));
    await split(id, { by: "share", shares: SHARES });
    const next = await imported(largeFile(500, 1), id);
    const keysOf = async (of: string) =>
      (await rowsOf(of, "test")).map(({ values }) => values.sku).filter((sku) => Number(sku?.slice(2)) > 100);
    expect((await keysOf(next)).filter((sku) => Number(sku?.slice(2)) <= 400)).toEqual(await keysOf(id));
  });

  test("by a column goes by what that says, in the words people use; other rows have no part", async () => {
    const words = ["Train", " dev ", "test", "训练", "验证集", "", "holdout"];
    const id = await imported(`sku,use\n${words.map((word, at) => `${at + 1},${word}`).join("\n")}\n`);
    const { body } = await split(id, { by: "column", column: "use" });
    expect(body.counts).toEqual({ train: 2, validation: 2, test: 1, none: 2 });
    expect((await rowsOf(id, "validation")).map(({ rowNumber }) => rowNumber)).toEqual([2, 5]);
    const next = await imported("sku,title\n1,x\n2,y\n", id);
    expect((await call("GET", `/datasets/${next}`)).body.split).toBeNull();
  });

  test("without a key goes by all that a row says, and a row without its key has no part", async () => {
    const whole = await imported(
      `title,notes\n${Array.from({ length: 60 }, (_, at) => `Shirt of kind ${at % 30},"long, soft"`).join("\n")}\n`,
    );
    expect(await findDataset(db(), whole)).toMatchObject({ keyColumn: null });
    await split(whole, { by: "share", shares: { train: 50, validation: 0, test: 50 } });
    const told = {
      split: { by: "share", shares: { train: 50, validation: 0, test: 50 } } as const,
      keyColumn: null,
    };
    for (const { values } of await rowsOf(whole, "test")) expect(partOfRow(told, values)).toBe("test");
    // Twins are never apart.
    expect((await rowsOf(whole, "test")).length % 2).toBe(0);
    const keyed = await imported("sku,title\n1,a\n,b\n2,c\n");
    expect((await split(keyed, { by: "share", shares: SHARES })).body.counts).toMatchObject({ none: 1 });
  });

  test.each(["first", "random", "stratified"] as const)(
    "gives a trial rows of one part alone (%s), which stand for all of it",
    async (method) => {
      const id = await imported(largeFile());
      const counts = (await split(id, { by: "share", shares: SHARES })).body.counts;
      const found = await findTrialRows(db(), { datasetId: id, sample: { size: 12, method, part: "test" } });
      if (!found.ok || found.value.take.kind !== "sample") throw new Error("No sample.");
      const { dataset, take } = found.value;
      const drawn = await drawRows(db(), { dataset, inputs: ["title"], seed: 7, ...take });
      const ofPart = new Set((await rowsOf(id, "test")).map(({ rowNumber }) => rowNumber));
      expect(drawn).toHaveLength(12);
      expect(drawn.every(({ rowNumber }) => ofPart.has(rowNumber))).toBe(true);
      expect(new Set(drawn.map(({ rowNumber }) => rowNumber)).size).toBe(12);
      expect(drawn.reduce((sum, { weight }) => sum + weight, 0)).toBeCloseTo(counts.test);
    },
  );

  test("says what is wrong with a split at its place, and that a dataset is not split", async () => {
    const id = await imported("sku,title\n1,a\n2,b\n");
    const shares = { train: 80, validation: 10, test: 9 };
    expect((await split(id, { by: "share", shares })).body).toMatchObject({
      ...{ status: 422, code: "shares_not_whole", errors: [{ path: "split.shares" }] },
    });
    expect((await split(id, { by: "column", column: "gone" })).body).toMatchObject({
      ...{ status: 422, code: "column_unknown", errors: [{ path: "split.column" }] },
    });
    expect((await call("GET", `/datasets/${id}/rows?part=test`)).body).toMatchObject({
      code: "dataset_not_split",
    });
    const sample = { size: 1, method: "first", part: "test" } as const;
    expect(await findTrialRows(db(), { datasetId: id, sample })).toMatchObject({
      refusal: { code: "dataset_not_split", fields: [{ path: "sample.part" }] },
    });
    await split(id, { by: "share", shares: { train: 100, validation: 0, test: 0 } });
    expect(await findTrialRows(db(), { datasetId: id, sample })).toMatchObject({
      refusal: { code: "part_empty" },
    });
    expect((await split(id, null)).body).toEqual({ split: null, counts: null });
  });
});
