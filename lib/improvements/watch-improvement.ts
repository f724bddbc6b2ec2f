import { db } from "#db/client.ts";
import { findImprovement } from "#db/queries/improvements/improvements.ts";
import { countCells } from "#db/queries/trials/cells.ts";
import { hasEnded as isOver } from "#lib/trials/trial.ts";
import { watch } from "#lib/watch.ts";
import { hasEnded, type ImprovementStatus, statusOf } from "./view-improvement.ts";

/** How far an improvement is. */
export interface ImprovementProgress {
  status: ImprovementStatus;
  hasEnded: boolean;
  /** Of its trial's cells; `null` while there is no trial. */
  progress: { ended: number; calls: number } | null;
}

/** How far an improvement is, now and with every change, until it has ended or the reader left. */
export function watchImprovement(
  id: string,
  signal: AbortSignal | undefined,
): AsyncGenerator<ImprovementProgress> {
  return watch({ look: () => lookAt(id), hasEnded: (state: ImprovementProgress) => state.hasEnded }, signal);
}

async function lookAt(id: string): Promise<ImprovementProgress | null> {
  const named = await findImprovement(db(), id);
  if (!named) return null;
  const { trialId } = named.improvement;
  const counts = trialId ? await countCells(db(), [trialId]) : [];
  const sum = (of: typeof counts) => of.reduce((all, { count }) => all + count, 0);
  return {
    status: statusOf(named),
    hasEnded: hasEnded(named),
    progress: trialId
      ? { ended: sum(counts.filter(({ status }) => isOver(status))), calls: sum(counts) }
      : null,
  };
}
