import { parentPort } from "node:worker_threads";
import { env, InferenceSession, Tensor as RuntimeTensor } from "onnxruntime-web/wasm";
import type { InferenceAnswer, InferenceRequest, ModelName, Tensor } from "./tensor.ts";
import { readModel } from "./trained-models.ts";

// This is a thread already, and the processor is not its own.
env.wasm.numThreads = 1;

const sessions = new Map<ModelName, Promise<InferenceSession>>();
let last: Promise<unknown> = Promise.resolve();

// One after the other: a session does not run twice at a time.
parentPort?.on("message", (request: InferenceRequest) => {
  last = last.then(() => answer(request));
});

async function answer({ id, model, input }: InferenceRequest): Promise<void> {
  const said: InferenceAnswer = await run(model, input).then(
    (output) => ({ id, output }),
    (cause: unknown) => ({ id, error: String(cause) }),
  );
  parentPort?.postMessage(said);
}

async function run(model: ModelName, { values, dims }: Tensor): Promise<Tensor> {
  const session = await sessionOf(model);
  const [read = "", given = ""] = [session.inputNames[0], session.outputNames[0]];
  const answers = await session.run({ [read]: new RuntimeTensor("float32", values, [...dims]) });
  const output = answers[given];
  if (!output || !(output.data instanceof Float32Array)) throw new TypeError("A model gave no numbers.");
  return { values: output.data, dims: output.dims };
}

function sessionOf(model: ModelName): Promise<InferenceSession> {
  const known = sessions.get(model);
  if (known) return known;
  const opened = readModel(model).then((file) =>
    InferenceSession.create(file, { executionProviders: ["wasm"], graphOptimizationLevel: "all" }),
  );
  sessions.set(model, opened);
  // What went wrong once, such as too many open files, need not go wrong again.
  opened.catch(() => sessions.delete(model));
  return opened;
}
