import type { IncomingMessage, ServerResponse } from "node:http";

const MOST_BYTES = 60 * 1024 * 1024;

/** The JSON of a request's body; a sentence about what is wrong with it otherwise. */
export async function readJson(request: IncomingMessage): Promise<{ json: unknown } | { misfit: string }> {
  const body = await readBody(request);
  if (!body) return TOO_LARGE;
  try {
    return { json: JSON.parse(body.toString("utf8")) };
  } catch {
    return { misfit: "We could not parse the JSON body of your request." };
  }
}

/** The form of a request's body; a sentence about what is wrong with it otherwise. */
export async function readForm(request: IncomingMessage): Promise<{ form: FormData } | { misfit: string }> {
  const body = await readBody(request);
  if (!body) return TOO_LARGE;
  const headers = { "content-type": request.headers["content-type"] ?? "" };
  try {
    return { form: await new Response(body as Uint8Array<ArrayBuffer>, { headers }).formData() };
  } catch {
    return { misfit: "We could not parse the multipart form of your request." };
  }
}

const TOO_LARGE = { misfit: "The request is too large." };

async function readBody(request: IncomingMessage): Promise<Buffer | null> {
  const parts: Buffer[] = [];
  let bytes = 0;
  for await (const part of request as AsyncIterable<Buffer>) {
    bytes += part.length;
    if (bytes > MOST_BYTES) return null;
    parts.push(part);
  }
  return Buffer.concat(parts);
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

/** Answers with JSON and closes the connection in the middle of it. */
export function sendCutOff(response: ServerResponse, text: string, headers: Record<string, string>): void {
  response.writeHead(200, {
    "content-type": "application/json",
    "content-length": Buffer.byteLength(text),
    ...headers,
  });
  response.write(text.slice(0, text.length / 2), () => response.destroy());
}
