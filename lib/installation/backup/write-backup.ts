import { mkdir, open, readdir } from "node:fs/promises";
import type { Database } from "#db/client.ts";
import { listKeptTables } from "#db/queries/backup/kept-tables.ts";
import { readSchemaVersion } from "#db/queries/backup/schema-version.ts";
import type { ObjectStore } from "#lib/objects/object-store.ts";
import { version } from "#lib/version.ts";
import { listKeyIds } from "../keys/sealed-secrets.ts";
import { writeKeptFile } from "./kept-file.ts";
import { FORMAT, MANIFEST, type Manifest, OBJECTS } from "./manifest.ts";
import { ObjectFiles } from "./object-files.ts";
import type { BackupRefusal } from "./refusal.ts";
import { readAtOneMoment } from "./snapshot.ts";
import { writeTableFile } from "./table-file.ts";

/** What a backup is made of. */
export interface BackupSource {
  database: Database;
  objects: ObjectStore;
  /** Of the embedded database. */
  dataDir: string;
}

/**
 * Writes all that the installation knows to a new or empty folder, as it is at one moment, while it works on.
 * The folder is a backup once its manifest is there, and that comes last.
 * @returns its manifest, or why none was made.
 */
export async function writeBackup(
  { database, objects, dataDir }: BackupSource,
  folder: string,
): Promise<Manifest | BackupRefusal> {
  if (!(await readSchemaVersion(database.sql))) return { code: "nothing_installed" };
  await mkdir(folder, { recursive: true, mode: 0o700 });
  if ((await readdir(folder)).length > 0) return { code: "folder_not_empty" };
  const files = new ObjectFiles(folder, objects);
  // Before the moment and after it: an object that the database names then is copied, whether it is removed right
  // after or was put right before.
  await files.copyNew();
  const kept = await readAtOneMoment(database, dataDir, async (tx) => {
    const takenAt = new Date().toISOString();
    const schema = await readSchemaVersion(tx);
    await files.copyNew();
    const tables: Manifest["tables"] = [];
    for (const table of await listKeptTables(tx)) tables.push(await writeTableFile(folder, tx, table));
    return { takenAt, schema, tables, keyIds: await listKeyIds(tx) };
  });
  if (!kept.schema) return { code: "nothing_installed" };
  const manifest: Manifest = {
    format: FORMAT,
    version,
    ...kept,
    schema: kept.schema,
    objects: {
      count: files.count,
      bytes: files.bytes,
      file: await writeKeptFile(folder, OBJECTS, toAsync(files.lines())),
    },
  };
  await writeKeptFile(folder, MANIFEST, toAsync([`${JSON.stringify(manifest, null, 2)}\n`]));
  const handle = await open(folder, "r");
  await handle.sync();
  await handle.close();
  return manifest;
}

async function* toAsync(lines: Iterable<string>): AsyncGenerator<string> {
  yield* lines;
}
