/** Items that one queue job works through. */
export const CHUNK_SIZE = 100;

/** A chunk that takes longer is let go and taken anew: the queue would take its job for lost an hour later. */
export const LONGEST_RUN_MS = 5 * 3_600_000;

/** Chunks of a batch that have a job at a time: enough for every worker, and few enough to launch at once. */
export const CHUNK_WINDOW = 400;

/** A range `[fromSeq, toSeq)` to hand out, or of it the items in `seqs` alone. */
export interface PlannedChunk {
  fromSeq: number;
  toSeq: number;
  seqs?: number[];
}

/**
 * The next chunks to hand out: at most `room` of them, but all of a range.
 * @param groups the places of languages whose items are kept apart; none where all go together.
 */
export function nextChunks(
  { nextSeq, itemCount }: { nextSeq: number; itemCount: number },
  room: number,
  groups: readonly (readonly number[])[] = [],
): PlannedChunk[] {
  if (groups.length > 1) return chunksApart({ nextSeq, itemCount }, room, groups);
  const ranges: { fromSeq: number; toSeq: number }[] = [];
  for (let fromSeq = nextSeq; fromSeq < itemCount && ranges.length < room; fromSeq += CHUNK_SIZE) {
    ranges.push({ fromSeq, toSeq: Math.min(fromSeq + CHUNK_SIZE, itemCount) });
  }
  return ranges;
}

// As many rows as give the largest group a whole chunk.
function chunksApart(
  { nextSeq, itemCount }: { nextSeq: number; itemCount: number },
  room: number,
  groups: readonly (readonly number[])[],
): PlannedChunk[] {
  const languages = groups.reduce((sum, group) => sum + group.length, 0);
  const largest = Math.max(...groups.map(({ length }) => length));
  const size = languages * Math.max(1, Math.floor(CHUNK_SIZE / largest));
  const chunks: PlannedChunk[] = [];
  for (let fromSeq = nextSeq; fromSeq < itemCount && chunks.length < room; fromSeq += size) {
    const toSeq = Math.min(fromSeq + size, itemCount);
    for (const group of groups) {
      const seqs = Array.from({ length: toSeq - fromSeq }, (_, at) => fromSeq + at).filter((seq) =>
        group.includes(seq % languages),
      );
      if (seqs.length > 0) chunks.push({ fromSeq, toSeq, seqs });
    }
  }
  return chunks;
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
