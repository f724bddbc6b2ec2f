import { rm } from "node:fs/promises";
import { join } from "node:path";
import { dataFolder } from "#lib/data-dir.ts";

/** Where a provider batch's requests and results are while they are on their way. */
export async function filePaths(id: string): Promise<{ requests: string; results: string }> {
  const folder = await dataFolder("provider-batches");
  return { requests: join(folder, `${id}.requests.jsonl`), results: join(folder, `${id}.results.jsonl`) };
}

/** Removes them. */
export async function removeFiles(id: string): Promise<void> {
  const { requests, results } = await filePaths(id);
  await rm(requests, { force: true });
  await rm(results, { force: true });
}
