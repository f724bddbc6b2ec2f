import { eq, sql } from "drizzle-orm";
import sharp from "sharp";
import { afterAll, expect, test, vi } from "vitest";
import { db } from "#db/client.ts";
import { imageReportRows } from "#db/schema/images.ts";
import type { Actor } from "#lib/auth/actor.ts";
import { runFreeze } from "#lib/catalogue/selections/run-freeze.ts";
import { archiveDataset } from "#lib/datasets/archive-dataset.ts";
import { runPick } from "#lib/datasets/pick-rows.ts";
import { runReport } from "#lib/images/reports/run-report.ts";
import { newId } from "#lib/new-id.ts";
import { countsOf, dryRun, importCatalogue } from "#tests/catalogue/import-catalogue.ts";
import { importFile, operator } from "#tests/datasets/import-file.ts";
import { describeOnBothDatabases } from "#tests/fixtures/describe-on-both-databases.ts";
import { temporaryFolder } from "#tests/fixtures/temporary-folder.ts";
import { bring, call } from "./call-api.ts";
import { openShop } from "./shop.ts";
import { bottle, photo, withWords } from "./some-pictures.ts";

vi.mock("#lib/models/endpoints/check-url.ts", async (original) =>
  (await import("./shop.ts")).resolveShop(original),
);
vi.setConfig({ testTimeout: 60_000 });
process.env.DATA_DIR = temporaryFolder();
const reviewer: Actor = { memberId: newId(), name: "Rita", roles: ["reviewer"], via: "session" };
const going = new AbortController().signal;
const shop = await openShop();
afterAll(() => shop.close());

const large = { width: 1_200, height: 1_200 };
const GOOD = await bottle("#ffffff", large).jpeg().toBuffer();
const SMALL = await bottle("#ffffff", { width: 240, height: 240 }).jpeg().toBuffer();
const TINY = await bottle("#ffffff", { width: 96, height: 96 }).jpeg().toBuffer();
const BLURRED = await sharp(photo("nikolai-chernichenko-1299748")).blur(9).jpeg().toBuffer();

async function datasetOf(cells: readonly string[]): Promise<string> {
  const made = await importFile(
    "shop.csv",
    ["sku,picture", ...cells.map((cell, at) => `s${at + 1},"${cell}"`)].join("\n"),
  );
  if (!made.ok) throw new Error(made.refusal.code);
  return made.value.id;
}
async function started(datasetId: string) {
  const { status, body } = await call("POST", "/images/report", { datasetId, column: "picture" });
  expect(status).toBe(202);
  return body.id as string;
}
const total = (groups: { count: number }[]) => groups.reduce((sum, { count }) => sum + count, 0);
const told = async (id: string) => (await call("GET", `/images/reports/${id}`)).body;

describeOnBothDatabases("a report on pictures", () => {
  test("says how large, sharp and white the pictures are, which are worst, and why others could not be fetched", async () => {
    shop.answers["/good.jpg"] = (_, response) => response.end(GOOD);
    shop.answers["/blurred.jpg"] = (_, response) => response.end(BLURRED);
    shop.answers["/page"] = (_, response) => response.end("<html>");
    const { body: asset } = await bring(SMALL);
    const datasetId = await datasetOf([
      shop.at("/good.jpg"),
      `${shop.at("/good.jpg")}|${shop.at("/blurred.jpg")}`,
      asset.id,
      shop.at("/blurred.jpg"),
      shop.at("/gone.jpg"),
      shop.at("/gone-too.jpg"),
      shop.at("/page"),
      "",
      "see catalogue p. 7",
      `http://127.0.0.1:${shop.port}/good.jpg`,
      newId(),
    ]);
    const id = await started(datasetId);
    expect(await told(id)).toMatchObject({ status: "running", rows: 11, done: 0, measured: 0 });
    await runReport({ reportId: id }, going);
    const report = await told(id);
    expect(report).toMatchObject({
      status: "succeeded",
      done: 11,
      measured: 4,
      column: "picture",
      datasetName: "shop",
    });
    const problems = Object.fromEntries(
      report.problems.map(
        ({ problem, count, worst }: { problem: string; count: number; worst: { rowNumber: number }[] }) => [
          problem,
          [count, worst.map(({ rowNumber }) => rowNumber)],
        ],
      ),
    );
    expect(problems).toMatchObject({
      small: [1, [3]],
      blurred: [1, [4]],
      "not-white": [1, [4]],
      framed: [0, []],
      text: [0, []],
    });
    const sizes = report.histograms.find(
      ({ measure }: { measure: string }) => measure === "shortSide",
    ).groups;
    expect(sizes[0]).toEqual({ from: null, to: 300, count: 1 });
    expect(total(sizes)).toBe(4);
    const failures = Object.fromEntries(
      report.failures.map(({ code, count, firstRow }: { code: string; count: number; firstRow: number }) => [
        code,
        [count, firstRow],
      ]),
    );
    expect(failures).toEqual({
      picture_not_fetched: [2, 5],
      not_a_picture: [1, 7],
      picture_cell_empty: [1, 8],
      picture_cell_unreadable: [1, 9],
      picture_url_refused: [1, 10],
      asset_not_found: [1, 11],
    });
    expect(report.failures[0].message).toContain("HTTP 404");
    expect((await call("GET", `/images/reports?datasetId=${datasetId}`)).body.items).toMatchObject([
      { id, done: 11 },
    ]);
  });

  test("what is poor of it becomes a dataset, row by row as it is, for a batch that mends it", async () => {
    const [{ body: small }, { body: good }] = [await bring(SMALL), await bring(GOOD)];
    const datasetId = await datasetOf([good.id, small.id, good.id, small.id, "none"]);
    const id = await started(datasetId);
    await runReport({ reportId: id }, going);
    const asked = { name: "Small ones", problems: ["small", "dark"] };
    const picked = await call("POST", `/images/reports/${id}/dataset`, asked);
    expect(picked).toMatchObject({ status: 202, body: { rows: 2 } });
    await runPick({ datasetId: picked.body.datasetId }, going);
    const dataset = (await call("GET", `/datasets/${picked.body.datasetId}`)).body;
    expect(dataset).toMatchObject({ name: "Small ones", status: "ready", rowCount: 2 });
    expect(dataset.columns).toMatchObject([
      { name: "sku", filled: 2, distinct: 2 },
      { name: "picture", filled: 2, distinct: 1 },
    ]);
    const rows = (await call("GET", `/datasets/${picked.body.datasetId}/rows`)).body.items;
    expect(rows.map(({ values }: { values: { sku: string } }) => values.sku)).toEqual(["s2", "s4"]);
    const none = await call("POST", `/images/reports/${id}/dataset`, { name: "x", problems: ["blurred"] });
    expect(none).toMatchObject({ status: 422, body: { code: "report_picks_nothing" } });
    const context = { actor: reviewer };
    expect((await call("POST", `/images/reports/${id}/dataset`, asked, context)).status).toBe(403);
  });

  test("text beside a product is told, the most of it first; a report from before it was looked for says nothing of it", async () => {
    const sold = await withWords(GOOD, "限时特惠", { left: 40, top: 40, colour: "#c00000", height: 60 });
    const sale = await withWords(sold, "SALE 50%", { left: 40, top: 1_000, colour: "#c00000", height: 120 });
    const cells = [GOOD, sold, sale].map(async (picture) => (await bring(picture)).body.id as string);
    const id = await started(await datasetOf(await Promise.all(cells)));
    await runReport({ reportId: id }, going);
    const text = async () => {
      const { problems, histograms } = await told(id);
      const { count, worst } = problems.find(({ problem }: { problem: string }) => problem === "text");
      const { groups } = histograms.find(({ measure }: { measure: string }) => measure === "textShare");
      return {
        rows: worst.map(({ rowNumber }: { rowNumber: number }) => rowNumber),
        ...{ count, without: groups[0].count, measured: total(groups) },
      };
    };
    expect(await text()).toEqual({ rows: [3, 2], count: 2, without: 1, measured: 3 });
    await db()
      .update(imageReportRows)
      .set({ measures: sql`measures - 'textShare'`, problems: [] })
      .where(eq(imageReportRows.reportId, id));
    expect(await text()).toEqual({ rows: [], count: 0, without: 0, measured: 0 });
  });

  test("the catalogue is told the sizes, so that products are found by them, and an import of the same says nothing new", async () => {
    shop.answers["/large.jpg"] = (_, response) => response.end(GOOD);
    shop.answers["/tiny.jpg"] = (_, response) => response.end(SMALL);
    const lines = ["large", "tiny", "gone"].map((name) => `${name},${shop.at(`/${name}.jpg`)}`);
    const file = ["sku,pictures", ...lines, `asset,${(await bring(SMALL)).body.id}`].join("\n");
    await importCatalogue(file);
    const keysOf = async (is: string, value?: number) => {
      const filter = { all: [{ field: "pictures.minSide", is, ...(value && { value }) }] };
      const { body } = await call("GET", `/products?filter=${encodeURIComponent(JSON.stringify(filter))}`);
      return body.items.map(({ key }: { key: string }) => key);
    };
    // An asset's size needs nobody to measure it.
    expect(await keysOf("less", 800)).toEqual(["asset"]);
    const { body: frozen } = await call("POST", "/products/freeze", {
      name: "All",
      filter: { all: [{ field: "pictures.count", is: "present" }] },
    });
    await runFreeze({ datasetId: frozen.datasetId }, going);
    const asked = { datasetId: frozen.datasetId, column: "pictures" };
    await runReport({ reportId: (await call("POST", "/images/report", asked)).body.id }, going);
    expect(await keysOf("less", 800)).toEqual(["tiny", "asset"]);
    expect(await keysOf("more", 800)).toEqual(["large"]);
    expect(await keysOf("missing")).toEqual(["gone"]);
    expect((await call("GET", "/products/tiny")).body.pictures).toMatchObject([{ width: 240, height: 240 }]);
    expect(await countsOf(await dryRun(file))).toMatchObject({ unchanged: 4, changed: 0 });
    expect((await call("GET", "/products/tiny")).body.history).toEqual([]);
    // Whoever has the same picture later has its size with it.
    await importCatalogue(`sku,pictures\nlater,${shop.at("/tiny.jpg")}\n`);
    expect(await keysOf("less", 800)).toEqual(["tiny", "asset", "later"]);
  });

  test("a shop that asks for time is left alone and asked again", async () => {
    let asked = 0;
    shop.answers["/busy.jpg"] = (_, response) =>
      ++asked === 1 ? response.writeHead(429).end() : response.end(GOOD);
    const id = await started(await datasetOf([shop.at("/busy.jpg")]));
    await runReport({ reportId: id }, going);
    expect(await told(id)).toMatchObject({ measured: 1, failures: [] });
    expect(asked).toBe(2);
  });

  test("one that is stopped goes on where it was, and no row has two lines", async () => {
    const { body: asset } = await bring(TINY);
    const id = await started(await datasetOf(Array.from({ length: 50 }, () => asset.id)));
    const stopping = new AbortController();
    const first = runReport({ reportId: id }, stopping.signal);
    await vi.waitFor(async () => expect((await told(id)).done).toBeGreaterThan(0), { timeout: 30_000 });
    stopping.abort();
    await first;
    const { done, status } = await told(id);
    expect({ isPart: done < 50, status }).toEqual({ isPart: true, status: "running" });
    await runReport({ reportId: id }, going);
    await runReport({ reportId: id }, going);
    expect(await told(id)).toMatchObject({ status: "succeeded", done: 50, measured: 50 });
    expect(
      (await db().select().from(imageReportRows)).filter(({ reportId }) => reportId === id),
    ).toHaveLength(50);
  });

  test("two that take the same report write it once", async () => {
    const { body: asset } = await bring(TINY);
    const id = await started(await datasetOf(Array.from({ length: 40 }, () => asset.id)));
    await Promise.all([runReport({ reportId: id }, going), runReport({ reportId: id }, going)]);
    expect(await told(id)).toMatchObject({ status: "succeeded", measured: 40 });
  });

  test("it ends where its dataset goes, and is not begun of what is not there", async () => {
    const datasetId = await datasetOf([newId()]);
    const id = await started(datasetId);
    await archiveDataset(operator, { id: datasetId });
    await runReport({ reportId: id }, going);
    expect(await told(id)).toMatchObject({ status: "failed", failure: { code: "dataset_not_found" } });
    const refused = async (input: object) => (await call("POST", "/images/report", input)).body.code;
    expect(await refused({ datasetId, column: "picture" })).toBe("dataset_not_found");
    expect(await refused({ datasetId: await datasetOf([newId()]), column: "image" })).toBe(
      "picture_column_missing",
    );
    const asReviewer = await call(
      "POST",
      "/images/report",
      { datasetId, column: "picture" },
      { actor: reviewer },
    );
    expect(asReviewer.status).toBe(403);
  });
});
