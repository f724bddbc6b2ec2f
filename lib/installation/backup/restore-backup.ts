import type { TransactionSql } from "postgres";
import { connectDatabase, type DatabaseLocation, openDatabase } from "#db/open-database.ts";
import { emptyQueueTables, listFilledTables, speakPlainly } from "#db/queries/backup/rows.ts";
import { readSchemaVersion } from "#db/queries/backup/schema-version.ts";
import { createItemsPartition } from "#db/queries/batches/create-batch.ts";
import { AppError } from "#lib/app-error.ts";
import type { ObjectStore } from "#lib/objects/object-store.ts";
import { startQueue, stopQueue } from "#lib/queue/queue.ts";
import { version } from "#lib/version.ts";
import { FORMAT, type Manifest } from "./manifest.ts";
import { countOthers, putObjectFile } from "./object-files.ts";
import { findDamage, listObjects, readManifest } from "./read-manifest.ts";
import type { BackupRefusal } from "./refusal.ts";
import { readTableFile } from "./table-file.ts";

/** Where a backup is restored to. */
export interface RestoreTarget {
  database: DatabaseLocation;
  objects: ObjectStore;
}

/**
 * Makes a new installation of a backup, of the same release. Everything is looked through first; the rows are there
 * all together or not at all, after the objects.
 * @returns the backup's manifest, or why nothing was restored.
 * @throws EmbeddedInUseError when a process runs on the data folder.
 */
export async function restoreBackup(
  folder: string,
  { database: location, objects }: RestoreTarget,
): Promise<Manifest | BackupRefusal> {
  const manifest = await readManifest(folder);
  if ("code" in manifest) return manifest;
  const otherVersion: BackupRefusal = { code: "other_version", made: manifest.version, here: version };
  if (manifest.format !== FORMAT) return otherVersion;
  const filled = await findFilled(location);
  if (filled.length > 0) return { code: "installation_not_empty", tables: filled };
  const damage = await findDamage(folder, manifest);
  if (damage) return damage;
  const keys = new Set<string>();
  for await (const { key } of listObjects(folder)) keys.add(key);
  const others = await countOthers(objects, keys);
  if (others > 0) return { code: "objects_not_empty", count: others };

  const database = await openDatabase(location);
  try {
    // Makes the queue's own tables, as every start does.
    await startQueue([], "web");
    await stopQueue();
    const here = await readSchemaVersion(database.sql);
    if (JSON.stringify(here) !== JSON.stringify(manifest.schema)) return otherVersion;
    for await (const { key } of listObjects(folder)) await putObjectFile(folder, objects, key);
    await database.sql.begin((tx) => restoreTables(folder, tx, manifest));
  } finally {
    await database.close();
  }
  return manifest;
}

// As it is: a database of an earlier release must not be upgraded by somebody who named the wrong one.
async function findFilled(location: DatabaseLocation): Promise<string[]> {
  const database = await connectDatabase(location);
  try {
    return await listFilledTables(database.sql);
  } finally {
    await database.close();
  }
}

async function restoreTables(folder: string, tx: TransactionSql, manifest: Manifest): Promise<void> {
  await speakPlainly(tx);
  await emptyQueueTables(tx, manifest.tables);
  for (const table of manifest.tables) {
    const rows = await readTableFile(folder, tx, table);
    if (rows !== table.rows) {
      const facts = { table: table.name, rows, expected: table.rows };
      throw new AppError("A table of a backup has other rows than its manifest says.", { facts });
    }
    if (table.schema === "public" && table.name === "batches")
      for (const { id } of await tx<{ id: string }[]>`select id from batches`)
        await createItemsPartition((text) => tx.unsafe(text), id);
  }
}
