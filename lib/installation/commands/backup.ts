import "../forget-empty-variables.ts";

import { resolve } from "node:path";
import { readEnv } from "#lib/env.ts";
import { type Manifest, manifestSchema } from "../backup/manifest.ts";
import { type BackupRefusal, explainRefusal } from "../backup/refusal.ts";
import { backUp } from "../deeds.ts";
import { withInstallation } from "../with-installation.ts";
import { runCommand } from "./run-command.ts";

// `npm run backup -- FOLDER`: database and object store into a new folder, while the installation works on.
await runCommand(async () => {
  const [argument] = process.argv.slice(2);
  if (!argument) return { failed: true, said: "Name a new folder: npm run backup -- FOLDER" };
  const env = readEnv();
  const folder = resolve(argument);
  const answer = await withInstallation(env, {
    deed: "backup",
    input: { folder },
    here: (database) => backUp(env, database, { folder }),
  });
  const made = manifestSchema.safeParse(answer);
  if (made.success) return { said: tell(folder, made.data) };
  const refusal = (answer ?? { code: "nothing_installed" }) as BackupRefusal;
  return { failed: true, said: explainRefusal(refusal) };
});

function tell(folder: string, { tables, objects, keyIds, takenAt }: Manifest): string {
  const rows = tables.reduce((sum, table) => sum + table.rows, 0);
  const bytes = tables.reduce((sum, { file }) => sum + file.bytes, objects.bytes);
  const megabytes = (bytes / 1_000_000).toFixed(1);
  const lines = [
    `Backed up as of ${takenAt}: ${rows} rows and ${objects.count} files, ${megabytes} MB, in ${folder}`,
  ];
  if (keyIds.length > 0)
    lines.push(
      `Keys of providers are in it, sealed with the ENCRYPTION_KEY of id ${keyIds.join(", ")}, which is not.`,
      "Keep that elsewhere (DATA_DIR/secrets.json, where no variable sets it): without it everything comes back",
      "but the keys of providers, which somebody then has to enter again.",
    );
  return lines.join("\n");
}
