import { expect, test, vi } from "vitest";
import type { inPictureProcess } from "#lib/images/apart/in-picture-process.ts";
import { keepDrawn } from "#lib/images/drawing/keep-drawn.ts";
import { runReport } from "#lib/images/reports/run-report.ts";
import { newId } from "#lib/new-id.ts";
import { importFile } from "#tests/datasets/import-file.ts";
import { describeOnDatabase } from "#tests/fixtures/describe-on-database.ts";
import { temporaryFolder } from "#tests/fixtures/temporary-folder.ts";
import { bring, call } from "./call-api.ts";
import { bottle } from "./some-pictures.ts";

process.env.DATA_DIR = temporaryFolder();
vi.setConfig({ testTimeout: 60_000 });

const DOOMED = await bottle("#ffffff", { width: 97, height: 96 }).png().toBuffer();
const GOOD = await bottle("#eeeeee", { width: 96, height: 96 }).png().toBuffer();

// What no process survives, in its stead.
vi.mock("#lib/images/apart/in-picture-process.ts", async (original) => {
  const real = await original<{ inPictureProcess: typeof inPictureProcess }>();
  const isDoomed = (asked: object) =>
    ("bytes" in asked && asked.bytes === DOOMED.length) ||
    ("drawn" in asked && asked.drawn instanceof Buffer && asked.drawn.equals(DOOMED));
  const inProcess: typeof inPictureProcess = (name, asked, signal) =>
    isDoomed(asked as object)
      ? Promise.reject(new Error("The process of pictures ended with SIGSEGV."))
      : real.inPictureProcess(name, asked, signal);
  return { ...real, inPictureProcess: inProcess };
});

describeOnDatabase("a picture that ends every process it is given to", () => {
  test("is a line of a report that says so, and the others are measured", async () => {
    const ids = await Promise.all([GOOD, DOOMED].map(async (picture) => (await bring(picture)).body.id));
    const made = await importFile(
      "shop.csv",
      ["sku,picture", ...ids.map((id, at) => `s${at},${id}`)].join("\n"),
    );
    if (!made.ok) throw new Error(made.refusal.code);
    const asked = { datasetId: made.value.id, column: "picture" };
    const { body: report } = await call("POST", "/images/report", asked);
    await runReport({ reportId: report.id }, new AbortController().signal);
    expect((await call("GET", `/images/reports/${report.id}`)).body).toMatchObject({
      ...{ status: "succeeded", done: 2, measured: 1 },
      failures: [{ code: "picture_broken", count: 1, firstRow: 2 }],
    });
  });

  test("is left out of what a model drew, and the others are kept", async () => {
    const { body: source } = await bring(GOOD);
    const forWhom = { memberId: newId(), name: "bottle", sourceId: source.id, source: GOOD, prompt: "" };
    const drawn = [DOOMED, GOOD].map((bytes, seed) => ({ bytes, mediaType: "image/png", seed }));
    expect(await keepDrawn(forWhom, drawn)).toMatchObject([{ seed: 1, width: 96 }]);
  });
});
