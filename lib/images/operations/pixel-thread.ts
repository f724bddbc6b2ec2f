import { parentPort, workerData } from "node:worker_threads";
import { cleanEdge } from "./clean-edge.ts";
import { cutOutPixels } from "./cut-out-pixels.ts";
import type { PixelTask } from "./pixels-apart.ts";
import type { RawPicture } from "./raw-picture.ts";

// Loops over tens of millions of pixels happen here, beside the thread that answers everybody.
const { task, picture: given } = workerData as PixelTask;
const { buffer, byteOffset, length } = given.pixels;
const picture: RawPicture = { ...given, pixels: Buffer.from(buffer, byteOffset, length) };
if (task === "cut-out") parentPort?.postMessage(cutOutPixels(picture));
else {
  cleanEdge(picture);
  parentPort?.postMessage(picture);
}
