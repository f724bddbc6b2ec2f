import type { client } from "#components/api/client.ts";

export type Batch = Awaited<ReturnType<typeof client.batches.get>>;
export type BatchPage = Awaited<ReturnType<typeof client.batches.list>>;
export type BatchPreview = Awaited<ReturnType<typeof client.batches.preview>>;
export type ItemPage = Awaited<ReturnType<typeof client.batches.items>>;
export type Item = ItemPage["items"][number];
export type FailureGroup = Awaited<ReturnType<typeof client.batches.failures>>["items"][number];

/** Items that have ended, whichever way. */
export function endedOf({ counts }: Pick<Batch, "counts">): number {
  return counts.succeeded + counts.failed + counts.skipped;
}
