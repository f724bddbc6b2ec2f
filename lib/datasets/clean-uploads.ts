import { readdir, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { db } from "#db/client.ts";
import { findImportedUploads } from "#db/queries/datasets-uploads.ts";
import { dataFolder } from "#lib/data-dir.ts";
import { log } from "#lib/observability/log.ts";
import { isStale, type UploadFolderFile, uploadIdOf } from "./stale-file.ts";

/** Removes files of the folder of uploads that nobody will want any more. */
export async function cleanUploads(): Promise<void> {
  const folder = await dataFolder("uploads");
  const files = await listFiles(folder);
  const uploads = files.map(({ name }) => uploadIdOf(name)).filter((id) => id !== null);
  const imported = await findImportedUploads(db(), uploads);
  const stale = files.filter((file) => isStale(file, (id) => imported.has(id)));
  for (const { name } of stale) await rm(join(folder, name), { force: true });
  if (stale.length > 0) log.info({ files: stale.length }, "uploads nobody imported were removed");
}

async function listFiles(folder: string): Promise<UploadFolderFile[]> {
  const now = Date.now();
  const files: UploadFolderFile[] = [];
  for (const name of await readdir(folder)) {
    // A reader may remove its scratch file meanwhile.
    const found = await stat(join(folder, name)).catch(() => null);
    if (found?.isFile()) files.push({ name, ageMs: now - found.mtimeMs });
  }
  return files;
}
