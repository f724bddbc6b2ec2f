import { z } from "zod";
import { AppError } from "#lib/app-error.ts";
import { encodeOnnx, type OnnxNode, type OnnxWeights } from "./onnx-model.ts";

/** A model as TensorFlow.js keeps it: what it is made of, and how its weights follow each other in one file. */
export const layersModelSchema = z.object({
  modelTopology: z.object({
    model_config: z.object({
      config: z.object({
        layers: z.array(
          z.object({
            class_name: z.string(),
            name: z.string(),
            config: z.object({ size: z.array(z.number()).optional() }),
            inbound_nodes: z.array(z.array(z.tuple([z.string()]).rest(z.unknown()))),
          }),
        ),
      }),
    }),
  }),
  weightsManifest: z.tuple([
    z.object({ weights: z.array(z.object({ name: z.string(), shape: z.array(z.number()) })) }),
  ]),
});

type LayersModel = z.output<typeof layersModelSchema>;
type Layer = LayersModel["modelTopology"]["model_config"]["config"]["layers"][number];
type Kept = Map<string, { dims: number[]; values: Float32Array }>;

/** The same model for a runtime that reads ONNX. Of layers it knows those that models which enlarge are made of. */
export function onnxOfLayers(model: LayersModel, weightBytes: Buffer): Uint8Array {
  const kept = weightsOf(model, weightBytes);
  const { layers } = model.modelTopology.model_config.config;
  const parts = layers.flatMap((layer) => (layer.class_name === "InputLayer" ? [] : [partOf(layer, kept)]));
  const input = layers.find((layer) => layer.class_name === "InputLayer")?.name;
  const output = layers.at(-1)?.name;
  if (input === undefined || output === undefined) throw new AppError("A trained model has no layers.");
  const nodes = parts.map(({ node }) => node);
  return encodeOnnx({
    input: { name: input, dims: [1, 3, "height", "width"] },
    output: { name: output, dims: [1, 3, "heightMade", "widthMade"] },
    ...{ nodes, weights: parts.flatMap(({ weights }) => weights) },
  });
}

function weightsOf({ weightsManifest: [{ weights }] }: LayersModel, file: Buffer): Kept {
  let from = 0;
  const kept: Kept = new Map();
  for (const { name, shape } of weights) {
    const length = shape.reduce((product, side) => product * side, 1);
    const values = new Float32Array(length);
    for (let at = 0; at < length; at++) values[at] = file.readFloatLE(from + 4 * at);
    kept.set(name, { dims: shape, values });
    from += 4 * length;
  }
  return kept;
}

function partOf(layer: Layer, kept: Kept): { node: OnnxNode; weights: OnnxWeights[] } {
  const { class_name: kind, name } = layer;
  const inputs = (layer.inbound_nodes[0] ?? []).map(([read]) => read);
  const plain = (operator: string, attributes?: OnnxNode["attributes"]) => ({
    node: { operator, inputs, name, ...(attributes && { attributes }) },
    weights: [],
  });
  switch (kind) {
    case "Conv2D":
      return convolution(name, inputs, kept);
    case "Activation":
      return plain("Relu");
    case "Concatenate":
      return plain("Concat", { axis: 1 });
    case "Add":
      return plain("Add");
    case "UpSampling2D": {
      const scales = { name: `${name}/scales`, dims: [4], values: new Float32Array([1, 1, 2, 2]) };
      const attributes = {
        ...{ mode: "nearest", nearest_mode: "floor", coordinate_transformation_mode: "asymmetric" },
      };
      const node = { operator: "Resize", inputs: [...inputs, "", scales.name], name, attributes };
      return { node, weights: [scales] };
    }
    default:
      throw new AppError("A trained model has a layer that is not known here.", { facts: { kind, name } });
  }
}

function convolution(name: string, inputs: readonly string[], kept: Kept) {
  const [kernel, bias] = [kept.get(`${name}/kernel`), kept.get(`${name}/bias`)];
  if (!kernel || !bias) throw new AppError("A trained model lacks weights.", { facts: { name } });
  const [high = 0, wide = 0, read = 0, given = 0] = kernel.dims;
  const values = new Float32Array(kernel.values.length);
  for (let y = 0; y < high; y++)
    for (let x = 0; x < wide; x++)
      for (let from = 0; from < read; from++)
        for (let to = 0; to < given; to++)
          values[((to * read + from) * high + y) * wide + x] =
            kernel.values[((y * wide + x) * read + from) * given + to] ?? 0;
  const weights: OnnxWeights[] = [
    { name: `${name}/kernel`, dims: [given, read, high, wide], values },
    { name: `${name}/bias`, ...bias },
  ];
  const pads = [high, wide, high, wide].map((side) => Math.floor(side / 2));
  const attributes = { kernel_shape: [high, wide], pads };
  const node = { operator: "Conv", inputs: [...inputs, ...weights.map((one) => one.name)], name, attributes };
  return { node, weights };
}
