import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { parentPort } from "node:worker_threads";
import "./bounded-memory.ts";
import { env, InferenceSession, Tensor as RuntimeTensor } from "onnxruntime-web/wasm";
import type {
  InferenceAnswer,
  InferenceQuestion,
  InferenceRequest,
  ModelFile,
  ModelName,
  ModelPort,
  SeenModel,
  Tensor,
} from "./tensor.ts";
import { readModel } from "./trained-models.ts";

// This is a thread already, and the processor is not its own.
env.wasm.numThreads = 1;
// What a model is warned of is nobody's concern here; what it cannot do is thrown.
env.logLevel = "error";

const sessions = new Map<string, Promise<InferenceSession>>();
let last: Promise<unknown> = Promise.resolve();

// One after the other: a session does not run twice at a time.
parentPort?.on("message", (request: InferenceRequest) => {
  last = last.then(() => answer(request));
});

async function answer({ id, question }: InferenceRequest): Promise<void> {
  const said: InferenceAnswer = await answered(question).then(
    (found) => ({ id, ...found }),
    (cause: unknown) => ({ id, error: String(cause) }),
  );
  parentPort?.postMessage(said);
}

async function answered(question: InferenceQuestion): Promise<{ output: Tensor } | { seen: SeenModel }> {
  if ("lookAt" in question) return { seen: await lookAt(question.lookAt) };
  return { output: await run(await sessionOf(question.model), question.input) };
}

async function run(session: InferenceSession, { values, dims }: Tensor): Promise<Tensor> {
  const [read = "", given = ""] = [session.inputNames[0], session.outputNames[0]];
  // Of several it gives only what is wanted: the others are as large.
  const answers = await session.run({ [read]: new RuntimeTensor("float32", values, [...dims]) }, [given]);
  const output = answers[given];
  if (!output || !(output.data instanceof Float32Array)) throw new TypeError("A model gave no numbers.");
  return { values: output.data, dims: output.dims };
}

async function lookAt(path: string): Promise<SeenModel> {
  const file = await readFile(path);
  const sha256 = digestOf(file);
  const session = await opened(sha256, async () => file);
  return { sha256, inputs: session.inputMetadata.map(portOf), outputs: session.outputMetadata.map(portOf) };
}

function portOf(port: InferenceSession.ValueMetadata): ModelPort {
  if (!port.isTensor) return { type: "sequence", dims: [] };
  return { type: port.type, dims: port.shape.map((length) => (typeof length === "number" ? length : null)) };
}

function sessionOf(model: ModelName | ModelFile): Promise<InferenceSession> {
  if (typeof model === "string") return opened(model, () => readModel(model));
  return opened(model.sha256, async () => {
    const file = await readFile(model.path);
    if (digestOf(file) !== model.sha256) throw new Error("The file has changed since it was looked at.");
    return file;
  });
}

function opened(name: string, read: () => Promise<Uint8Array>): Promise<InferenceSession> {
  const known = sessions.get(name);
  if (known) return known;
  const opening = read().then((file) =>
    InferenceSession.create(file, { executionProviders: ["wasm"], graphOptimizationLevel: "all" }),
  );
  sessions.set(name, opening);
  // What went wrong once, such as too many open files, need not go wrong again.
  opening.catch(() => sessions.delete(name));
  return opening;
}

function digestOf(file: Uint8Array): string {
  return createHash("sha256").update(file).digest("hex");
}
