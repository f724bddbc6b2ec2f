import { z } from "zod";
import type { Database } from "#db/client.ts";
import type { Env } from "#lib/env.ts";
import { objectStore } from "#lib/objects/open-store.ts";
import type { Manifest } from "./backup/manifest.ts";
import type { BackupRefusal } from "./backup/refusal.ts";
import { writeBackup } from "./backup/write-backup.ts";
import type { Deeds } from "./door.ts";
import { type RotatedKey, rotateKey } from "./keys/rotate-key.ts";

/** What is kept in a folder of this machine, or why it is not. */
export async function backUp(
  env: Env,
  database: Database,
  { folder }: { folder: string },
): Promise<Manifest | BackupRefusal> {
  return writeBackup({ database, objects: await objectStore(), dataDir: env.DATA_DIR }, folder);
}

/** Seals all secrets anew; see `rotateKey`. */
export function sealAnew(env: Env, database: Database): Promise<RotatedKey> {
  return rotateKey(env, database.sql);
}

const backupInput = z.object({ folder: z.string() });

/** What the process that runs on the embedded database does for commands. */
export function deedsOf(env: Env, database: Database): Deeds {
  return {
    backup: (input) => backUp(env, database, backupInput.parse(input)),
    "rotate-key": () => sealAnew(env, database),
  };
}
