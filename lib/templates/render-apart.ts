import { join } from "node:path";
import { Worker } from "node:worker_threads";
import { log } from "#lib/observability/log.ts";
import { type RenderedPrompt, type RenderTask, tooHeavy } from "./render-within.ts";

/** A rendering is stopped by the engine's own clock before; what that cannot stop ends here, with its thread. */
const LONGEST_MS = 1_500;
const MOST_THREADS = 2;
/** A thread without work goes, and its memory with it. */
const IDLE_MS = 30_000;
const HEAP_MEGABYTES = 64;

// Bundlers give this file another address; the thread runs the source, which is always where the process started.
const THREAD = join(/* turbopackIgnore: true */ process.cwd(), "lib/templates/rendering-thread.ts");

interface Waiting {
  task: RenderTask;
  resolve: (rendered: RenderedPrompt) => void;
}

const idle: RenderingThread[] = [];
const waiting: Waiting[] = [];
let threads = 0;

/** Renders in a thread of its own, which is ended where it takes too long or too much memory. */
export function renderApart(task: RenderTask): Promise<RenderedPrompt> {
  return new Promise((resolve) => {
    waiting.push({ task, resolve });
    takeNext();
  });
}

function takeNext(): void {
  if (waiting.length === 0) return;
  const thread = idle.pop() ?? (threads < MOST_THREADS ? new RenderingThread() : null);
  const next = thread && waiting.shift();
  if (!next) return;
  void thread.render(next.task).then((rendered) => {
    next.resolve(rendered ?? tooHeavy(next.task.template));
    if (rendered) idle.push(thread);
    takeNext();
  });
}

function leaveIdle(thread: RenderingThread): void {
  const at = idle.indexOf(thread);
  if (at >= 0) idle.splice(at, 1);
}

/** One thread and what it is asked; it never keeps the process alive. */
class RenderingThread {
  readonly #worker: Worker;
  readonly #ready: Promise<void>;
  #answer: (rendered: RenderedPrompt | null) => void = () => {};
  #timer: NodeJS.Timeout | undefined;

  constructor() {
    threads++;
    const worker = new Worker(/* turbopackIgnore: true */ THREAD, {
      resourceLimits: { maxOldGenerationSizeMb: HEAP_MEGABYTES },
    });
    this.#worker = worker;
    this.#ready = new Promise((resolve) => worker.once("message", () => resolve()));
    worker.unref();
    worker.once("error", (error) => log.warn({ err: error }, "a thread that rendered a template ended"));
    worker.once("exit", () => this.#gone());
  }

  /** @returns `null` where the thread had to be ended. */
  async render(task: RenderTask): Promise<RenderedPrompt | null> {
    clearTimeout(this.#timer);
    this.#worker.ref();
    const answered = new Promise<RenderedPrompt | null>((resolve) => {
      this.#answer = resolve;
    });
    void this.#ready.then(() => this.#ask(task));
    const rendered = await answered;
    clearTimeout(this.#timer);
    this.#worker.unref();
    if (rendered) this.#timer = setTimeout(() => this.#goIdle(), IDLE_MS).unref();
    return rendered;
  }

  #ask(task: RenderTask): void {
    this.#timer = setTimeout(() => void this.#worker.terminate(), LONGEST_MS);
    this.#worker.once("message", (rendered: RenderedPrompt) => this.#answer(rendered));
    this.#worker.postMessage(task);
  }

  // Nobody takes up a thread that is about to end.
  #goIdle(): void {
    leaveIdle(this);
    void this.#worker.terminate();
  }

  #gone(): void {
    threads--;
    leaveIdle(this);
    this.#answer(null);
  }
}
