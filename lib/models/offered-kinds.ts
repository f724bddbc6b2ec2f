import { type ModelKind, PROVIDER_KINDS, type ProviderKind } from "./provider.ts";

/**
 * The kinds of models that some feature of the product calls. Screens offer no others; the API takes all, so that
 * scripts can prepare what comes.
 */
const CALLED_KINDS = ["text", "image", "embedding"] as const satisfies readonly ModelKind[];

/** What providers of a kind may have models for. */
const KINDS_OF_PROVIDER = {
  openai: ["text", "image", "embedding"],
  "openai-compatible": ["text", "image", "embedding"],
  anthropic: ["text"],
  google: ["text", "image", "embedding"],
  "stable-diffusion": ["image"],
  sandbox: ["text", "image", "embedding"],
} as const satisfies Record<ProviderKind, readonly ModelKind[]>;

type OfferedModelKind = (typeof CALLED_KINDS)[number];

export type OfferedModelKinds = [OfferedModelKind, ...OfferedModelKind[]];

/** A kind of provider that may have a model which is called. */
export type OfferedProviderKind = {
  [Kind in ProviderKind]: OfferedModelKind & (typeof KINDS_OF_PROVIDER)[Kind][number] extends never
    ? never
    : Kind;
}[ProviderKind];

/** The kinds of models that a screen offers to add to a provider; `null` where nothing would call them. */
export function offeredModelKinds(providerKind: ProviderKind): OfferedModelKinds | null {
  const possible: readonly ModelKind[] = KINDS_OF_PROVIDER[providerKind];
  const [first, ...others] = CALLED_KINDS.filter((kind) => possible.includes(kind));
  return first ? [first, ...others] : null;
}

/** The kinds of providers that a screen offers to add. */
export const OFFERED_PROVIDER_KINDS = PROVIDER_KINDS.filter(
  (kind): kind is OfferedProviderKind => offeredModelKinds(kind) !== null,
);
