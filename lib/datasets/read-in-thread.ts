import { on } from "node:events";
import { rm } from "node:fs/promises";
import { join } from "node:path";
import { Worker } from "node:worker_threads";
import { scratchPath } from "#lib/objects/scratch.ts";
import { log } from "#lib/observability/log.ts";
import type { Refusal } from "#lib/result.ts";
import type { DatasetColumn } from "./dataset.ts";
import { FileRefusal } from "./file-refusal.ts";
import type { ImportPlan } from "./import-plan.ts";
import type { InspectChoice, Inspection } from "./inspect-file.ts";
import type { KnownFile } from "./open-source.ts";

/** Rows of a file, ready for the database: JSON arrays of `{n, s, v}` and of `{s, e: {column, rule, value}, v}`. */
export interface RowBatch {
  rows: string;
  rowCount: number;
  errors: string;
  /** Rows left out; each may have several errors. */
  rejected: number;
  lastSourceRow: number;
  bytesRead: number;
}

export interface ReadSummary {
  columns: DatasetColumn[];
  rowCount: number;
}

export type ReaderTask =
  | { kind: "inspect"; file: KnownFile; scratch: string; choice: InspectChoice }
  | {
      kind: "read";
      path: string;
      scratch: string;
      plan: ImportPlan;
      /** Rows up to here are counted but not given. 0 gives all. */
      afterSourceRow: number;
      maxSourceRows: number;
    };

export type ReaderMessage =
  | { kind: "batch"; batch: RowBatch }
  | { kind: "ended"; columns: DatasetColumn[]; rowCount: number }
  | { kind: "inspected"; inspection: Inspection }
  | { kind: "refused"; refusal: Refusal };

/** Enough for any honest file: rows stream through, and shared strings lie in a file. */
const HEAP_MEGABYTES = 128;
const YOUNG_HEAP_MEGABYTES = 4;

// Bundlers give this file another address; the thread runs the source, which is always where the process started.
const THREAD = join(/* turbopackIgnore: true */ process.cwd(), "lib/datasets/reader-thread.ts");

/**
 * Reads a file's rows in a thread of its own, at most two batches ahead of the caller.
 * @returns, at the end, what the columns hold.
 * @throws FileRefusal when the file cannot be read on; what was given before stays good. AbortError on `signal`.
 */
export async function* readInThread(
  task: Omit<Extract<ReaderTask, { kind: "read" }>, "kind" | "scratch">,
  signal?: AbortSignal,
): AsyncGenerator<RowBatch, ReadSummary> {
  const scratch = await scratchPath();
  const thread = start({ ...task, scratch, kind: "read" });
  try {
    for await (const message of messages(thread, signal)) {
      if (message.kind === "batch") {
        yield message.batch;
        thread.postMessage("more");
      } else if (message.kind === "ended") return message;
    }
    throw new Error("The reading thread ended without a result.");
  } finally {
    await end(thread, scratch);
  }
}

/**
 * Looks into a file in a thread of its own.
 * @throws FileRefusal when it cannot be taken. AbortError on `signal`.
 */
export async function inspectInThread(
  file: KnownFile,
  choice: InspectChoice,
  signal?: AbortSignal,
): Promise<Inspection> {
  const scratch = await scratchPath();
  const thread = start({ kind: "inspect", file, scratch, choice });
  try {
    for await (const message of messages(thread, signal)) {
      if (message.kind === "inspected") return message.inspection;
    }
    throw new Error("The reading thread ended without a result.");
  } finally {
    await end(thread, scratch);
  }
}

function start(task: ReaderTask): Worker {
  return new Worker(/* turbopackIgnore: true */ THREAD, {
    workerData: task,
    resourceLimits: {
      maxOldGenerationSizeMb: HEAP_MEGABYTES,
      maxYoungGenerationSizeMb: YOUNG_HEAP_MEGABYTES,
    },
  });
}

// A thread that is stopped half-way leaves what it has kept aside.
async function end(thread: Worker, scratch: string): Promise<void> {
  await thread.terminate();
  await rm(/* turbopackIgnore: true */ scratch, { force: true });
}

async function* messages(thread: Worker, signal: AbortSignal | undefined): AsyncGenerator<ReaderMessage> {
  try {
    for await (const [message] of on(thread, "message", { close: ["exit"], ...(signal && { signal }) })) {
      const received = message as ReaderMessage;
      if (received.kind === "refused") throw new FileRefusal(received.refusal.code, received.refusal.params);
      yield received;
    }
  } catch (cause) {
    if (cause instanceof FileRefusal || signal?.aborted) throw cause;
    const isOutOfMemory = (cause as { code?: string }).code === "ERR_WORKER_OUT_OF_MEMORY";
    if (isOutOfMemory) throw new FileRefusal("file_too_complex", {}, { cause });
    // A file that breaks the reader would break it again: the person hears of it, and the log has the cause.
    log.error({ err: cause }, "a file could not be read");
    throw new FileRefusal("file_unreadable", {}, { cause });
  }
}
