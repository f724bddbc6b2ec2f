import { readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { dataFolder } from "#lib/data-dir.ts";

/** Where a provider batch's requests and results are while they are on their way, for who has it in hand alone. */
export async function filePaths({
  id,
  fence,
}: {
  id: string;
  fence: number;
}): Promise<{ requests: string; results: string }> {
  const folder = await dataFolder("provider-batches");
  const path = join(/* turbopackIgnore: true */ folder, `${id}.${fence}`);
  return { requests: `${path}.requests.jsonl`, results: `${path}.results.jsonl` };
}

/** Removes them, and those of whoever had it in hand before. */
export async function removeFiles(id: string): Promise<void> {
  const folder = await dataFolder("provider-batches");
  const names = await readdir(/* turbopackIgnore: true */ folder);
  for (const name of names)
    if (name.startsWith(id)) await rm(join(/* turbopackIgnore: true */ folder, name), { force: true });
}
