import { checkUrl } from "#lib/models/endpoints/check-url.ts";
import type { FieldRefusal } from "#lib/result.ts";
import { placeholdersIn, type ToolInputSchema } from "./tool.ts";
import { hasMasks, type ToolReach } from "./tool-secrets.ts";

/** What the request itself says. */
const OWN_HEADERS =
  /^(host|content-length|content-type|transfer-encoding|connection|keep-alive|upgrade|te|trailer|expect|accept-encoding|proxy-.*)$/i;
const NOT_IN_AN_ADDRESS = /[\s#\p{Cc}\p{Cf}]/u;

/** What is wrong with a tool's address, headers and inputs, each at its field. */
export function checkTool(
  { url, headers }: ToolReach,
  inputSchema: ToolInputSchema,
  allowPrivateNetwork: boolean,
): FieldRefusal[] {
  return [
    ...checkAddress(url, inputSchema, allowPrivateNetwork),
    ...Object.entries(headers).flatMap(([name, value]) => checkHeader(name, value)),
  ];
}

/** What it takes, with all that stands in its address among what it cannot do without. */
export function withPlaceholders(schema: ToolInputSchema, url: string): ToolInputSchema {
  const placed = placeholdersIn(url).filter((name) => Object.hasOwn(schema.properties, name));
  return { ...schema, required: [...new Set([...schema.required, ...placed])] };
}

function checkAddress(
  url: string,
  { properties }: ToolInputSchema,
  allowPrivateNetwork: boolean,
): FieldRefusal[] {
  if (NOT_IN_AN_ADDRESS.test(url)) return [{ path: "url", code: "url_invalid" }];
  if (hasMasks(url)) return [{ path: "url", code: "secret_needed_again" }];
  // Where a call goes is the admin's to say, and no row's.
  const host = /^[a-z][a-z0-9+.-]*:\/\/[^/?]*/i.exec(url)?.[0] ?? "";
  if (/[{}]/.test(host)) return [{ path: "url", code: "tool_placeholder_in_host" }];
  const checked = checkUrl(url, allowPrivateNetwork);
  if (!checked.ok) return [{ path: "url", ...checked.refusal }];
  const unknown = placeholdersIn(url).find((name) => !Object.hasOwn(properties, name));
  return unknown === undefined
    ? []
    : [{ path: "url", code: "tool_placeholder_unknown", params: { input: unknown } }];
}

function checkHeader(name: string, value: string): FieldRefusal[] {
  const path = `headers.${name}`;
  if (hasMasks(value)) return [{ path, code: "secret_needed_again" }];
  const isWellFormed = /^[A-Za-z0-9!#$%&'*+.^_`|~-]+$/.test(name) && /^[\t\x20-\x7e]*$/.test(value);
  return isWellFormed && !OWN_HEADERS.test(name)
    ? []
    : [{ path, code: "header_not_allowed", params: { header: name } }];
}
