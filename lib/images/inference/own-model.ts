import { Slots } from "../slots.ts";
import { InferenceThread } from "./ask-thread.ts";
import type { ModelFile, SeenModel, Tensor } from "./tensor.ts";

/** What a model of somebody's own may take beside its process, and how long one run may last. */
export const MOST_MODEL_MEGABYTES = 2_048;
export const LONGEST_RUN_SECONDS = 120;

/** Why a model of somebody's own gave nothing, with the runtime's own words where there are any. */
export type ModelTrouble = { why: "memory" | "time" } | { why: "failed"; said: string };
type Tried<Value> = { ok: true; value: Value } | { ok: false; trouble: ModelTrouble };

const LONGEST_WORDS = 200;

// One a process, however many copies of this module bundling makes.
const holder = globalThis as typeof globalThis & {
  pressworkOwnModel?: { thread: InferenceThread; slots: Slots };
};

/** Opens a model's file. @throws AbortError on `signal`. */
export function lookAtModel(path: string, signal: AbortSignal): Promise<Tried<SeenModel>> {
  return apart(async (thread, within) => {
    const answer = await thread.ask({ lookAt: path }, within);
    if (!("seen" in answer)) throw new TypeError("A thread did not look.");
    return answer.seen;
  }, signal);
}

/** Runs a model's file. @throws AbortError on `signal`. */
export function runModel(model: ModelFile, input: Tensor, signal: AbortSignal): Promise<Tried<Tensor>> {
  return apart(async (thread, within) => {
    const answer = await thread.ask({ model, input }, within);
    if (!("output" in answer)) throw new TypeError("A thread did not run.");
    return answer.output;
  }, signal);
}

// One at a time in a thread beside that of the installation's own models: whatever a file from outside does there, it does to
// itself, and a thread in which something went wrong is not asked again.
function apart<Value>(
  work: (thread: InferenceThread, within: AbortSignal) => Promise<Value>,
  signal: AbortSignal,
): Promise<Tried<Value>> {
  holder.pressworkOwnModel ??= { thread: new InferenceThread(MOST_MODEL_MEGABYTES), slots: new Slots(1) };
  const { thread, slots } = holder.pressworkOwnModel;
  return slots.with(async () => {
    const late = AbortSignal.timeout(LONGEST_RUN_SECONDS * 1_000);
    try {
      return { ok: true, value: await work(thread, AbortSignal.any([signal, late])) };
    } catch (cause) {
      thread.stop();
      signal.throwIfAborted();
      return { ok: false, trouble: late.aborted ? { why: "time" } : troubleOf(cause) };
    }
  }, signal);
}

function troubleOf(cause: unknown): ModelTrouble {
  const said = cause instanceof Error ? cause.message : String(cause);
  if (/bad_alloc|out of memory|memory allocation|allocate memory/i.test(said)) return { why: "memory" };
  // Of its own codes nobody learns anything.
  const words = said.split("\n", 1)[0]?.replace(/^(?:Error: )*(?:.*ERROR_MESSAGE: )?/, "") ?? "";
  return { why: "failed", said: words.slice(0, LONGEST_WORDS).replace(/[.\s]+$/, "") };
}
