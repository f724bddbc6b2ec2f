/** An ONNX model put together as the runtime reads it (https://onnx.ai/onnx/repo-docs/IR.html), of the little that is used here. */
export interface OnnxModel {
  input: OnnxPort;
  output: OnnxPort;
  nodes: readonly OnnxNode[];
  weights: readonly OnnxWeights[];
}

/** What goes in or comes out, and how long it is along each axis: a number, or a name for any. */
export interface OnnxPort {
  name: string;
  dims: readonly (number | string)[];
}

export interface OnnxNode {
  operator: string;
  /** Names of what it reads; "" for one that is left out. What it gives is known by its own name. */
  inputs: readonly string[];
  name: string;
  attributes?: Readonly<Record<string, number | string | readonly number[]>>;
}

export interface OnnxWeights {
  name: string;
  dims: readonly number[];
  values: Float32Array;
}

const [IR_VERSION, OPERATOR_SET] = [8, 13];
const FLOAT = 1;
const ATTRIBUTE_TYPES = { int: 2, string: 3, ints: 7 } as const;

/** A model as a file. */
export function encodeOnnx({ input, output, nodes, weights }: OnnxModel): Uint8Array {
  const graph = Buffer.concat([
    ...nodes.map((node) => bytes(1, encodeNode(node))),
    bytes(2, "graph"),
    ...weights.map((tensor) => bytes(5, encodeWeights(tensor))),
    bytes(11, encodePort(input)),
    bytes(12, encodePort(output)),
  ]);
  return Buffer.concat([
    int(1, IR_VERSION),
    bytes(7, graph),
    bytes(8, Buffer.concat([bytes(1, ""), int(2, OPERATOR_SET)])),
  ]);
}

function encodeNode({ operator, inputs, name, attributes = {} }: OnnxNode): Buffer {
  return Buffer.concat([
    ...inputs.map((one) => bytes(1, one)),
    ...[bytes(2, name), bytes(3, name), bytes(4, operator)],
    ...Object.entries(attributes).map(([key, value]) => bytes(5, encodeAttribute(key, value))),
  ]);
}

function encodeAttribute(name: string, value: number | string | readonly number[]): Buffer {
  const own = bytes(1, name);
  if (typeof value === "number") return Buffer.concat([own, int(3, value), int(20, ATTRIBUTE_TYPES.int)]);
  if (typeof value === "string")
    return Buffer.concat([own, bytes(4, value), int(20, ATTRIBUTE_TYPES.string)]);
  return Buffer.concat([own, ...value.map((one) => int(8, one)), int(20, ATTRIBUTE_TYPES.ints)]);
}

function encodeWeights({ name, dims, values }: OnnxWeights): Buffer {
  const raw = Buffer.from(values.buffer, values.byteOffset, values.byteLength);
  return Buffer.concat([
    ...dims.map((length) => int(1, length)),
    int(2, FLOAT),
    bytes(8, name),
    bytes(9, raw),
  ]);
}

function encodePort({ name, dims }: OnnxPort): Buffer {
  const lengths = dims.map((length) => (typeof length === "number" ? int(1, length) : bytes(2, length)));
  const shape = Buffer.concat(lengths.map((length) => bytes(1, length)));
  const tensor = Buffer.concat([int(1, FLOAT), bytes(2, shape)]);
  return Buffer.concat([bytes(1, name), bytes(2, bytes(1, tensor))]);
}

function bytes(field: number, content: Buffer | string): Buffer {
  const own = Buffer.from(content);
  return Buffer.concat([varint((field << 3) | 2), varint(own.length), own]);
}

function int(field: number, value: number): Buffer {
  return Buffer.concat([varint(field << 3), varint(value)]);
}

function varint(value: number): Buffer {
  const out: number[] = [];
  let left = value;
  for (; left > 127; left = Math.floor(left / 128)) out.push((left % 128) | 128);
  out.push(left);
  return Buffer.from(out);
}
