import type { QueuePlace } from "#db/queries/review/queue-places.ts";

/** What the checks said of an output, the most pressing first. */
export const RISKS = ["block", "warn", "clean"] as const;

export type Risk = (typeof RISKS)[number];

/**
 * Places of the queue in the order in which they are handed out: blocks first, then warnings, then the rest; among those
 * the batches that are the first of their template with their model; then the oldest.
 * @param batches oldest first.
 */
export function inQueueOrder<Place extends Omit<QueuePlace, "category">>(
  places: readonly Place[],
  batches: readonly { batchId: string; isNew: boolean; languages: readonly string[] }[],
): Place[] {
  const age = new Map(batches.map(({ batchId }, index) => [batchId, index]));
  const rank = ({ batchId, language, risk }: Place) => {
    const batch = batches[age.get(batchId) ?? 0];
    return [
      risk,
      batch?.isNew ? 0 : 1,
      age.get(batchId) ?? 0,
      batch?.languages.indexOf(language) ?? 0,
    ] as const;
  };
  return [...places].sort((a, b) => compare(rank(a), rank(b)));
}

function compare(a: readonly number[], b: readonly number[]): number {
  const differs = a.findIndex((value, index) => value !== b[index]);
  return differs < 0 ? 0 : (a[differs] ?? 0) - (b[differs] ?? 0);
}

/** Whether somebody who reviews these languages, tags or their beginnings, reviews this one; none named: any. */
export function coversLanguage(reviewLanguages: readonly string[], language: string): boolean {
  const asked = language.toLowerCase();
  return (
    reviewLanguages.length === 0 ||
    reviewLanguages.some((tag) => asked === tag.toLowerCase() || asked.startsWith(`${tag.toLowerCase()}-`))
  );
}
