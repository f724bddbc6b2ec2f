import type { IncomingMessage, ServerResponse } from "node:http";

const MOST_BYTES = 20 * 1024 * 1024;

/** The JSON of a request's body; a sentence about what is wrong with it otherwise. */
export async function readJson(request: IncomingMessage): Promise<{ json: unknown } | { misfit: string }> {
  const parts: Buffer[] = [];
  let bytes = 0;
  for await (const part of request as AsyncIterable<Buffer>) {
    bytes += part.length;
    if (bytes > MOST_BYTES) return { misfit: "The request is too large." };
    parts.push(part);
  }
  try {
    return { json: JSON.parse(Buffer.concat(parts).toString("utf8")) };
  } catch {
    return { misfit: "We could not parse the JSON body of your request." };
  }
}

/** Answers with JSON. */
export function sendJson(
  response: ServerResponse,
  status: number,
  body: unknown,
  headers: Record<string, string> = {},
): void {
  if (response.headersSent || response.destroyed) return;
  const text = JSON.stringify(body);
  response.writeHead(status, {
    "content-type": "application/json",
    "content-length": Buffer.byteLength(text),
    ...headers,
  });
  response.end(text);
}

/** Answers with an error in OpenAI's form. */
export function sendError(
  response: ServerResponse,
  status: number,
  code: string,
  message: string,
  headers: Record<string, string> = {},
): void {
  const type = status === 429 ? "requests" : status >= 500 ? "server_error" : "invalid_request_error";
  sendJson(response, status, { error: { message, type, param: null, code } }, headers);
}
