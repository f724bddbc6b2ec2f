import { join } from "node:path";
import { Worker } from "node:worker_threads";
import type { InferenceAnswer, InferenceRequest, ModelName, Tensor } from "./tensor.ts";

/** A thread that has nothing to do goes, and its memory with it. */
const IDLE_MS = 60_000;

// Bundlers give this file another address; the thread runs the source, which is always where the process started.
const THREAD = join(/* turbopackIgnore: true */ process.cwd(), "lib/images/inference/inference-thread.ts");

// One a process, however many copies of this module bundling makes.
const holder = globalThis as typeof globalThis & { pressworkInference?: Inference };

/** Runs a trained model in a thread of its own, one run after the other. @throws AbortError on `signal`. */
export function infer(model: ModelName, input: Tensor, signal: AbortSignal): Promise<Tensor> {
  signal.throwIfAborted();
  holder.pressworkInference ??= new Inference();
  return holder.pressworkInference.run(model, input, signal);
}

class Inference {
  #thread: Worker | null = null;
  #idle: NodeJS.Timeout | null = null;
  #asked = 0;
  readonly #waiting = new Map<number, PromiseWithResolvers<Tensor>>();

  async run(model: ModelName, input: Tensor, signal: AbortSignal): Promise<Tensor> {
    const answered = Promise.withResolvers<Tensor>();
    const request: InferenceRequest = { id: this.#asked++, model, input };
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
      if (this.#waiting.size === 0) this.#idle = setTimeout(() => this.#stop(), IDLE_MS).unref();
    }
  }

  #start(): Worker {
    if (this.#thread) return this.#thread;
    const thread = new Worker(/* turbopackIgnore: true */ THREAD);
    thread.unref();
    thread.on("message", (answer: InferenceAnswer) => {
      const answered = this.#waiting.get(answer.id);
      if ("error" in answer) answered?.reject(new Error(answer.error));
      else answered?.resolve(answer.output);
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

  #stop(): void {
    const thread = this.#thread;
    this.#thread = null;
    void thread?.terminate();
  }
}
