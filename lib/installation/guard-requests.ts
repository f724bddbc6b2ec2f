import { randomBytes } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import { Socket } from "node:net";
import { apiHeaders, pagePolicy, securityHeaders } from "./security-headers.ts";

type Answer = (request: IncomingMessage, response: ServerResponse) => Promise<void>;

/** How long a sender may go on with a body that nobody reads any more, so that they still see the answer: nginx's own wait. */
const LINGER_MS = 5_000;
const READS_ONLY = new Set(["GET", "HEAD"]);

/**
 * Stands before the screens and the API. Outside the API nothing takes a body, so nobody's is read there; a body that was
 * answered before it was read to its end ends the connection; every answer carries its security headers, and every page a
 * nonce of its own.
 */
export function guardRequests(
  answer: Answer,
  { publicUrl, dev }: { publicUrl: string | undefined; dev: boolean },
): Answer {
  const always = securityHeaders(publicUrl);
  return async (request, response) => {
    closeUnlessRead(request, response);
    forgetInternalHeaders(request);
    setAll(response, always);
    // No database, file or name of ours holds it.
    request.url = (request.url ?? "/").replaceAll("%00", "");
    const pathname = request.url.split("?", 1)[0] ?? "/";
    if (!isEncodedText(pathname)) {
      response.writeHead(400).end();
      return;
    }
    const isApi = pathname.startsWith("/api/");
    if (isApi) completeApiHeaders(response);
    if (!isApi && !dev && !READS_ONLY.has(request.method ?? "")) {
      response.writeHead(405, { allow: "GET, HEAD" }).end();
      return;
    }
    if (!isApi || pathname === "/api/docs") prepareForPage(request, response, dev);
    await answer(request, response);
  };
}

// Half a character, or half an escape, names nothing that there could be.
function isEncodedText(pathname: string): boolean {
  try {
    decodeURIComponent(pathname);
    return true;
  } catch {
    return false;
  }
}

// Next gives the nonce of the request's policy to every script that it writes; the layout gives it to its own.
function prepareForPage(request: IncomingMessage, response: ServerResponse, dev: boolean): void {
  const nonce = randomBytes(16).toString("base64");
  const policy = pagePolicy(nonce, dev);
  request.headers["content-security-policy"] = policy;
  request.headers["x-nonce"] = nonce;
  response.setHeader("content-security-policy", policy);
}

// Next tells itself by these what was checked already; from outside they would be lies.
function forgetInternalHeaders(request: IncomingMessage): void {
  for (const name of Object.keys(request.headers))
    if (name.startsWith("x-middleware-") || name.startsWith("x-presswork-")) delete request.headers[name];
}

// A connection that is closed on what it still brings is reset, and the answer is lost with it: RFC 9112, 9.6.
function closeUnlessRead(request: IncomingMessage, response: ServerResponse): void {
  const { socket } = request;
  // What Node calls once it has answered somebody who wants no second answer of this connection.
  socket.destroySoon = () => {
    if (request.complete) Socket.prototype.destroySoon.call(socket);
    else socket.end();
  };
  response.once("finish", () => {
    if (request.complete) return;
    const timer = setTimeout(() => socket.destroy(), LINGER_MS);
    request.once("close", () => {
      if (!socket.writableEnded) clearTimeout(timer);
    });
    request.resume();
  });
}

function setAll(response: ServerResponse, headers: Record<string, string>): void {
  for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
}

// As they go out, for Next adds none that is there already: an answer may say more strictly what a browser does with it, and
// that its own reader keeps it, as pictures do. Nobody else ever does.
function completeApiHeaders(response: ServerResponse): void {
  const writeHead = response.writeHead.bind(response) as (...head: unknown[]) => ServerResponse;
  const complete = (...head: unknown[]) => {
    const isForReader = /^private\b/.test(String(response.getHeader("cache-control")));
    for (const [name, value] of Object.entries(apiHeaders)) {
      const isSaid = name === "cache-control" ? isForReader : response.hasHeader(name);
      if (!isSaid) response.setHeader(name, value);
    }
    return writeHead(...head);
  };
  response.writeHead = complete as typeof response.writeHead;
}
