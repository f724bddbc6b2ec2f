import { InferenceThread } from "./ask-thread.ts";
import type { ModelName, Tensor } from "./tensor.ts";

// One a process, however many copies of this module bundling makes.
const holder = globalThis as typeof globalThis & { pressworkInference?: InferenceThread };

/** Runs a trained model in a thread of its own, one run after the other. @throws AbortError on `signal`. */
export async function infer(model: ModelName, input: Tensor, signal: AbortSignal): Promise<Tensor> {
  holder.pressworkInference ??= new InferenceThread();
  const answer = await holder.pressworkInference.ask({ model, input }, signal);
  if (!("output" in answer)) throw new TypeError("A model gave no numbers.");
  return answer.output;
}
