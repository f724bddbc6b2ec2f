/** Numbers that go into a trained model or come out of it, in rows: of a picture its channels, each line by line. */
export interface Tensor {
  values: Float32Array;
  /** How many along each axis: of pictures their number, channels, height and width. */
  dims: readonly number[];
}

/** What a thread is asked to run, and what it answers. */
export interface InferenceRequest {
  id: number;
  model: ModelName;
  input: Tensor;
}
export type InferenceAnswer = { id: number } & ({ output: Tensor } | { error: string });

/** Models whose weights come with the installation: one reads a line of letters, one finds such lines, one enlarges by two. */
export type ModelName = "read-letters" | "find-lines" | "enlarge";
