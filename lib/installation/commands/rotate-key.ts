import "../forget-empty-variables.ts";

import { readEnv } from "#lib/env.ts";
import { sealAnew } from "../deeds.ts";
import type { RotatedKey } from "../keys/rotate-key.ts";
import { withInstallation } from "../with-installation.ts";
import { runCommand } from "./run-command.ts";

// `npm run rotate-key`: seals all secrets anew, while the installation works on.
await runCommand(async () => {
  const env = readEnv();
  const done = await withInstallation(env, {
    deed: "rotate-key",
    input: {},
    here: (database) => sealAnew(env, database),
  });
  if (!done) return { failed: true, said: "There is no installation yet: nothing is sealed." };
  return tell(done as RotatedKey);
});

function tell({ count, unreadable, keyId, spareKeyIds }: RotatedKey): { said: string; failed: boolean } {
  const lines = [`Sealed ${count} secrets anew; all that can be opened is now under the key of id ${keyId}.`];
  if (unreadable > 0)
    lines.push(
      `${unreadable} secrets cannot be opened with any key of ENCRYPTION_KEY and stay as they are.`,
      "Add the key they were sealed with and run this again, or enter the keys again under Settings → Models.",
    );
  else if (spareKeyIds.length > 0)
    lines.push(
      `Nothing needs the key of id ${spareKeyIds.join(", ")} any more: take it out of ENCRYPTION_KEY.`,
    );
  return { said: lines.join("\n"), failed: unreadable > 0 };
}
