import { log } from "#lib/observability/log.ts";
import type { ProviderBatchRun } from "./open-run.ts";

/** Removes what a provider keeps of a batch. That costs nothing, so that a failure to remove it is no reason to stop. */
export async function forgetFiles(
  { file, client }: ProviderBatchRun,
  inputFileId: string | null,
  results: readonly string[],
): Promise<void> {
  if (file.remoteId === null && inputFileId === null) return;
  await client
    .forget(file.remoteId ?? "", inputFileId, results)
    .catch((err) => log.warn({ err, providerBatchId: file.id }, "a provider keeps the files of a batch"));
}
