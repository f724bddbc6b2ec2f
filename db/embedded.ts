import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { Duplex, type Readable, type Writable } from "node:stream";
import { frame } from "./frames.ts";

const IN_USE = 3;
// Most of what it holds is outside the heap, which by default grows by 96 MB before it is looked through.
const FLAGS = ["--max-semi-space-size=2"];
const CLOSE = new Uint8Array(0);

/** PGlite in a process of its own, spoken to in the PostgreSQL wire protocol like any server. */
export interface EmbeddedDatabase {
  /** A connection for the driver. One at a time. */
  socket(): Duplex;
  close(): Promise<void>;
}

/** Thrown when another process already has the folder open: two openers would lose each other's commits. */
export class EmbeddedInUseError extends Error {
  readonly dataDir: string;
  constructor(dataDir: string) {
    super(`Another process is already running on the data folder ${dataDir}.`);
    this.dataDir = dataDir;
  }
}

/**
 * Opens (or creates) the embedded database under `dataDir`.
 * @throws EmbeddedInUseError when another process, or another opener in this one, holds the folder.
 */
export async function openEmbedded(dataDir: string): Promise<EmbeddedDatabase> {
  const file = join(import.meta.dirname, "embedded-process.ts");
  const child = spawn(process.execPath, [...FLAGS, file, dataDir], { stdio: ["pipe", "pipe", "inherit"] });
  const exited = once(child, "exit");
  const [code] = (await Promise.race([once(child.stdout, "data").then(() => []), exited])) as [number?];
  if (code === IN_USE) throw new EmbeddedInUseError(dataDir);
  if (child.exitCode !== null) throw new Error(`The embedded database did not start (${child.exitCode}).`);
  const onExit = () => {
    // Nothing sensible can go on without the database; the next start recovers from its log.
    throw new Error("The embedded database stopped.");
  };
  child.once("exit", onExit);
  // What cannot be written any more is told by its exit.
  child.stdin.on("error", () => {});
  return {
    socket: () => new ProcessSocket(child),
    async close() {
      child.off("exit", onExit);
      child.stdin.end(frame(CLOSE));
      await exited;
    },
  };
}

/** Cuts what the driver writes into whole protocol messages and hands them to the process in order. */
class ProcessSocket extends Duplex {
  readonly #input: Writable;
  readonly #output: Readable;
  #pending: Buffer = Buffer.alloc(0);
  #started = false;
  readonly #onReply = (reply: Buffer) => this.push(reply);

  constructor({ stdin, stdout }: { stdin: Writable; stdout: Readable }) {
    super();
    this.#input = stdin;
    this.#output = stdout;
    stdout.on("data", this.#onReply);
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
      const whole = this.#pending.subarray(0, end);
      this.#pending = this.#pending.subarray(end);
      this.#input.write(frame(whole), () => done());
    } else done();
  }

  override _destroy(error: Error | null, done: (error: Error | null) => void): void {
    this.#output.off("data", this.#onReply);
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
