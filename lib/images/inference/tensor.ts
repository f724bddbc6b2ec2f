/** Numbers that go into a trained model or come out of it, in rows: of a picture its channels, each line by line. */
export interface Tensor {
  values: Float32Array;
  /** How many along each axis: of pictures their number, channels, height and width. */
  dims: readonly number[];
}

/** A model's file that somebody brought, by what it held when it was looked at. */
export interface ModelFile {
  path: string;
  sha256: string;
}

/** What a file holds: its SHA-256, and what the model in it takes and gives. */
export interface SeenModel {
  sha256: string;
  inputs: readonly ModelPort[];
  outputs: readonly ModelPort[];
}

/** What goes into a model or comes out of it: of numbers their kind and how many there are along each axis, `null` where it takes any. */
export interface ModelPort {
  type: string;
  dims: readonly (number | null)[];
}

/** What a thread is asked, and what it answers. */
export type InferenceQuestion = { model: ModelName | ModelFile; input: Tensor } | { lookAt: string };
export type InferenceRequest = { id: number; question: InferenceQuestion };
export type InferenceAnswer = { id: number } & ({ output: Tensor } | { seen: SeenModel } | { error: string });

/** Models whose weights come with the installation: one reads a line of letters, one finds such lines, one enlarges by two. */
export type ModelName = "read-letters" | "find-lines" | "enlarge";
