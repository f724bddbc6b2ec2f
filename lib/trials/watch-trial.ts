import { setTimeout as sleep } from "node:timers/promises";
import { db } from "#db/client.ts";
import { type CellRow, readCells, readCellVersions } from "#db/queries/trials/cells.ts";
import { findTrial, type TrialRow } from "#db/queries/trials/trials.ts";

const POLL_MS = 400;

/** What changed since the last time: cells, and how the trial itself stands. */
export interface TrialChange {
  trial: TrialRow;
  cells: CellRow[];
}

/** Everything at first, then what changes, until the trial has ended or the reader left. */
export async function* watchTrial(id: string, signal: AbortSignal | undefined): AsyncGenerator<TrialChange> {
  const seen = new Map<number, number>();
  for (;;) {
    const found = await findTrial(db(), id);
    if (!found || signal?.aborted) return;
    const versions = await readCellVersions(db(), id);
    const changed = versions.filter(({ seq, version }) => seen.get(seq) !== version);
    const cells = await readCells(
      db(),
      id,
      changed.map(({ seq }) => seq),
    );
    for (const { seq, version } of cells) seen.set(seq, version);
    const hasEnded = found.trial.finishedAt !== null;
    if (cells.length > 0 || hasEnded) yield { trial: found.trial, cells };
    if (hasEnded) return;
    await sleep(POLL_MS, undefined, signal && { signal }).catch(() => {});
  }
}
