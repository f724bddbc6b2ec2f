import { createHash } from "node:crypto";

/**
 * The ledger entry of a request of a provider batch: the same however often its result is taken in, so that the
 * ledger keeps it once. It sorts by the time of the provider batch, whose id it begins like.
 */
export function entryId(providerBatchId: string, key: string): string {
  const hash = createHash("sha256").update(`${providerBatchId} ${key}`).digest("hex");
  const variant = ((Number.parseInt(hash.slice(3, 4), 16) & 3) | 8).toString(16);
  const parts = [`7${hash.slice(0, 3)}`, `${variant}${hash.slice(4, 7)}`, hash.slice(7, 19)];
  return [providerBatchId.slice(0, 13), ...parts].join("-");
}
