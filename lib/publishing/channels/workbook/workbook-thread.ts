import { parentPort, workerData } from "node:worker_threads";
import { FileRefusal } from "#lib/datasets/file-refusal.ts";
import type { InspectMessage, InspectTask } from "./inspect-in-thread.ts";
import { inspectWorkbook } from "./inspect-workbook.ts";

// Workbooks come from outside: whatever they do to the parser happens here, in a thread with a limited heap.
const { file, scratch, choice } = workerData as InspectTask;

try {
  send({ inspection: await inspectWorkbook(file, scratch, choice) });
} catch (error) {
  if (!(error instanceof FileRefusal)) throw error;
  send({ refusal: error.refusal });
}

function send(message: InspectMessage): void {
  parentPort?.postMessage(message);
}
