import { parentPort, workerData } from "node:worker_threads";
import { FileRefusal } from "#lib/datasets/file-refusal.ts";
import { readLabels } from "./read-labels.ts";
import type { ReadMessage, ReadTask } from "./read-labels-in-thread.ts";

// Files come from anywhere: whatever they do to a parser happens here, in a thread with a limited heap.
const { path, fileName } = workerData as ReadTask;

try {
  send({ reading: await readLabels(path, fileName) });
} catch (error) {
  if (!(error instanceof FileRefusal)) throw error;
  send({ refusal: error.refusal });
}

function send(message: ReadMessage): void {
  parentPort?.postMessage(message);
}
