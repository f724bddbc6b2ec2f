import { existsSync } from "node:fs";
import { utimes, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { sql } from "drizzle-orm";
import { beforeAll, expect, test } from "vitest";
import { db } from "#db/client.ts";
import { cleanUploads } from "#lib/datasets/clean-uploads.ts";
import { previewUpload } from "#lib/datasets/preview-upload.ts";
import { readErrorFile } from "#lib/datasets/read-error-file.ts";
import { scratchPath, uploadPath } from "#lib/datasets/upload-path.ts";
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
const clean = () => cleanUploads();

describeOnDatabase("cleaning the folder of uploads", () => {
  test("removes what was never imported and what readers left, and keeps the rest", async () => {
    const forgotten = await uploadFile(operator, "forgotten.csv", CSV);
    const fresh = await uploadFile(operator, "fresh.csv", CSV);
    const made = await importFile("used.csv", "sku,name\n1,Rose\n2\n");
    if (!made.ok || !made.value.uploadId) throw new Error("not imported");
    const errors = await readErrorFile(operator, { id: made.value.id }, "en");
    expect(errors.ok).toBe(true);
    const errorFile = join(folder, "uploads", `${made.value.id}.errors.en.csv`);
    const scratch = await scratchPath();
    await writeFile(scratch, "left by a reader that died");
    for (const path of [
      await uploadPath(forgotten),
      await uploadPath(made.value.uploadId),
      scratch,
      errorFile,
    ])
      await age(path);

    await clean();
    expect(existsSync(await uploadPath(forgotten))).toBe(false);
    expect(existsSync(scratch)).toBe(false);
    expect(existsSync(await uploadPath(fresh))).toBe(true);
    expect(existsSync(await uploadPath(made.value.uploadId))).toBe(true);
    expect(existsSync(errorFile)).toBe(true);
    expect(await previewUpload(operator, { uploadId: forgotten, inputs: [] })).toMatchObject({
      refusal: { code: "upload_gone" },
    });
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
