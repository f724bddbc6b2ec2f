import { db } from "#db/client.ts";
import { updateProviderBatch } from "#db/queries/batches/provider-batches.ts";
import type { Failure } from "#lib/failure.ts";
import { log } from "#lib/observability/log.ts";
import type { ProviderBatchRun } from "./open-run.ts";

/**
 * Notes what stands in the way of a provider batch, where whoever watches its batch reads it.
 * @returns how long something has, without a break, in milliseconds.
 */
export async function noteTrouble({ file }: ProviderBatchRun, trouble: Failure): Promise<number> {
  const now = new Date();
  // Of handing it over there is one trouble, whatever its name; one at the provider is over when another comes.
  const isSame = file.state !== "submitted" || file.trouble?.code === trouble.code;
  const troubledSince = (isSame && file.troubledSince) || now;
  log.warn(
    { providerBatchId: file.id, trouble: trouble.code, ...trouble.params },
    "a provider batch is in trouble",
  );
  await updateProviderBatch(db(), file, { trouble, troubledSince });
  return now.getTime() - troubledSince.getTime();
}
