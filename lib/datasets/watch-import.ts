import { setTimeout as pause } from "node:timers/promises";
import { db } from "#db/client.ts";
import { findDatasetWithOrigin } from "#db/queries/datasets.ts";

const POLL_MS = 500;

type Found = NonNullable<Awaited<ReturnType<typeof findDatasetWithOrigin>>>;

/** A dataset as its import goes on: now, at every change, and at its end. Ends with it, or on `signal`. */
export async function* watchImport(id: string, signal: AbortSignal | undefined): AsyncGenerator<Found> {
  let seen = "";
  while (!signal?.aborted) {
    const dataset = await findDatasetWithOrigin(db(), id);
    if (!dataset) return;
    const now = JSON.stringify([dataset.status, dataset.bytesRead, dataset.rowCount, dataset.errorCount]);
    if (now !== seen) yield dataset;
    seen = now;
    if (dataset.status !== "importing") return;
    await pause(POLL_MS, undefined, { signal }).catch(() => {});
  }
}
