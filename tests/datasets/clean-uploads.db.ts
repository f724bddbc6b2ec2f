import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { utimes } from "node:fs/promises";
import { join } from "node:path";
import { sql } from "drizzle-orm";
import { beforeAll, expect, test } from "vitest";
import { db } from "#db/client.ts";
import { archiveDataset } from "#lib/datasets/archive-dataset.ts";
import { cleanUploads } from "#lib/datasets/clean-uploads.ts";
import { previewUpload } from "#lib/datasets/preview-upload.ts";
import { readErrorFile } from "#lib/datasets/read-error-file.ts";
import { uploadKey } from "#lib/datasets/upload-key.ts";
import { describeOnDatabase } from "#tests/fixtures/describe-on-database.ts";
import { temporaryFolder } from "#tests/fixtures/temporary-folder.ts";
import { importFile, operator, uploadFile } from "./import-file.ts";

const folder = temporaryFolder();
beforeAll(() => {
  process.env.DATA_DIR = folder;
});

const CSV = "sku,name\n1,Rose\n";
const twoDaysAgo = new Date(Date.now() - 2 * 24 * 60 * 60_000);
const age = (path: string) => utimes(path, twoDaysAgo, twoDaysAgo);
const uploaded = (uploadId: string) => join(folder, uploadKey(uploadId));

/** A dataset with an error file, both old. */
async function importWithErrors() {
  const made = await importFile("used.csv", "sku,name\n1,Rose\n2\n");
  if (!made.ok || !made.value.uploadId) throw new Error("not imported");
  const { id, uploadId } = made.value;
  const errors = await readErrorFile(operator, { id }, "en");
  if (errors.ok) errors.value.file.content.destroy();
  const files = [uploaded(uploadId), join(folder, "uploads", `${id}.errors.en.csv`)];
  for (const path of files) await age(path);
  return { id, files };
}

describeOnDatabase("cleaning the folder of uploads", () => {
  test("removes what was never imported and what readers left, and keeps the rest", async () => {
    const forgotten = await uploadFile(operator, "forgotten.csv", CSV);
    await age(uploaded(forgotten));
    const fresh = await uploadFile(operator, "fresh.csv", CSV);
    const { files } = await importWithErrors();
    const left = join(folder, "scratch", "another-machine.7");
    mkdirSync(left);
    writeFileSync(join(left, "x"), "left by a reader that died");
    for (const path of [join(left, "x"), left]) await age(path);

    await cleanUploads();
    expect(existsSync(uploaded(forgotten))).toBe(false);
    expect(existsSync(left)).toBe(false);
    expect(existsSync(uploaded(fresh))).toBe(true);
    expect(files.map((path) => existsSync(path))).toEqual([true, true]);
    expect(await previewUpload(operator, { uploadId: forgotten, inputs: [] })).toMatchObject({
      refusal: { code: "upload_gone" },
    });
  });

  test("removes the files of an archived dataset, which asks for it", async () => {
    const { id, files } = await importWithErrors();
    const before = await due();
    await archiveDataset(operator, { id });
    expect((await due()).length).toBe(before.length + 1);
    await cleanUploads();
    expect(files.map((path) => existsSync(path))).toEqual([false, false]);
  });

  test("is asked for by each upload, for when it will be old enough", async () => {
    const before = await due();
    await uploadFile(operator, "another.csv", CSV);
    const after = await due();
    expect(after.length).toBe(before.length + 1);
    const hours = (new Date(after.at(-1)?.start_after as string).getTime() - Date.now()) / 3_600_000;
    expect(hours).toBeGreaterThan(24);
    expect(hours).toBeLessThan(26);
  });
});

async function due() {
  const jobs = await db().execute(
    sql`select start_after from queue.job where name = 'datasets.clean-uploads' order by start_after`,
  );
  return [...jobs];
}
