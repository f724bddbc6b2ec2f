import { stat } from "node:fs/promises";
import { basename } from "node:path";
import type { Actor } from "#lib/auth/actor.ts";
import { can } from "#lib/auth/can.ts";
import { readEnv } from "#lib/env.ts";
import { accept, type Result, refuse } from "#lib/result.ts";
import {
  LONGEST_RUN_SECONDS,
  lookAtModel,
  MOST_MODEL_MEGABYTES,
  type ModelTrouble,
} from "./inference/own-model.ts";
import type { ModelFile, SeenModel } from "./inference/tensor.ts";
import { MODEL_KINDS, type ModelKind } from "./operations/model-mask.ts";
import type { Operation } from "./operations/operation.ts";

/** The model that the installation's own file holds, for cutting subjects out. */
export interface CutOutModel extends ModelFile {
  /** The file's, without the folders before it. */
  name: string;
  kind: ModelKind;
  /** What it looks at, in pixels. */
  width: number;
  height: number;
}

export type CutOutModelRefusal = "cut_out_model_missing" | "cut_out_model_unusable";
type Opened = Result<CutOutModel, CutOutModelRefusal>;

/** Of the file, in megabytes: opened it takes some times as much. */
const MOST_FILE_MEGABYTES = 500;
const [LEAST_SIDE, MOST_SIDE] = [64, 2_048];
const COLOURS = 3;

// One a process, however many copies of this module bundling makes.
const holder = globalThis as typeof globalThis & {
  pressworkCutOutModel?: { as: string; opened: Promise<Opened> };
};

/**
 * The model that CUT_OUT_MODEL names, opened to see whether it can be used; one that has not changed is opened once. Refuses
 * where none is named, and a file that is no such model. @throws AbortError on `signal`.
 */
export async function openCutOutModel(signal: AbortSignal): Promise<Opened> {
  const { CUT_OUT_MODEL: path, CUT_OUT_MODEL_KIND: kind } = readEnv();
  if (path === undefined) return refuse("cut_out_model_missing");
  const file = await stat(/* turbopackIgnore: true */ path).catch(() => null);
  if (!file?.isFile()) return refuse("cut_out_model_unusable", { why: "not_found" });
  if (file.size > MOST_FILE_MEGABYTES * 1_000_000)
    return refuse("cut_out_model_unusable", { why: "too_large", megabytes: MOST_FILE_MEGABYTES });
  const as = JSON.stringify([path, file.size, file.mtimeMs, kind]);
  if (holder.pressworkCutOutModel?.as !== as) {
    // Whoever asks first may leave, and others go on waiting for the same.
    const opened = open(path, kind, new AbortController().signal);
    holder.pressworkCutOutModel = { as, opened };
    void opened.then((answer) => {
      // A machine that is busy now need not be later.
      const isLate = !answer.ok && answer.refusal.params?.why === "time";
      if (isLate && holder.pressworkCutOutModel?.as === as) delete holder.pressworkCutOutModel;
    });
  }
  const { opened } = holder.pressworkCutOutModel;
  return untilAborted(opened, signal);
}

/** What whoever puts operations together may know of the model. Needs `assets:read`. */
export async function viewCutOutModel(
  actor: Actor,
  signal: AbortSignal,
): Promise<Result<Opened, "forbidden">> {
  if (!can(actor, "assets:read")) return refuse("forbidden");
  return accept(await openCutOutModel(signal));
}

/** The model, where one of the operations wants it; see `openCutOutModel`. */
export async function cutOutModelFor(
  operations: readonly Operation[],
  signal: AbortSignal,
): Promise<Result<CutOutModel | undefined, CutOutModelRefusal>> {
  const isWanted = operations.some((operation) => operation.do === "cut-out" && operation.by === "model");
  return isWanted ? openCutOutModel(signal) : accept(undefined);
}

/** What the model's trouble is to whoever wanted something cut out. */
export function refuseTrouble(trouble: ModelTrouble): Result<never, "cut_out_model_unusable"> {
  switch (trouble.why) {
    case "memory":
      return refuse("cut_out_model_unusable", { why: "memory", megabytes: MOST_MODEL_MEGABYTES });
    case "time":
      return refuse("cut_out_model_unusable", { why: "time", seconds: LONGEST_RUN_SECONDS });
    case "failed":
      return refuse("cut_out_model_unusable", { why: "failed", said: trouble.said });
  }
}

async function open(path: string, kind: ModelKind, signal: AbortSignal): Promise<Opened> {
  const looked = await lookAtModel(path, signal);
  if (!looked.ok) return refuseTrouble(looked.trouble);
  const { sha256, inputs, outputs } = looked.value;
  const size = sizeOf(looked.value, kind);
  if (!size)
    return refuse("cut_out_model_unusable", { why: "shape", takes: told(inputs), gives: told(outputs) });
  return accept({ path, sha256, name: basename(path), kind, ...size });
}

// One picture of three colours goes in; what comes first out is one channel, as far as the file says.
function sizeOf({ inputs, outputs }: SeenModel, kind: ModelKind): { width: number; height: number } | null {
  const [picture, ...others] = inputs;
  const [mask] = outputs;
  if (!picture || !mask || others.length > 0) return null;
  const [count, colours, high, wide] = picture.dims;
  const isPicture = picture.type === "float32" && picture.dims.length === 4;
  if (!isPicture || !isLength(count, 1) || !isLength(colours, COLOURS)) return null;
  const channels = mask.dims.slice(0, -2);
  const isMask = mask.type === "float32" && (mask.dims.length === 3 || mask.dims.length === 4);
  if (!isMask || !channels.every((length) => isLength(length, 1))) return null;
  const { side } = MODEL_KINDS[kind];
  const [width, height] = [wide ?? side, high ?? side];
  const fits = [width, height].every((length) => length >= LEAST_SIDE && length <= MOST_SIDE);
  return fits ? { width, height } : null;
}

function isLength(told: number | null | undefined, wanted: number): boolean {
  return told === wanted || told === null;
}

function told(ports: SeenModel["inputs"]): string {
  return ports
    .map(({ type, dims }) => `${type} ${dims.map((length) => length ?? "?").join(" × ")}`)
    .join(", ");
}

function untilAborted<Value>(value: Promise<Value>, signal: AbortSignal): Promise<Value> {
  signal.throwIfAborted();
  const left = Promise.withResolvers<never>();
  const leave = () => left.reject(signal.reason);
  signal.addEventListener("abort", leave, { once: true });
  return Promise.race([value, left.promise]).finally(() => signal.removeEventListener("abort", leave));
}
