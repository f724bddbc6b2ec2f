import { once } from "node:events";
import { join } from "node:path";
import { Worker } from "node:worker_threads";
import { FileRefusal } from "#lib/datasets/file-refusal.ts";
import { log } from "#lib/observability/log.ts";
import type { Refusal } from "#lib/result.ts";
import type { LabelReading } from "./read-labels.ts";

export interface ReadTask {
  path: string;
  fileName: string;
}

export type ReadMessage = { reading: LabelReading } | { refusal: Refusal };

const HEAP_MEGABYTES = 384;
const TIMEOUT_MS = 30_000;

// Bundlers give this file another address; the thread runs the source, which is always where the process started.
const THREAD = join(/* turbopackIgnore: true */ process.cwd(), "lib/publishing/labels/labels-thread.ts");

/**
 * Reads the labels of a file in a thread of its own, for half a minute at most.
 * @throws FileRefusal when it cannot be taken.
 */
export async function readLabelsInThread(path: string, fileName: string): Promise<LabelReading> {
  const signal = AbortSignal.timeout(TIMEOUT_MS);
  const workerData: ReadTask = { path, fileName };
  const thread = new Worker(/* turbopackIgnore: true */ THREAD, {
    workerData,
    resourceLimits: { maxOldGenerationSizeMb: HEAP_MEGABYTES },
  });
  try {
    const [message] = (await once(thread, "message", { signal })) as [ReadMessage];
    if ("reading" in message) return message.reading;
    throw new FileRefusal(message.refusal.code, message.refusal.params);
  } catch (cause) {
    if (cause instanceof FileRefusal) throw cause;
    const isTooMuch = signal.aborted || (cause as { code?: string }).code === "ERR_WORKER_OUT_OF_MEMORY";
    if (isTooMuch) throw new FileRefusal("file_too_complex", {}, { cause });
    log.error({ err: cause }, "the labels of a file could not be read");
    throw new FileRefusal("file_unreadable", {}, { cause });
  } finally {
    await thread.terminate();
  }
}
