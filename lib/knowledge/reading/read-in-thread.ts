import { on } from "node:events";
import { rm } from "node:fs/promises";
import { join } from "node:path";
import { Worker } from "node:worker_threads";
import { FileRefusal } from "#lib/datasets/file-refusal.ts";
import { scratchPath } from "#lib/objects/scratch.ts";
import { log } from "#lib/observability/log.ts";
import type { Refusal } from "#lib/result.ts";
import type { DocumentFile } from "./read-blocks.ts";
import type { Passage } from "./split-passages.ts";

export interface ReadingTask extends DocumentFile {
  /** Whose tokens are counted. */
  modelName: string;
}

export type ReadingMessage =
  | { kind: "passages"; passages: Passage[] }
  | { kind: "ended" }
  | { kind: "refused"; refusal: Refusal };

/** How long a document may take to read, and what it may take of the memory. */
export interface ReadingLimits {
  timeoutMs: number;
  heapMegabytes: number;
  /** What it unpacks lies outside the heap. */
  unpackedMegabytes: number;
}

const LIMITS: ReadingLimits = { timeoutMs: 120_000, heapMegabytes: 384, unpackedMegabytes: 512 };
const YOUNG_HEAP_MEGABYTES = 8;
const LOOK_EVERY_MS = 200;

// Bundlers give this file another address; the thread runs the source, which is always where the process started.
const THREAD = join(/* turbopackIgnore: true */ process.cwd(), "lib/knowledge/reading/reading-thread.ts");

/**
 * Reads a document and cuts it into passages, in a thread of its own that is at most two lots ahead of the caller.
 * @throws FileRefusal when it cannot be read, takes too long or too much memory. AbortError on `signal`.
 */
export async function* readInThread(
  task: Omit<ReadingTask, "scratch">,
  signal: AbortSignal,
  limits: ReadingLimits = LIMITS,
): AsyncGenerator<Passage[]> {
  const scratch = await scratchPath();
  const thread = new Worker(/* turbopackIgnore: true */ THREAD, {
    workerData: { ...task, scratch } satisfies ReadingTask,
    resourceLimits: {
      maxOldGenerationSizeMb: limits.heapMegabytes,
      maxYoungGenerationSizeMb: YOUNG_HEAP_MEGABYTES,
    },
  });
  const tooMuch = new AbortController();
  const timer = setTimeout(() => tooMuch.abort(), limits.timeoutMs);
  const stopWatching = watchUnpacked(thread, limits.unpackedMegabytes, tooMuch);
  const ends = AbortSignal.any([signal, tooMuch.signal]);
  try {
    for await (const [message] of on(thread, "message", { close: ["exit"], signal: ends })) {
      const received = message as ReadingMessage;
      if (received.kind === "refused") throw new FileRefusal(received.refusal.code, received.refusal.params);
      if (received.kind === "ended") return;
      yield received.passages;
      thread.postMessage("more");
    }
    throw new Error("The reading thread ended without a result.");
  } catch (cause) {
    if (cause instanceof FileRefusal || signal.aborted) throw cause;
    const isOutOfMemory = (cause as { code?: string }).code === "ERR_WORKER_OUT_OF_MEMORY";
    if (tooMuch.signal.aborted || isOutOfMemory) throw new FileRefusal("document_too_complex", {}, { cause });
    // A file that breaks the reader would break it again: the person hears of it, and the log has the cause.
    log.error({ err: cause }, "a document could not be read");
    throw new FileRefusal("document_damaged", {}, { cause });
  } finally {
    clearTimeout(timer);
    stopWatching();
    await thread.terminate();
    await rm(/* turbopackIgnore: true */ scratch, { force: true });
  }
}

// The limits of a thread are those of its heap: what a file is unpacked into is not in it.
function watchUnpacked(thread: Worker, megabytes: number, tooMuch: AbortController): () => void {
  const timer = setInterval(async () => {
    const statistics = await thread.getHeapStatistics().catch(() => null);
    if (statistics && statistics.external_memory > megabytes * 1024 ** 2) tooMuch.abort();
  }, LOOK_EVERY_MS);
  return () => clearInterval(timer);
}
