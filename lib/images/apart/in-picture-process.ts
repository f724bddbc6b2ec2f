import { type ChildProcess, fork } from "node:child_process";
import { constants, getPriority, setPriority } from "node:os";
import { join } from "node:path";
import { log } from "#lib/observability/log.ts";
import { Slots } from "../slots.ts";
import type { Answered, Asked, PictureAnswer, PictureRequest, WorkName } from "./picture-work.ts";

/** A process that has nothing to do goes, and its memory with it. */
const IDLE_MS = 60_000;

// Bundlers give this file another address; the process runs the source, which is always where this one started.
const FILE = join(/* turbopackIgnore: true */ process.cwd(), "lib/images/apart/picture-process.ts");

/**
 * Does work on pictures in a process of its own, behind everything else that this machine has to do: pages and texts do
 * not wait for it, and a picture that breaks its library breaks nothing more. What was in hand then is done again, one
 * after another. @throws what the work throws, AbortError on `signal`, and where the process ended twice.
 */
export async function inPictureProcess<Name extends WorkName>(
  name: Name,
  asked: Asked<Name>,
  signal: AbortSignal,
): Promise<Answered<Name>> {
  const { shared, single, oneAtATime } = processes();
  try {
    return await shared.run(name, asked, signal);
  } catch (cause) {
    if (!(cause instanceof ProcessEnded)) throw cause;
    log.warn(
      { err: cause, work: name },
      "the process of pictures ended, and what it had in hand is done again",
    );
    return oneAtATime.with(() => single.run(name, asked, signal), signal);
  }
}

class ProcessEnded extends Error {}

interface Waiting {
  resolve(value: unknown): void;
  reject(cause: unknown): void;
}

class PictureProcess {
  readonly #waiting = new Map<number, Waiting>();
  #child: ChildProcess | null = null;
  #idle: NodeJS.Timeout | undefined;
  #asked = 0;

  async run<Name extends WorkName>(
    name: Name,
    asked: Asked<Name>,
    signal: AbortSignal,
  ): Promise<Answered<Name>> {
    signal.throwIfAborted();
    clearTimeout(this.#idle);
    const child = this.#child ?? this.#start();
    const id = this.#asked++;
    const { promise, resolve, reject } = Promise.withResolvers<unknown>();
    this.#waiting.set(id, { resolve, reject });
    const leave = () => {
      send(child, { id, name: "leave" });
      reject(signal.reason);
    };
    signal.addEventListener("abort", leave, { once: true });
    child.ref();
    child.channel?.ref();
    try {
      send(child, { id, name, asked });
      return (await promise) as Answered<Name>;
    } finally {
      signal.removeEventListener("abort", leave);
      this.#waiting.delete(id);
      if (this.#waiting.size === 0) this.#rest();
    }
  }

  #start(): ChildProcess {
    const child = fork(/* turbopackIgnore: true */ FILE, { serialization: "advanced", execArgv: [] });
    letGoFirst(child);
    child.on("message", (answer: PictureAnswer) => {
      const waiting = this.#waiting.get(answer.id);
      if ("error" in answer) waiting?.reject(answer.error);
      else waiting?.resolve(answer.value);
    });
    const gone = (why: string) => {
      if (this.#child !== child) return;
      this.#child = null;
      for (const { reject } of this.#waiting.values()) reject(new ProcessEnded(why));
    };
    child.on("error", ({ message }) => gone(message));
    child.on("exit", (code, killedBy) => gone(`The process of pictures ended with ${killedBy ?? code}.`));
    this.#child = child;
    return child;
  }

  // It keeps nobody alive who has nothing to wait for.
  #rest(): void {
    this.#child?.unref();
    this.#child?.channel?.unref();
    this.#idle = setTimeout(() => this.#stop(), IDLE_MS).unref();
  }

  #stop(): void {
    const child = this.#child;
    this.#child = null;
    child?.disconnect();
  }
}

// Whoever is behind others already may not go ahead of them; where nobody may change it, it stays as it is.
function letGoFirst({ pid }: ChildProcess): void {
  try {
    if (pid) setPriority(pid, Math.max(getPriority(), constants.priority.PRIORITY_BELOW_NORMAL));
  } catch (err) {
    log.warn({ err }, "the process of pictures has the priority of any other");
  }
}

// What cannot be sent any more is told by the end of the process.
function send(child: ChildProcess, request: PictureRequest): void {
  if (child.connected) child.send(request, () => {});
}

interface Processes {
  shared: PictureProcess;
  single: PictureProcess;
  oneAtATime: Slots;
}

// One each, however many copies of this module bundling makes.
function processes(): Processes {
  const holder = globalThis as typeof globalThis & { pressworkPictureProcesses?: Processes };
  holder.pressworkPictureProcesses ??= {
    ...{ shared: new PictureProcess(), single: new PictureProcess() },
    oneAtATime: new Slots(1),
  };
  return holder.pressworkPictureProcesses;
}
