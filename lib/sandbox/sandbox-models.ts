/** A simulated model: how long it takes and how much it says. */
export interface SandboxModel {
  id: string;
  kind: "text" | "embedding" | "image" | "upscaler";
  /** Time to the first token. */
  baseLatencyMs: number;
  latencyPerTokenMs: number;
  /** Sentences a description has when nothing limits it. */
  sentences: number;
  /** Entries a list has when nothing limits it. */
  entries: number;
}

export const SANDBOX_MODELS: readonly SandboxModel[] = [
  {
    id: "sandbox-fast",
    kind: "text",
    baseLatencyMs: 120,
    latencyPerTokenMs: 0.8,
    sentences: 4,
    entries: 3,
  },
  {
    id: "sandbox-quality",
    kind: "text",
    baseLatencyMs: 350,
    latencyPerTokenMs: 2,
    sentences: 7,
    entries: 5,
  },
  {
    id: "sandbox-embedding",
    kind: "embedding",
    baseLatencyMs: 20,
    latencyPerTokenMs: 0,
    sentences: 0,
    entries: 0,
  },
  {
    id: "sandbox-picture",
    kind: "image",
    baseLatencyMs: 600,
    latencyPerTokenMs: 0,
    sentences: 0,
    entries: 0,
  },
  {
    id: "sandbox-upscaler",
    kind: "upscaler",
    baseLatencyMs: 300,
    latencyPerTokenMs: 0,
    sentences: 0,
    entries: 0,
  },
];

/** The simulated model of this name; `null` when the sandbox has none. */
export function sandboxModel(id: string): SandboxModel | null {
  return SANDBOX_MODELS.find((model) => model.id === id) ?? null;
}
