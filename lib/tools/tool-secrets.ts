import type { ToolRow } from "#db/queries/tools/tools.ts";
import { recordWithoutSecrets, withoutSecrets } from "#lib/models/endpoints/without-secrets.ts";
import { isMasked, maskOf } from "#lib/models/provider-secrets.ts";
import { tellsNothing } from "#lib/models/tells-nothing.ts";
import { canUnseal, seal, unseal } from "#lib/seal.ts";

/** Where a tool is and what goes along with every call, as an admin gave it. Never log it or send it to a screen. */
export interface ToolReach {
  url: string;
  headers: Record<string, string>;
}

type Columns = Pick<ToolRow, "url" | "sealedUrl" | "headers" | "sealedHeaders">;

/** A tool's address and headers for its row: what they hold sealed, and masks in its place. */
export function sealedReach(id: string, { url, headers }: ToolReach): Columns {
  const shown = maskedUrl(url);
  return {
    url: shown,
    sealedUrl: shown === url ? null : seal(url, `${id}:url`),
    headers: Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, maskOf(value)])),
    sealedHeaders: Object.keys(headers).length === 0 ? null : seal(JSON.stringify(headers), `${id}:headers`),
  };
}

/** The same opened; `null` where ENCRYPTION_KEY no longer holds the key they were sealed with. */
export function openReach({
  id,
  url,
  sealedUrl,
  sealedHeaders,
}: Columns & Pick<ToolRow, "id">): ToolReach | null {
  if ([sealedUrl, sealedHeaders].some((sealed) => sealed !== null && !canUnseal(sealed))) return null;
  return {
    url: sealedUrl === null ? url : unseal(sealedUrl, `${id}:url`),
    headers: sealedHeaders === null ? {} : JSON.parse(unseal(sealedHeaders, `${id}:headers`)),
  };
}

/** An address with a mask for each value of its query, but for what is filled in and what tells nothing. */
export function maskedUrl(url: string): string {
  return mapQuery(url, (name, value) =>
    value === "" || /^\{[^{}]*\}$/.test(value) || tellsNothing(name) ? value : maskOf(value),
  );
}

/**
 * What somebody made of a masked address and masked headers, with what is kept in place of each mask that they left as it
 * was. `restored`: where that is, as paths into the input.
 */
export function withoutMasks(given: ToolReach, kept: ToolReach): { reach: ToolReach; restored: string[] } {
  const restored: string[] = [];
  const restore = (path: string, value: string, before: string | undefined) => {
    if (!before || value !== maskOf(before)) return value;
    restored.push(path);
    return before;
  };
  const inQuery = new Map<string, string>();
  mapQuery(kept.url, (name, value) => {
    inQuery.set(name, value);
    return value;
  });
  const url = mapQuery(given.url, (name, value) => restore("url", value, inQuery.get(name)));
  const headers = Object.entries(given.headers).map(([name, value]) => [
    name,
    restore(`headers.${name}`, value, kept.headers[name]),
  ]);
  return { reach: { url, headers: Object.fromEntries(headers) }, restored };
}

/** Whether something of it is still masked, and so is no value. */
export function hasMasks(text: string): boolean {
  return isMasked(text) || isMasked(decoded(text));
}

type Holder = Parameters<typeof withoutSecrets>[0];

/** Masks what a tool was told in confidence in what it says, should it say that again. */
export class ToolConfidence {
  readonly #holder: Holder;

  constructor({ url, headers }: ToolReach) {
    this.#holder = { apiKey: null, headers, baseUrl: url, providerKind: "openai-compatible" };
  }

  text(told: string): string {
    return withoutSecrets(this.#holder, told);
  }

  value(told: unknown): unknown {
    return recordWithoutSecrets(this.#holder, { told }).told;
  }
}

function mapQuery(url: string, change: (name: string, value: string) => string): string {
  const at = url.indexOf("?");
  if (at < 0) return url;
  const parts = url
    .slice(at + 1)
    .split("&")
    .map((part) => {
      const split = part.indexOf("=");
      return split < 0
        ? part
        : `${part.slice(0, split)}=${change(part.slice(0, split), part.slice(split + 1))}`;
    });
  return `${url.slice(0, at)}?${parts.join("&")}`;
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
