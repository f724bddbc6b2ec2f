import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test, vi } from "vitest";
import { translateError } from "#lib/i18n/translate.ts";
import { whyUnsupported } from "#lib/images/engine.ts";
import { keepAsset } from "#lib/images/keep-asset.ts";
import { makePicture } from "#lib/images/make-picture.ts";
import { HostPace } from "#lib/images/reports/host-pace.ts";
import { measureCell } from "#lib/images/reports/measure-cell.ts";
import { runPreview } from "#lib/images/run-preview.ts";
import { readLabels } from "#lib/publishing/labels/read-labels.ts";
import { operator } from "#tests/datasets/import-file.ts";
import { describeOnDatabase } from "#tests/fixtures/describe-on-database.ts";
import { temporaryFolder } from "#tests/fixtures/temporary-folder.ts";
import { ask, bring, call, received } from "./call-api.ts";

// As on a platform for which the library has no native part: here, and in the process of pictures.
vi.mock("sharp", () => {
  throw new Error('Could not load the "sharp" module');
});
const hook = `import { registerHooks } from "node:module";
registerHooks({ resolve(name, context, next) {
  if (name === "sharp") throw new Error('Could not load the "sharp" module');
  return next(name, context);
} });`;
process.env.NODE_OPTIONS = `--import data:text/javascript,${encodeURIComponent(hook)}`;
const folder = temporaryFolder();
process.env.DATA_DIR = folder;

const { signal } = new AbortController();
const file = join(
  process.cwd(),
  "node_modules/@vendure/create/assets/images/adam-birkett-239153-unsplash.jpg",
);
const bytes = readFileSync(file);
const facts = {
  ...{ mediaType: "image/jpeg", width: 1_067, height: 1_600 },
  details: {
    ...{ frames: 1, colour: "rgb" as const, bitsPerChannel: 8 as const },
    ...{ hasAlpha: false, hasMetadata: false },
  },
};
/** A picture that was brought while there was an engine. */
const kept = () =>
  keepAsset(operator.memberId, {
    ...{ input: bytes, bytes: bytes.length, sha256: "a".repeat(64), facts, name: "shoe.jpg" },
  });
const unsupported = { code: "pictures_unsupported" };

describeOnDatabase("a machine that cannot work on pictures", () => {
  test("says so when one is brought, with what to do, in the reader's language", async () => {
    expect(await bring(bytes)).toMatchObject({ status: 501, body: unsupported });
    const context = { file: await received(bytes), locale: "zh-CN" as const };
    expect((await call("POST", "/assets", {}, context)).body.detail).toContain("npm ci");
    expect(await whyUnsupported()).toMatchObject(unsupported);
    expect(translateError("en", "pictures_unsupported", (await whyUnsupported())?.params)).toContain(
      `${process.platform}-${process.arch}`,
    );
  });

  test("answers everything else, and sends pictures as they were brought", async () => {
    const { id } = await kept();
    expect((await call("GET", "/assets")).status).toBe(200);
    expect((await call("GET", "/batches")).status).toBe(200);
    const original = await ask("GET", `/assets/${id}/file`);
    expect(original.status).toBe(200);
    expect((await original.arrayBuffer()).byteLength).toBe(bytes.length);
    expect(await call("GET", `/assets/${id}/file?width=320`)).toMatchObject({
      status: 501,
      body: unsupported,
    });
  });

  test("refuses previews, made pictures and lines of a report by the same", async () => {
    const { id } = await kept();
    const operations = [{ do: "enlarge" as const, factor: 2 as const, quality: "fast" as const }];
    const preview = await call("POST", "/images/preview", { assetId: id, operations });
    expect(preview.status).toBe(202);
    await runPreview({ previewId: preview.body.id }, signal);
    expect((await call("GET", `/images/previews/${preview.body.id}`)).body).toMatchObject({
      ...{ status: "failed", failure: unsupported },
    });
    expect(await makePicture({ source: id, operations, memberId: operator.memberId }, signal)).toMatchObject({
      ...{ ok: false, refusal: unsupported },
    });
    const line = await measureCell({ rowNumber: 1, cell: id }, { pace: new HostPace(), signal });
    expect(line).toMatchObject({ measures: null, failure: unsupported });
  });

  test("reads labels of files that need no engine, and says of others what is missing", async () => {
    const labels = (content: Buffer, name: string) => {
      const path = join(folder, name);
      writeFileSync(path, content);
      return readLabels(path, name);
    };
    expect(await labels(bytes, "shoe.jpg")).toMatchObject({ kind: "jpeg" });
    await expect(labels(Buffer.from("GIF89a"), "shoe.gif")).rejects.toMatchObject({ refusal: unsupported });
  });
});
