import { accept, type Result, refuse } from "#lib/result.ts";
import { pacedBody, TooSlow } from "./paced-body.ts";

/**
 * The body of a request as it is, at most so many bytes of it. One that says beforehand that it is longer is not read at
 * all; one that does not say is read up to there. Refuses with `too_large`, and with `request_timeout` when it does not
 * come on.
 */
export async function readBody(
  request: Request,
  maxBytes: number,
): Promise<Result<Uint8Array<ArrayBuffer>, "too_large" | "request_timeout">> {
  const tooLarge = refuse("too_large", { kilobytes: Math.floor(maxBytes / 1024) });
  if (Number(request.headers.get("content-length") ?? 0) > maxBytes) return tooLarge;
  const parts: Uint8Array[] = [];
  let bytes = 0;
  try {
    for await (const part of pacedBody(request)) {
      bytes += part.length;
      if (bytes > maxBytes) return tooLarge;
      parts.push(part);
    }
  } catch (cause) {
    if (cause instanceof TooSlow) return refuse("request_timeout");
    throw cause;
  }
  const body = new Uint8Array(bytes);
  let at = 0;
  for (const part of parts) {
    body.set(part, at);
    at += part.length;
  }
  return accept(body);
}
