import { once } from "node:events";
import { rm } from "node:fs/promises";
import { join } from "node:path";
import { Worker } from "node:worker_threads";
import { FileRefusal } from "#lib/datasets/file-refusal.ts";
import type { KnownFile } from "#lib/datasets/open-source.ts";
import { scratchPath } from "#lib/objects/scratch.ts";
import { log } from "#lib/observability/log.ts";
import type { Refusal } from "#lib/result.ts";
import type { WorkbookChoice, WorkbookInspection } from "./inspect-workbook.ts";

export interface InspectTask {
  file: KnownFile;
  scratch: string;
  choice: WorkbookChoice;
}

export type InspectMessage = { inspection: WorkbookInspection } | { refusal: Refusal };

const HEAP_MEGABYTES = 256;
/** A template that takes longer is not worth waiting for. */
const TIMEOUT_MS = 60_000;

// Bundlers give this file another address; the thread runs the source, which is always where the process started.
const THREAD = join(
  /* turbopackIgnore: true */ process.cwd(),
  "lib/publishing/channels/workbook/workbook-thread.ts",
);

/**
 * Looks into a workbook that is to be filled, in a thread of its own.
 * @throws FileRefusal when it cannot be taken.
 */
export async function inspectInThread(file: KnownFile, choice: WorkbookChoice): Promise<WorkbookInspection> {
  const scratch = await scratchPath();
  const signal = AbortSignal.timeout(TIMEOUT_MS);
  const workerData: InspectTask = { file, scratch, choice };
  const thread = new Worker(/* turbopackIgnore: true */ THREAD, {
    workerData,
    resourceLimits: { maxOldGenerationSizeMb: HEAP_MEGABYTES },
  });
  try {
    const [message] = (await once(thread, "message", { signal })) as [InspectMessage];
    if ("inspection" in message) return message.inspection;
    throw new FileRefusal(message.refusal.code, message.refusal.params);
  } catch (cause) {
    if (cause instanceof FileRefusal) throw cause;
    const isTooMuch = signal.aborted || (cause as { code?: string }).code === "ERR_WORKER_OUT_OF_MEMORY";
    if (isTooMuch) throw new FileRefusal("file_too_complex", {}, { cause });
    log.error({ err: cause }, "a workbook could not be read");
    throw new FileRefusal("file_unreadable", {}, { cause });
  } finally {
    await thread.terminate();
    await rm(/* turbopackIgnore: true */ scratch, { force: true });
  }
}
