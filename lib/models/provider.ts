/** The wire formats a provider may speak. */
export const PROVIDER_KINDS = [
  "openai",
  "openai-compatible",
  "anthropic",
  "google",
  "stable-diffusion",
  "sandbox",
] as const;

export type ProviderKind = (typeof PROVIDER_KINDS)[number];

export const MODEL_KINDS = ["text", "image", "embedding", "moderation"] as const;

export type ModelKind = (typeof MODEL_KINDS)[number];

const USUAL_BASE_URL: Partial<Record<ProviderKind, string>> = {
  openai: "https://api.openai.com/v1",
  anthropic: "https://api.anthropic.com/v1",
  google: "https://generativelanguage.googleapis.com/v1beta",
};

/** Where a kind of provider usually is; `null` when its address must be given. */
export function usualBaseUrl(kind: ProviderKind): string | null {
  return USUAL_BASE_URL[kind] ?? null;
}

/** Whether a provider of this kind needs an address of its own. The sandbox's is known to the process. */
export function needsBaseUrl(kind: ProviderKind): boolean {
  return kind === "openai-compatible" || kind === "stable-diffusion";
}

/** Whether what this kind answers is simulated, costs nothing and must be marked so. */
export function isSimulated(kind: ProviderKind): boolean {
  return kind === "sandbox";
}
