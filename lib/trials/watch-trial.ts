import { db } from "#db/client.ts";
import { type CellRow, readCells, readCellVersions } from "#db/queries/trials/cells.ts";
import { findTrial, type TrialRow } from "#db/queries/trials/trials.ts";
import { watch } from "#lib/watch.ts";

/** What changed since the last time: cells, and how the trial itself stands. */
export interface TrialChange {
  status: TrialRow["status"];
  hasEnded: boolean;
  cells: CellRow[];
}

/** Everything at first, then what changes, until the trial has ended or the reader left. */
export async function* watchTrial(id: string, signal: AbortSignal | undefined): AsyncGenerator<TrialChange> {
  const seen = new Map<number, number>();
  const trial = { look: () => lookAtTrial(id), hasEnded: ({ hasEnded }: TrialLook) => hasEnded };
  for await (const { status, hasEnded, versions } of watch(trial, signal)) {
    const changed = versions.filter(({ seq, version }) => seen.get(seq) !== version);
    const cells = await readCells(
      db(),
      id,
      changed.map(({ seq }) => seq),
    );
    for (const { seq, version } of cells) seen.set(seq, version);
    if (cells.length > 0 || hasEnded) yield { status, hasEnded, cells };
  }
}

type TrialLook = NonNullable<Awaited<ReturnType<typeof lookAtTrial>>>;

// The trial first: when it has ended its cells have too, so that the last look misses none of them.
async function lookAtTrial(id: string) {
  const found = await findTrial(db(), id);
  if (!found) return null;
  const { status, finishedAt } = found.trial;
  return { status, hasEnded: finishedAt !== null, versions: await readCellVersions(db(), id) };
}
