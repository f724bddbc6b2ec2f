import { once } from "node:events";
import { join } from "node:path";
import { Worker } from "node:worker_threads";
import type { Tensor } from "../inference/tensor.ts";
import type { CutOut } from "./cut-out-pixels.ts";
import type { ModelMask } from "./model-mask.ts";
import type { RawPicture } from "./raw-picture.ts";

/** Of the heap alone: pixels lie outside it. */
const HEAP_MEGABYTES = 512;
const LONGEST_MS = 60_000;

/** What a thread is given to do. */
export type PixelTask =
  | { task: "cut-out" | "clean-edge"; picture: RawPicture }
  | { task: "read-mask"; given: Tensor };

// Bundlers give this file another address; the thread runs the source, which is always where the process started.
const THREAD = join(/* turbopackIgnore: true */ process.cwd(), "lib/images/operations/pixel-thread.ts");

/** Cuts a subject out in a thread of its own; see `cutOutPixels`. @throws AbortError on `signal`, and after a minute. */
export async function cutOutApart(picture: RawPicture, signal: AbortSignal): Promise<CutOut> {
  const answer = await apart<CutOut>({ task: "cut-out", picture }, signal);
  return answer.found ? { ...answer, picture: withBuffer(answer.picture) } : answer;
}

/** Cleans the edge of what was cut out in a thread of its own; see `cleanEdge`. @throws as `cutOutApart` does. */
export async function cleanEdgeApart(picture: RawPicture, signal: AbortSignal): Promise<RawPicture> {
  return withBuffer(await apart<RawPicture>({ task: "clean-edge", picture }, signal));
}

/** Reads what a model gave in a thread of its own; see `readMask`. @throws as `cutOutApart` does. */
export async function readMaskApart(given: Tensor, signal: AbortSignal): Promise<ModelMask | null> {
  const read = await apart<ModelMask | null>({ task: "read-mask", given }, signal);
  return read?.found ? { ...read, mask: Buffer.from(read.mask) } : read;
}

async function apart<Answer>(workerData: PixelTask, signal: AbortSignal): Promise<Answer> {
  const thread = new Worker(/* turbopackIgnore: true */ THREAD, {
    workerData,
    resourceLimits: { maxOldGenerationSizeMb: HEAP_MEGABYTES },
  });
  const within = AbortSignal.any([signal, AbortSignal.timeout(LONGEST_MS)]);
  try {
    const [answer] = (await once(thread, "message", { signal: within })) as [Answer];
    return answer;
  } finally {
    await thread.terminate();
  }
}

// A buffer arrives as the bytes it is made of.
function withBuffer(picture: RawPicture): RawPicture {
  return { ...picture, pixels: Buffer.from(picture.pixels) };
}
