import { parentPort, workerData } from "node:worker_threads";
import { cutOutPixels } from "./cut-out-pixels.ts";
import type { RawPicture } from "./raw-picture.ts";

// Loops over tens of millions of pixels happen here, beside the thread that answers everybody.
const { pixels, ...size } = workerData as Omit<RawPicture, "pixels"> & { pixels: Uint8Array };
parentPort?.postMessage(
  cutOutPixels({ ...size, pixels: Buffer.from(pixels.buffer, pixels.byteOffset, pixels.length) }),
);
