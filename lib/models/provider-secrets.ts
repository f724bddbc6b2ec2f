import type { ProviderRow } from "#db/queries/models.ts";
import { canUnseal, seal, unseal } from "#lib/seal.ts";
import { providerAddress, withQuery } from "./endpoints/provider-url.ts";
import { isSimulated, type ProviderKind } from "./provider.ts";
import { tellsNothing } from "./tells-nothing.ts";

/** Where a provider is and what goes along with every request, as an admin gave it: nothing of it is masked. */
export interface ProviderReach {
  baseUrl: string | null;
  headers: Record<string, string>;
}

type Kept = Pick<ProviderRow, "id" | "kind" | "baseUrl" | "headers" | "sealedQuery" | "sealedHeaders">;
type Columns = Pick<ProviderRow, "baseUrl" | "headers" | "sealedQuery" | "sealedHeaders">;

const MASK = "••••";
const SHOWN_END = 4;
const SHORTEST_SHOWN = 12;

/** A provider's address and headers for its row: what they hold sealed, and masks in its place. */
export function sealedReach(id: string, kind: ProviderKind, { baseUrl, headers }: ProviderReach): Columns {
  const { query } = providerAddress(baseUrl ?? "");
  const isOpen = isSimulated(kind) || Object.keys(headers).length === 0;
  return {
    baseUrl: maskedUrl(baseUrl),
    headers: maskedHeaders(kind, headers),
    sealedQuery: query === "" ? null : seal(query, `${id}:query`),
    sealedHeaders: isOpen ? null : seal(JSON.stringify(headers), `${id}:headers`),
  };
}

/** Whether all that a provider keeps sealed can be opened with the keys of ENCRYPTION_KEY. */
export function canOpen({
  sealedApiKey,
  sealedQuery,
  sealedHeaders,
}: Pick<ProviderRow, "sealedApiKey" | "sealedQuery" | "sealedHeaders">): boolean {
  return [sealedApiKey, sealedQuery, sealedHeaders].every((sealed) => sealed === null || canUnseal(sealed));
}

/** A provider's address and headers, opened. Never log them or send them to a screen. */
export function openReach({ id, baseUrl, headers, sealedQuery, sealedHeaders }: Kept): ProviderReach {
  return {
    baseUrl:
      baseUrl === null || sealedQuery === null
        ? baseUrl
        : withQuery(providerAddress(baseUrl).address, unseal(sealedQuery, `${id}:query`)),
    headers: sealedHeaders === null ? headers : JSON.parse(unseal(sealedHeaders, `${id}:headers`)),
  };
}

/** The same where a key may be lost: what cannot be opened stays masked, which no provider may be kept with. */
export function openReadable(provider: Kept): ProviderReach {
  const readable = (sealed: string | null) => (sealed !== null && canUnseal(sealed) ? sealed : null);
  return openReach({
    ...provider,
    sealedQuery: readable(provider.sealedQuery),
    sealedHeaders: readable(provider.sealedHeaders),
  });
}

/** An address with a mask for each value of its query but those that tell nothing. */
export function maskedUrl(baseUrl: string | null): string | null {
  if (baseUrl === null) return null;
  const { address, query } = providerAddress(baseUrl);
  return query === "" ? baseUrl : withQuery(address, mapQuery(query, mask));
}

/** Headers with a mask for each value; those that steer the sandbox are no secrets. */
export function maskedHeaders(kind: ProviderKind, headers: Record<string, string>): Record<string, string> {
  if (isSimulated(kind)) return headers;
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, maskOf(value)]));
}

/**
 * What somebody made of a masked address and masked headers, with what is kept in place of each mask that they left as it
 * was. `restored`: where that is, as paths into the input.
 */
export function withoutMasks(
  given: ProviderReach,
  kept: ProviderReach,
): { reach: ProviderReach; restored: string[] } {
  const restored: string[] = [];
  const keptValues = new Map(queryOf(kept.baseUrl));
  const restore = (path: string, value: string, keptValue: string | undefined) => {
    if (!keptValue || value !== maskOf(keptValue)) return value;
    restored.push(path);
    return keptValue;
  };
  const { address, query } = providerAddress(given.baseUrl ?? "");
  const opened = mapQuery(query, (name, value) => restore("baseUrl", value, keptValues.get(name)));
  const headers = Object.entries(given.headers).map(([name, value]) => [
    name,
    restore(`headers.${name}`, value, kept.headers[name]),
  ]);
  const baseUrl = query === "" ? given.baseUrl : withQuery(address, opened);
  return { reach: { baseUrl, headers: Object.fromEntries(headers) }, restored };
}

/** Whether a value still has a mask in it, and so is none. */
export function isMasked(value: string): boolean {
  return value.includes(MASK);
}

function mask(name: string, value: string): string {
  return tellsNothing(name) ? value : maskOf(value);
}

/** What stands in the place of a secret that is not shown: of a long one its end is told. */
export function maskOf(value: string): string {
  if (value === "" || isMasked(value)) return value;
  return value.length >= SHORTEST_SHOWN ? MASK + value.slice(-SHOWN_END) : MASK;
}

// As it is written: what a gateway wants is not always encoded as a form would be.
function mapQuery(query: string, change: (name: string, value: string) => string): string {
  return query
    .split("&")
    .map((part) => {
      const at = part.indexOf("=");
      // A query without a name is a secret as a whole.
      if (at === -1) return change("", part);
      const name = part.slice(0, at);
      return `${name}=${change(name, part.slice(at + 1))}`;
    })
    .join("&");
}

function queryOf(baseUrl: string | null): [string, string][] {
  const values: [string, string][] = [];
  mapQuery(providerAddress(baseUrl ?? "").query, (name, value) => {
    values.push([name, value]);
    return value;
  });
  return values;
}
