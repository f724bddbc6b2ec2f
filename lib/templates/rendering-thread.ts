import { parentPort } from "node:worker_threads";
import { type RenderTask, renderWithin } from "./render-within.ts";

// Whatever a template does to the engine happens here, in a thread that can be ended.
const LIMITS = { memoryLimit: 1_000_000, renderLimit: 1_000 };

const port = parentPort;
if (!port) throw new Error("Templates are rendered apart in a worker thread.");
port.on("message", (task: RenderTask) => port.postMessage(renderWithin(LIMITS, task)));
port.postMessage("ready");
