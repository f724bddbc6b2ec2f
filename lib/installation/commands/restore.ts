import "../forget-empty-variables.ts";

import { resolve } from "node:path";
import { type Env, readEnv } from "#lib/env.ts";
import { objectStore } from "#lib/objects/open-store.ts";
import { heldKeyIds } from "#lib/seal.ts";
import type { Manifest } from "../backup/manifest.ts";
import { explainRefusal } from "../backup/refusal.ts";
import { restoreBackup } from "../backup/restore-backup.ts";
import { requireObjectStore } from "../require-object-store.ts";
import { loadSecrets } from "../secrets.ts";
import { runCommand } from "./run-command.ts";

// `npm run restore -- FOLDER`: makes a new installation of a backup; start it afterwards.
await runCommand(async () => {
  const [argument] = process.argv.slice(2);
  if (!argument) return { failed: true, said: "Name the folder of a backup: npm run restore -- FOLDER" };
  const env = readEnv();
  await requireObjectStore();
  const restored = await restoreBackup(resolve(argument), {
    database: env.DATABASE_URL ? { url: env.DATABASE_URL } : { dataDir: env.DATA_DIR },
    objects: await objectStore(),
  });
  if ("code" in restored) return { failed: true, said: explainRefusal(restored) };
  return { said: tell(env, restored) };
});

function tell(env: Env, { takenAt, tables, objects, keyIds }: Manifest): string {
  const rows = tables.reduce((sum, table) => sum + table.rows, 0);
  const lines = [
    `Restored as of ${takenAt}: ${rows} rows and ${objects.count} files.`,
    "Work goes on when it is started. The installation it was made of must not run any more: both would pay for the same items.",
    "Who lost access since then has it again: look through Settings → Members and API tokens, and erase again whom you erased.",
  ];
  process.env.ENCRYPTION_KEY = loadSecrets(env).encryptionKey;
  const held = heldKeyIds();
  const lost = keyIds.filter((id) => !held.includes(id));
  if (lost.length > 0)
    lines.push(
      `ENCRYPTION_KEY does not hold the key of id ${lost.join(", ")}: the keys of providers that it sealed cannot be opened.`,
      "Set that key before you start (behind a comma, if there is a new one), or enter the keys again under",
      "Settings → Models. Nothing else is lost.",
    );
  return lines.join("\n");
}
