import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { Duplex } from "node:stream";
import { Worker } from "node:worker_threads";

/** PGlite in a thread of its own, spoken to in the PostgreSQL wire protocol like any server. */
export interface EmbeddedDatabase {
  /** A connection for the driver. One at a time. */
  socket(): Duplex;
  close(): Promise<void>;
}

/** Thrown when another process already has the folder open: two openers would lose each other's commits. */
export class EmbeddedInUseError extends Error {
  readonly dataDir: string;
  constructor(dataDir: string, cause: unknown) {
    super(`Another process is already running on the data folder ${dataDir}.`, { cause });
    this.dataDir = dataDir;
  }
}

/**
 * Opens (or creates) the embedded database under `dataDir`.
 * @throws EmbeddedInUseError when another process, or another opener in this one, holds the folder.
 */
export async function openEmbedded(dataDir: string): Promise<EmbeddedDatabase> {
  mkdirSync(dataDir, { recursive: true });
  const lock = takeLock(dataDir);
  const thread = new Worker(new URL("./embedded-thread.ts", import.meta.url), {
    workerData: { dataDir: join(dataDir, "database") },
  });
  await new Promise<void>((resolve, reject) => {
    thread.once("message", () => resolve());
    thread.once("error", reject);
  });
  thread.on("error", (cause) => {
    // Nothing sensible can go on without the database; the next start recovers from its log.
    throw new Error("The embedded database stopped.", { cause });
  });
  return {
    socket: () => new ThreadSocket(thread),
    async close() {
      await new Promise<void>((resolve) => {
        thread.once("exit", () => resolve());
        thread.postMessage("close");
      });
      lock.close();
    },
  };
}

// SQLite's file lock is released by the kernel however the process ends, kill -9 included.
function takeLock(dataDir: string): DatabaseSync {
  const lock = new DatabaseSync(join(dataDir, "lock.sqlite"));
  try {
    lock.exec("BEGIN EXCLUSIVE");
    return lock;
  } catch (cause) {
    lock.close();
    throw new EmbeddedInUseError(dataDir, cause);
  }
}

/** Cuts what the driver writes into whole protocol messages and hands them to the thread in order. */
class ThreadSocket extends Duplex {
  readonly #thread: Worker;
  #pending: Buffer = Buffer.alloc(0);
  #started = false;
  readonly #onMessage = (reply: Uint8Array) => this.push(reply);

  constructor(thread: Worker) {
    super();
    this.#thread = thread;
    thread.on("message", this.#onMessage);
  }

  // As net.Socket says it: the driver asks before it ends a connection.
  get readyState(): "open" | "closed" {
    return this.destroyed ? "closed" : "open";
  }

  override _read(): void {}

  override _final(done: () => void): void {
    this.push(null);
    done();
    this.destroy();
  }

  override _write(part: Buffer, _encoding: string, done: () => void): void {
    this.#pending = this.#pending.length > 0 ? Buffer.concat([this.#pending, part]) : part;
    const end = this.#endOfWholeMessages();
    if (end > 0) {
      const whole = new Uint8Array(this.#pending.subarray(0, end));
      this.#pending = this.#pending.subarray(end);
      this.#thread.postMessage(whole, [whole.buffer]);
    }
    done();
  }

  override _destroy(error: Error | null, done: (error: Error | null) => void): void {
    this.#thread.off("message", this.#onMessage);
    done(error);
  }

  // https://www.postgresql.org/docs/current/protocol-message-formats.html: a type byte, then a length that
  // counts itself; the start-up packet has no type byte.
  #endOfWholeMessages(): number {
    let end = 0;
    for (;;) {
      const lengthAt = this.#started ? end + 1 : end;
      if (this.#pending.length < lengthAt + 4) return end;
      const next = lengthAt + this.#pending.readUInt32BE(lengthAt);
      if (this.#pending.length < next) return end;
      this.#started = true;
      end = next;
    }
  }
}
