import { join } from "node:path";
import { Worker } from "node:worker_threads";
import type { InferenceAnswer, InferenceQuestion, InferenceRequest } from "./tensor.ts";

/** A thread that has nothing to do goes, and its memory with it. */
const IDLE_MS = 60_000;

// Bundlers give this file another address; the thread runs the source, which is always where the process started.
const THREAD = join(/* turbopackIgnore: true */ process.cwd(), "lib/images/inference/inference-thread.ts");

/** A thread that runs trained models, one run after the other; it is there while it is needed. */
export class InferenceThread {
  readonly #mostMegabytes: number | undefined;
  #thread: Worker | null = null;
  #idle: NodeJS.Timeout | null = null;
  #asked = 0;
  readonly #waiting = new Map<number, PromiseWithResolvers<InferenceAnswer>>();

  /** @param mostMegabytes what models and their numbers may take; without it as much as there is. */
  constructor(mostMegabytes?: number) {
    this.#mostMegabytes = mostMegabytes;
  }

  /** @throws what went wrong, and the reason of `signal`; what was begun by then goes on in the thread. */
  async ask(question: InferenceQuestion, signal: AbortSignal): Promise<InferenceAnswer> {
    signal.throwIfAborted();
    const answered = Promise.withResolvers<InferenceAnswer>();
    const request: InferenceRequest = { id: this.#asked++, question };
    this.#waiting.set(request.id, answered);
    const leave = () => answered.reject(signal.reason);
    signal.addEventListener("abort", leave, { once: true });
    if (this.#idle) clearTimeout(this.#idle);
    try {
      this.#start().postMessage(request);
      return await answered.promise;
    } finally {
      signal.removeEventListener("abort", leave);
      this.#waiting.delete(request.id);
      if (this.#waiting.size === 0) this.#idle = setTimeout(() => this.stop(), IDLE_MS).unref();
    }
  }

  /** Ends whatever it is doing. */
  stop(): void {
    const thread = this.#thread;
    this.#thread = null;
    void thread?.terminate();
  }

  #start(): Worker {
    if (this.#thread) return this.#thread;
    const thread = new Worker(/* turbopackIgnore: true */ THREAD, {
      workerData: { mostMegabytes: this.#mostMegabytes },
    });
    thread.unref();
    thread.on("message", (answer: InferenceAnswer) => {
      const answered = this.#waiting.get(answer.id);
      if ("error" in answer) answered?.reject(new Error(answer.error));
      else answered?.resolve(answer);
    });
    const broken = (cause: unknown) => {
      if (this.#thread !== thread) return;
      this.#thread = null;
      for (const answered of this.#waiting.values()) answered.reject(cause);
    };
    thread.on("error", broken);
    thread.on("exit", (code) => broken(new Error(`The thread of trained models ended with ${code}.`)));
    this.#thread = thread;
    return thread;
  }
}
