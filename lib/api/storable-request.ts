import { accept, type Result, refuse } from "#lib/result.ts";
import { storableValue } from "#lib/storable-text.ts";

/** Deeper than anybody writes by hand, and far from where reading it would run out of stack. */
const DEEPEST = 200;
const NOT_STORABLE = /\0|\\u(?:0000|d[89a-f])/i;

/**
 * A request with what no database takes taken out of its address and its JSON: NUL, and halves of characters. Refuses
 * with `invalid_json` where its body is none, or lists and objects are nested beyond reason.
 */
export async function storableRequest(request: Request): Promise<Result<Request, "invalid_json">> {
  const url = request.url.replaceAll("%00", "");
  const { method, headers, signal } = request;
  if (!request.body) return accept(url === request.url ? request : new Request(url, request));
  const text = await request.text();
  if (!isJson(headers.get("content-type")) || text === "")
    return accept(new Request(url, { method, headers, signal, body: text }));
  const body = storableJson(text);
  return body === null ? refuse("invalid_json") : accept(new Request(url, { method, headers, signal, body }));
}

function isJson(contentType: string | null): boolean {
  return contentType === null || /^application\/(?:[\w.-]+\+)?json\b/i.test(contentType);
}

function storableJson(text: string): string | null {
  if (depthOf(text) > DEEPEST) return null;
  try {
    const value: unknown = JSON.parse(text);
    return NOT_STORABLE.test(text) ? JSON.stringify(storableValue(value)) : text;
  } catch {
    return null;
  }
}

/** How deep lists and objects stand in each other in a JSON text, whether or not it is in order. */
function depthOf(text: string): number {
  let depth = 0;
  let deepest = 0;
  for (const [part] of text.matchAll(/"(?:[^"\\]|\\.)*"|[[\]{}]/gs)) {
    if (part === "[" || part === "{") deepest = Math.max(deepest, ++depth);
    else if (part === "]" || part === "}") depth--;
  }
  return deepest;
}
