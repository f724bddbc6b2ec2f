import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { PGlite } from "@electric-sql/pglite";
import { vector } from "@electric-sql/pglite-pgvector";
import { FrameReader } from "./frames.ts";

// The embedded database, in a process of its own: frames of protocol messages come in on standard input, replies go
// out on standard output. It ends when its parent does, because then the input ends.
const [dataDir = ""] = process.argv.slice(2);
const FOLDER = "database";
const UNFINISHED = "database-unfinished-";
// The system caches its files anyway: 128 MB, the default, is no faster and stays taken for good.
const SHARED_BUFFERS = "16MB";
const CHECKPOINT_EVERY_MS = 60_000;
const VACUUM_EVERY_MS = 15 * 60_000;
const LOCK_PATIENCE_MS = 3_000;
const TERMINATE = "X".charCodeAt(0);
const IN_USE = 3;

// A signal from the terminal goes to the whole group; the parent closes the database when it is done with it.
process.on("SIGINT", () => {});
process.on("SIGTERM", () => {});

mkdirSync(dataDir, { recursive: true, mode: 0o700 });
const lock = takeLock();
await createOnce();
const pglite = await PGlite.create({
  dataDir: join(dataDir, FOLDER),
  extensions: { vector },
  startParams: [...PGlite.defaultStartParams, "-c", `shared_buffers=${SHARED_BUFFERS}`],
});
let queue: Promise<unknown> = Promise.resolve();
let lastVacuumAt = Date.now();
let idle = true;

const frames = new FrameReader();
process.stdin.on("data", (part: Buffer) => {
  for (const frame of frames.read(part))
    queue = queue.then(() => (frame.length === 0 ? close() : answer(frame)));
});
// The parent is gone without a word: the log recovers what was committed, as after any crash.
process.stdin.on("end", () => process.exit(1));
process.stdout.on("error", () => process.exit(1));
process.stdout.write("ready");

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
  // A copy: the memory of the reply may be written to again before the pipe has taken it.
  process.stdout.write(reply.slice());
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
  lock.close();
  process.exit(0);
}

// SQLite's file lock is released by the kernel however the process ends, kill -9 included. Whoever opens the files
// holds it, so that a parent that starts again waits for the process of the one before to be gone.
function takeLock(): DatabaseSync {
  const file = new DatabaseSync(join(dataDir, "lock.sqlite"), { timeout: LOCK_PATIENCE_MS });
  try {
    file.exec("BEGIN EXCLUSIVE");
    return file;
  } catch {
    process.exit(IN_USE);
  }
}

// Making a database takes half a gigabyte that is not given back: once in the life of a folder, in yet another
// process. It is made beside its place and moved there whole, so that a start cut off leaves nothing half made.
async function createOnce(): Promise<void> {
  if (existsSync(join(dataDir, FOLDER, "PG_VERSION"))) return;
  for (const name of readdirSync(dataDir))
    if (name.startsWith(UNFINISHED)) rmSync(join(dataDir, name), { recursive: true, force: true });
  const folder = mkdtempSync(join(dataDir, UNFINISHED));
  const creator = spawn(process.execPath, [join(import.meta.dirname, "create-embedded.ts"), folder], {
    stdio: ["pipe", "ignore", "inherit"],
  });
  const [code] = await once(creator, "exit");
  if (code !== 0) throw new Error("The embedded database could not be made.");
  renameSync(folder, join(dataDir, FOLDER));
}
