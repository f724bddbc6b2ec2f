import type { ProviderRow } from "#db/queries/models.ts";
import { isSimulated, type ProviderKind, usualBaseUrl } from "./provider.ts";
import { maskedHeaders, maskedUrl } from "./provider-secrets.ts";

/** A provider as anyone may see it: of its key only the hint, of what else is secret a mask. */
export interface ProviderView {
  id: string;
  name: string;
  kind: ProviderKind;
  /** Its own address, what its query holds masked; `null` for the usual one of its kind. */
  baseUrl: string | null;
  usualBaseUrl: string | null;
  /** The last four characters of its key; `null` without a key. */
  apiKeyHint: string | null;
  /** By name; their values are masked. */
  headers: Record<string, string>;
  allowPrivateNetwork: boolean;
  simulated: boolean;
  createdAt: string;
  archivedAt: string | null;
}

/** What of a provider leaves the server. */
export function viewOfProvider(provider: ProviderRow): ProviderView {
  const { id, name, kind, baseUrl, apiKeyHint, headers, allowPrivateNetwork, createdAt, archivedAt } =
    provider;
  return {
    id,
    name,
    kind,
    baseUrl: maskedUrl(baseUrl),
    usualBaseUrl: usualBaseUrl(kind),
    apiKeyHint,
    headers: maskedHeaders(kind, headers),
    allowPrivateNetwork,
    simulated: isSimulated(kind),
    createdAt: createdAt.toISOString(),
    archivedAt: archivedAt?.toISOString() ?? null,
  };
}
