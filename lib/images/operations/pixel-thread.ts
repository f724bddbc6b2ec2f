import { parentPort, workerData } from "node:worker_threads";
import { cleanEdge } from "./clean-edge.ts";
import { type CutOut, cutOutPixels } from "./cut-out-pixels.ts";
import { type ModelMask, readMask } from "./model-mask.ts";
import type { PixelTask } from "./pixels-apart.ts";
import type { RawPicture } from "./raw-picture.ts";

// Loops over tens of millions of pixels happen here, beside the thread that answers everybody.
parentPort?.postMessage(done(workerData as PixelTask));

function done(asked: PixelTask): CutOut | RawPicture | ModelMask | null {
  switch (asked.task) {
    case "cut-out":
      return cutOutPixels(withBuffer(asked.picture));
    case "clean-edge": {
      const picture = withBuffer(asked.picture);
      cleanEdge(picture);
      return picture;
    }
    case "read-mask":
      return readMask(asked.given);
  }
}

// A buffer arrives as the bytes it is made of.
function withBuffer(picture: RawPicture): RawPicture {
  const { buffer, byteOffset, length } = picture.pixels;
  return { ...picture, pixels: Buffer.from(buffer, byteOffset, length) };
}
