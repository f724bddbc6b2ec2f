/** Items that one queue job works through. */
export const CHUNK_SIZE = 100;

/** A chunk that takes longer is let go and taken anew: the queue would take its job for lost an hour later. */
export const LONGEST_RUN_MS = 5 * 3_600_000;

/** Chunks of a batch that have a job at a time: enough for every worker, and few enough to launch at once. */
export const CHUNK_WINDOW = 400;

/** The next ranges `[fromSeq, toSeq)` to hand out, at most `room` of them. */
export function nextChunks(
  { nextSeq, itemCount }: { nextSeq: number; itemCount: number },
  room: number,
): { fromSeq: number; toSeq: number }[] {
  const ranges: { fromSeq: number; toSeq: number }[] = [];
  for (let fromSeq = nextSeq; fromSeq < itemCount && ranges.length < room; fromSeq += CHUNK_SIZE) {
    ranges.push({ fromSeq, toSeq: Math.min(fromSeq + CHUNK_SIZE, itemCount) });
  }
  return ranges;
}

/** The items of a chunk that are still to be made, in order. */
export function openSeqs(
  chunk: {
    fromSeq: number;
    toSeq: number;
    seqs: number[] | null;
    carried: Record<string, { moved?: true }>;
  },
  ended: ReadonlySet<number>,
): number[] {
  const all =
    chunk.seqs ?? Array.from({ length: chunk.toSeq - chunk.fromSeq }, (_, at) => chunk.fromSeq + at);
  return all.filter((seq) => !ended.has(seq) && !chunk.carried[seq]?.moved);
}
