import type { DatasetChoice } from "./template-view.ts";

/**
 * The dataset a template is best looked at with: the one that was looked at before where it has all that the template
 * reads, else the one that has most of it, the newest of those; `null` where none has anything, and samples say more.
 * @param datasets the newest first.
 */
export function bestDataset(
  inputs: readonly { name: string }[],
  datasets: readonly DatasetChoice[],
  before: string | null,
): DatasetChoice | null {
  const has = ({ columns }: DatasetChoice) => inputs.filter(({ name }) => columns.includes(name)).length;
  const known = datasets.find(({ id }) => id === before);
  if (known && has(known) === inputs.length) return known;
  let best: DatasetChoice | null = null;
  for (const dataset of datasets) {
    if (has(dataset) > (best ? has(best) : 0) || (!best && inputs.length === 0)) best = dataset;
  }
  return best;
}
