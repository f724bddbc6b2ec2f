import { accept, type FieldRefusal, type Result, refuse } from "#lib/result.ts";
import { checkUrl } from "./endpoints/check-url.ts";
import { needsBaseUrl, type ProviderKind } from "./provider.ts";
import { isMasked } from "./provider-secrets.ts";

const HINT_LENGTH = 4;
const SHORTEST_HINTED_KEY = 12;
const OWN_HEADERS =
  /^(authorization|proxy-authorization|x-api-key|api-key|x-goog-api-key|cookie|host|content-length|content-type|transfer-encoding|connection)$/i;

/** What a URL passes over or encodes, so that another address is called; a fragment would swallow every path. */
const NOT_IN_AN_ADDRESS = /[\s#\p{Cc}\p{Cf}]/u;

export interface ProviderFields {
  name: string;
  kind: ProviderKind;
  baseUrl: string | null;
  headers: Record<string, string>;
  allowPrivateNetwork: boolean;
}

/** Whether a provider may be kept like this; each thing that is wrong is named with its field. */
export function checkProvider(fields: ProviderFields): Result<ProviderFields, "invalid_input"> {
  const wrong: FieldRefusal[] = [];
  if (fields.baseUrl === null && needsBaseUrl(fields.kind)) {
    wrong.push({ path: "baseUrl", code: "base_url_required" });
  }
  if (fields.baseUrl !== null) {
    const checked = checkUrl(fields.baseUrl, fields.allowPrivateNetwork);
    if (NOT_IN_AN_ADDRESS.test(fields.baseUrl)) wrong.push({ path: "baseUrl", code: "url_invalid" });
    else if (!checked.ok) wrong.push({ path: "baseUrl", ...checked.refusal });
    else if (isMasked(fields.baseUrl)) wrong.push({ path: "baseUrl", code: "secret_needed_again" });
  }
  for (const [name, value] of Object.entries(fields.headers)) {
    const isWellFormed = /^[A-Za-z0-9!#$%&'*+.^_`|~-]+$/.test(name) && /^[\t\x20-\x7e]*$/.test(value);
    // What the request itself says, and the key, which has a field of its own.
    if (isMasked(value)) wrong.push({ path: `headers.${name}`, code: "secret_needed_again" });
    else if (!isWellFormed || OWN_HEADERS.test(name)) {
      wrong.push({ path: `headers.${name}`, code: "header_not_allowed", params: { header: name } });
    }
  }
  return wrong.length > 0 ? refuse("invalid_input", {}, wrong) : accept(fields);
}

/** What is wrong with a key as it was typed or pasted: no key has a space, a line break or an invisible character in it. */
export function checkKey(apiKey: string | null | undefined): FieldRefusal | null {
  return apiKey && !/^[\x21-\x7e]+$/.test(apiKey) ? { path: "apiKey", code: "key_not_plain" } : null;
}

/** What may be shown of a key: its end, and nothing of one so short that its end would give it away. */
export function hintOf(apiKey: string): string {
  return apiKey.length >= SHORTEST_HINTED_KEY ? apiKey.slice(-HINT_LENGTH) : "•".repeat(HINT_LENGTH);
}
