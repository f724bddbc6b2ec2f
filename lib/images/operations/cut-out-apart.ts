import { once } from "node:events";
import { join } from "node:path";
import { Worker } from "node:worker_threads";
import type { CutOut } from "./cut-out-pixels.ts";
import type { RawPicture } from "./raw-picture.ts";

/** Of the heap alone: pixels lie outside it. */
const HEAP_MEGABYTES = 512;
const LONGEST_MS = 60_000;

// Bundlers give this file another address; the thread runs the source, which is always where the process started.
const THREAD = join(/* turbopackIgnore: true */ process.cwd(), "lib/images/operations/pixel-thread.ts");

/** Cuts a subject out in a thread of its own; see `cutOutPixels`. @throws AbortError on `signal`, and after a minute. */
export async function cutOutApart(picture: RawPicture, signal: AbortSignal): Promise<CutOut> {
  const thread = new Worker(/* turbopackIgnore: true */ THREAD, {
    workerData: picture,
    resourceLimits: { maxOldGenerationSizeMb: HEAP_MEGABYTES },
  });
  const within = AbortSignal.any([signal, AbortSignal.timeout(LONGEST_MS)]);
  try {
    const [answer] = (await once(thread, "message", { signal: within })) as [CutOut];
    if (!answer.found) return answer;
    // A buffer arrives as the bytes it is made of.
    return { ...answer, picture: { ...answer.picture, pixels: Buffer.from(answer.picture.pixels) } };
  } finally {
    await thread.terminate();
  }
}
