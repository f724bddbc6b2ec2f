import { db } from "#db/client.ts";
import type { ChunkRow } from "#db/queries/batches/chunks.ts";
import { flushResults, type ItemResult } from "#db/queries/batches/flush-results.ts";
import type { KeptAnswer } from "#db/queries/kept-answers.ts";
import { AppError } from "#lib/app-error.ts";
import { keptAgain } from "#lib/calls/kept-answer.ts";
import type { Failure } from "#lib/failure.ts";
import { advance, type ItemEnding, type ItemEvent } from "#lib/items/advance.ts";
import { closedBreaker, noteEnding } from "#lib/items/breaker.ts";
import { carriedOf, type Progress, stepsEndedSince } from "#lib/items/progress.ts";
import { hasWork } from "#lib/items/recipe.ts";
import { toldRound } from "#lib/items/tool-rounds.ts";
import { workOf } from "#lib/items/work-of.ts";
import { sleep } from "#lib/sleep.ts";
import { carryOut } from "#lib/work/carry-out.ts";
import { endedItem } from "../run/end-item.ts";
import type { OpenItem } from "../run/read-open-items.ts";
import { settleEnded } from "../run/settle-ended.ts";
import type { ProviderBatchRun } from "./open-run.ts";

/** As many items at a time, so that a worker that is killed repeats the work of so many at most. */
const AT_ONCE = 16;
// Slot 0 of the counters is for what people do.
const SLOT = 1;

/** The items whose next step asks a model, or `pause`: why nothing of the batch can go on. */
export interface Worked {
  items: OpenItem[];
  pause: Failure | null;
}

/**
 * Does the work that comes before the next call of these items, and keeps what came of it. Items that end by it, or have to
 * be left, are none of those that are given back.
 */
export async function workBetweenWaves(
  run: ProviderBatchRun,
  chunk: ChunkRow,
  open: readonly OpenItem[],
  stopping: AbortSignal,
): Promise<Worked> {
  if (!hasWork(run.recipe)) return { items: [...open], pause: null };
  const items: OpenItem[] = [];
  let breaker = closedBreaker;
  for (let from = 0; from < open.length; from += AT_ONCE) {
    const group = open.slice(from, from + AT_ONCE);
    const worked = await Promise.all(group.map((item) => workThrough(run, item, stopping)));
    await keep(run, chunk, worked);
    items.push(...worked.flatMap(({ item, becomes }) => (becomes.kind === "goes-on" ? [item] : [])));
    const paused = worked.find(({ becomes }) => becomes.kind === "paused");
    if (paused?.becomes.kind === "paused") return { items: [], pause: paused.becomes.reason };
    for (const { becomes } of worked) {
      if (becomes.kind === "goes-on") breaker = closedBreaker;
      if (becomes.kind !== "ended") continue;
      const noted = noteEnding(breaker, becomes.ending);
      if (noted.trip) return { items: [], pause: noted.trip };
      breaker = noted.breaker;
    }
    if (stopping.aborted) return { items: [], pause: null };
  }
  return { items, pause: null };
}

interface WorkedItem {
  before: Progress;
  /** With the progress that it came to. */
  item: OpenItem;
  becomes:
    | { kind: "goes-on" | "left" }
    | { kind: "ended"; ending: ItemEnding }
    | { kind: "paused"; reason: Failure };
}

async function workThrough(
  { batch, recipeIn }: ProviderBatchRun,
  item: OpenItem,
  stopping: AbortSignal,
): Promise<WorkedItem> {
  const before = item.progress;
  // What is remembered needs neither work nor a call.
  if (item.remembered) return { before, item, becomes: { kind: "goes-on" } };
  const recipe = recipeIn(item.language);
  let progress = before;
  let event: ItemEvent | null = { kind: "taken-up" };
  while (event) {
    const turn = advance(recipe, progress, event, Math.random());
    progress = turn.progress;
    const { command } = turn;
    const now = { before, item: { ...item, progress } };
    if (command.do === "end") return { ...now, becomes: { kind: "ended", ending: command.ending } };
    if (command.do === "pause") return { ...now, becomes: { kind: "paused", reason: command.reason } };
    if (command.do === "call") return { ...now, becomes: { kind: "goes-on" } };
    if (command.do === "wait") {
      event = (await sleep(command.forMs, stopping)) ? { kind: "waited" } : null;
      continue;
    }
    const prepared = await workOf(recipe, progress);
    if (prepared.kind !== "work") event = { kind: "unrendered", prompt: prepared };
    else if (prepared.work.kind === "draw")
      throw new AppError("A template that draws went into a provider's batch.", {
        facts: { batchId: batch.id },
      });
    else {
      const outcome = await carryOut(prepared.work, {
        ...{ memberId: batch.launchedBy, runId: batch.id, seq: item.seq, step: progress.ended.length },
        leaving: stopping,
        signal: stopping,
      });
      event = outcome && { kind: "worked", outcome };
    }
  }
  return { before, item: { ...item, progress }, becomes: { kind: "left" } };
}

// What a model was told is kept with its answer that asked for it.
function answersOf(seq: number, before: Progress, { rounds }: Progress): KeptAnswer[] {
  const told = rounds === before.rounds ? null : toldRound(rounds.at(-1));
  return told ? [keptAgain(seq, told.entryId, told.text)] : [];
}

async function keep(run: ProviderBatchRun, chunk: ChunkRow, worked: readonly WorkedItem[]): Promise<void> {
  const results = worked.flatMap(({ before, item, becomes }): ItemResult[] => {
    const { seq, language, progress } = item;
    const steps = stepsEndedSince(run.recipeIn(language), before, progress).map((step) => ({ seq, ...step }));
    const isOver = becomes.kind === "ended";
    if (!isOver && steps.length === 0 && progress.rounds === before.rounds) return [];
    const answers = answersOf(seq, before, progress);
    const own = { chunk: chunk.number, fence: chunk.fence, seq, entries: [], closed: [], steps, answers };
    return [
      isOver
        ? { ...own, ended: endedItem(run, item, progress, becomes.ending) }
        : { ...own, carried: carriedOf(progress) },
    ];
  });
  if (results.length === 0) return;
  await db().transaction((tx) =>
    flushResults(tx, run.batch.id, SLOT, results, (inner, made) => settleEnded(inner, run, made)),
  );
}
