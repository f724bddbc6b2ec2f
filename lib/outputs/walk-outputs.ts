import type { Db } from "#db/client.ts";
import {
  countWithTerms,
  findPlacesWithTerms,
  guessWithTerms,
  listBatchesOfOutputs,
  type OutputPosition,
  type OutputQuestion,
  type Stretch,
} from "#db/queries/outputs/find-outputs.ts";

/** Reads the outputs that answer to a question in stretches of batches. */
type Read<Row> = (
  tx: Db,
  question: OutputQuestion,
  stretches: readonly Stretch[],
  limit: number,
) => Promise<Row[]>;

/** A part of a walk: stretches to be read, and where the walk goes on after them; `null` at its end. */
interface Leg {
  stretches: readonly Stretch[];
  next: OutputPosition | null;
}

interface WalkOptions {
  /** Where to begin; at the beginning when absent. */
  from?: OutputPosition | undefined;
  limit: number;
  patienceMs: number;
}

/**
 * Walks through the outputs that answer to a question, those of the newest batch first, in each in the order of its
 * rows, until there are `limit`, or `patienceMs` have passed: then it says where to go on, and what it gives may be less.
 */
export async function walkOutputs<Row extends OutputPosition>(
  tx: Db,
  read: Read<Row>,
  question: OutputQuestion,
  { from, limit, patienceMs }: WalkOptions,
): Promise<{ rows: Row[]; next: OutputPosition | null }> {
  const until = performance.now() + patienceMs;
  const rows: Row[] = [];
  for await (const { stretches, next } of legsOf(tx, question, { from, limit })) {
    for (const row of await read(tx, question, stretches, limit + 1 - rows.length)) rows.push(row);
    const beyond = rows[limit];
    if (beyond) return { rows: rows.slice(0, limit), next: { batchId: beyond.batchId, seq: beyond.seq } };
    if (next && performance.now() > until) return { rows, next };
  }
  return { rows, next: null };
}

/** What few outputs have leads to them; what many have, or no index knows, is met on the way. */
async function* legsOf(
  tx: Db,
  question: OutputQuestion,
  options: Pick<WalkOptions, "from" | "limit">,
): AsyncGenerator<Leg> {
  const areFew = await areFewWithTerms(tx, question, options);
  const isFewFound = areFew ? yield* legsByTerms(tx, question, options) : false;
  if (!isFewFound) yield* legsByBatch(tx, question, options);
}

// By the planner's guess, or where that says nothing by what the first of the walk have.
async function areFewWithTerms(
  tx: Db,
  question: OutputQuestion,
  { from }: Pick<WalkOptions, "from">,
): Promise<boolean> {
  if (!question.terms) return false;
  const { count, share } = await guessWithTerms(tx, question.terms);
  if (count <= FEW || share > UNKNOWN_SHARE) return count <= FEW;
  const { value: first } = await legsByBatch(tx, question, { from }).next();
  return !!first && (await countWithTerms(tx, question.terms, first.stretches, SOME)) < SOME;
}

/** How much more is looked at each time. */
const FASTER = 8;
/** So many outputs with the same terms are few: looked up in some hundredths of a second. */
const FEW = 20_000;
/**
 * What the planner takes a word to be worth of which it knows nothing, and at most the beginning of one, with a little for
 * its rounding: four times DEFAULT_TS_MATCH_SEL (src/backend/tsearch/ts_selfuncs.c).
 */
const UNKNOWN_SHARE = 4 * 0.005 * 1.01;
/** Where so many of the first have the terms, many have them. */
const SOME = 200;
/** Statements of many batches take long to plan. */
const MOST_BATCHES_AT_ONCE = 32;

async function* legsByTerms(
  tx: Db,
  question: OutputQuestion,
  { from, limit }: Pick<WalkOptions, "from" | "limit">,
): AsyncGenerator<Leg, boolean> {
  if (!question.terms) return false;
  let place = from;
  for (let size = limit + 1; ; size = Math.min(size * FASTER, FEW)) {
    const places = await findPlacesWithTerms(tx, question.terms, { from: place, limit: size, atMost: FEW });
    if (places === null) return false;
    const last = places.at(-1);
    const end = last && places.length === size ? { ...last, seq: last.seq + 1 } : null;
    const seqsByBatch = Map.groupBy(places, ({ batchId }) => batchId);
    const ids = [...seqsByBatch.keys()];
    const batches = await listBatchesOfOutputs(tx, question, { among: ids, limit: ids.length });
    const stretches = batches.map(({ id, seqCount }): Stretch => {
      const seqs = seqsByBatch.get(id)?.map(({ seq }) => seq) ?? [];
      return { batchId: id, fromSeq: seqs[0] ?? 0, toSeq: seqCount - 1, seqs };
    });
    for (let at = 0; at < stretches.length; at += MOST_BATCHES_AT_ONCE) {
      const beyond = stretches[at + MOST_BATCHES_AT_ONCE];
      const next = beyond ? { batchId: beyond.batchId, seq: beyond.fromSeq } : end;
      yield { stretches: stretches.slice(at, at + MOST_BATCHES_AT_ONCE), next };
    }
    if (!end) return true;
    place = end;
  }
}

const BATCHES_LISTED = 200;
/** More batches come once these gave too little. */
const FIRST_BATCHES = 2;
/** Where no index knows what is asked, so many items are looked at in some hundredths of a second. */
const FIRST_SPAN = 20_000;
const QUICK_MS = 25;

// How much is looked at in one statement grows while that is quick.
async function* legsByBatch(
  tx: Db,
  question: OutputQuestion,
  { from }: Pick<WalkOptions, "from">,
): AsyncGenerator<Leg> {
  let span = FIRST_SPAN;
  let atOnce = FIRST_BATCHES;
  for (let place = from; ; ) {
    const batches = await listBatchesOfOutputs(tx, question, {
      fromId: place?.batchId,
      limit: BATCHES_LISTED,
    });
    const last = batches.at(-1);
    const end = last && batches.length === BATCHES_LISTED ? { batchId: last.id, seq: last.seqCount } : null;
    let open = batches.map(({ id, seqCount }): Stretch => {
      const fromSeq = place?.batchId === id ? place.seq : 0;
      return { batchId: id, fromSeq, toSeq: seqCount - 1 };
    });
    while (open.length > 0) {
      const { now, later } = splitStretches(open, span, atOnce);
      const [first] = later;
      const startedAt = performance.now();
      yield { stretches: now, next: first ? { batchId: first.batchId, seq: first.fromSeq } : end };
      if (performance.now() - startedAt < QUICK_MS) span *= FASTER;
      atOnce = Math.min(atOnce * FASTER, MOST_BATCHES_AT_ONCE);
      open = later;
    }
    if (!end) return;
    place = end;
  }
}

/** The stretches that are looked at in one statement, of so many items together at most, and what is left of them. */
function splitStretches(
  stretches: readonly Stretch[],
  span: number,
  atOnce: number,
): { now: Stretch[]; later: Stretch[] } {
  const now: Stretch[] = [];
  let room = span;
  for (const [at, stretch] of stretches.entries()) {
    const items = stretch.toSeq - stretch.fromSeq + 1;
    if (now.length === atOnce || (items > room && now.length > 0)) return { now, later: stretches.slice(at) };
    if (items > room) {
      const cut = stretch.fromSeq + room;
      now.push({ ...stretch, toSeq: cut - 1 });
      return { now, later: [{ ...stretch, fromSeq: cut }, ...stretches.slice(at + 1)] };
    }
    now.push(stretch);
    room -= items;
  }
  return { now, later: [] };
}
