import { parentPort, workerData } from "node:worker_threads";
import { PGlite } from "@electric-sql/pglite";
import { vector } from "@electric-sql/pglite-pgvector";

const { dataDir } = workerData as { dataDir: string };
const CHECKPOINT_EVERY_MS = 60_000;
const VACUUM_EVERY_MS = 15 * 60_000;
const TERMINATE = "X".charCodeAt(0);

const port = parentPort;
if (!port) throw new Error("The embedded database runs in a worker thread.");

const pglite = await PGlite.create({ dataDir, extensions: { vector } });
let queue: Promise<unknown> = Promise.resolve();
let lastVacuumAt = Date.now();
let idle = true;

port.postMessage("ready");
port.on("message", (message: Uint8Array | "close") => {
  queue = queue.then(() => (message === "close" ? close() : answer(message)));
});

// It has no autovacuum and no checkpointer of its own: without these the log grows and reopening slows down.
const maintenance = setInterval(() => {
  queue = queue.then(maintain);
}, CHECKPOINT_EVERY_MS);

async function answer(message: Uint8Array): Promise<void> {
  if (message[0] === TERMINATE) return;
  const reply = await pglite.execProtocolRaw(message);
  // The last byte of ReadyForQuery says whether a transaction is open: I idle, T in one, E in a failed one. A reply
  // without it stands in the middle of a query, whose unnamed statement any other command would wipe out.
  const ready = reply.length >= 6 && reply[reply.length - 6] === "Z".charCodeAt(0);
  idle = ready && reply[reply.length - 1] === "I".charCodeAt(0);
  const own = reply.byteLength === reply.buffer.byteLength ? reply : reply.slice();
  port?.postMessage(own, [own.buffer as ArrayBuffer]);
}

async function maintain(): Promise<void> {
  if (!idle) return;
  if (Date.now() - lastVacuumAt > VACUUM_EVERY_MS) {
    lastVacuumAt = Date.now();
    await pglite.exec("VACUUM ANALYZE");
  }
  await pglite.exec("CHECKPOINT");
}

async function close(): Promise<void> {
  clearInterval(maintenance);
  await pglite.close();
  process.exit(0);
}
