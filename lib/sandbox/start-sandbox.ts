import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { BatchStore } from "./batches/batch-store.ts";
import { serveBatches } from "./batches/serve-batches.ts";
import { serveFiles } from "./batches/serve-files.ts";
import { Books } from "./bill.ts";
import { serveEdit, serveGeneration } from "./pictures/serve-images.ts";
import { serveStableDiffusion } from "./pictures/serve-stable-diffusion.ts";
import { PrefixCache } from "./prefix-cache.ts";
import { RateLimit } from "./rate-limit.ts";
import type { SandboxState } from "./sandbox-state.ts";
import { serveChat } from "./serve-chat.ts";
import { serveEmbeddings, serveModels, serveModeration } from "./serve-simple.ts";
import { readJson, sendError, sendJson } from "./wire.ts";

export interface RunningSandbox {
  /** Its address without a path; its OpenAI base URL is `${url}/v1`. */
  url: string;
  close(): Promise<void>;
}

/**
 * Starts the simulated provider: a server that speaks the OpenAI wire format, and that of Stable
 * Diffusion servers for pictures, writes from the prompt's facts,
 * and keeps its own bill. Loopback and a free port by default.
 * @param folder where its files and batches are kept, to outlive it; a temporary one by default.
 */
export async function startSandbox({
  port = 0,
  host = "127.0.0.1",
  folder,
}: {
  port?: number;
  host?: string;
  folder?: string;
} = {}): Promise<RunningSandbox> {
  const state: SandboxState = {
    books: new Books(),
    batches: new BatchStore(folder),
    prefixes: new PrefixCache(),
    limit: new RateLimit(),
    calls: 0,
  };
  const server = createServer((request, response) => {
    route(state, request, response).catch(() =>
      sendError(response, 500, "server_error", "The sandbox failed."),
    );
  });
  // Longer than any client keeps an idle connection, so that none is closed under a request.
  server.keepAliveTimeout = 120_000;
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject).listen(port, host, resolve);
  });
  server.unref();
  const { port: taken } = server.address() as AddressInfo;
  return {
    url: `http://${host.includes(":") ? `[${host}]` : host}:${taken}`,
    async close() {
      await new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      });
      await state.batches.close();
    },
  };
}

async function route(state: SandboxState, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { pathname } = new URL(request.url ?? "/", "http://sandbox");
  if (pathname === "/bill") return serveBill(state, request, response);
  if (/^Bearer\s+invalid/i.test(request.headers.authorization ?? "")) {
    return sendError(response, 401, "invalid_api_key", "Incorrect API key provided.");
  }
  if (request.method === "GET" && pathname === "/v1/models") return serveModels(response);
  const [, version, kind, ...path] = pathname.split("/");
  if (version === "v1" && kind === "files") return serveFiles(state.batches, request, response, path);
  if (version === "v1" && kind === "batches")
    return serveBatches(state.batches, state.books, request, response, path);
  if (version === "sdapi") return serveStableDiffusion(state, request, response, pathname);
  if (request.method !== "POST") return notFound(request, response, pathname);
  if (pathname === "/v1/images/edits") return serveEdit(state, request, response);
  const body = await readJson(request);
  if ("misfit" in body) return sendError(response, 400, "invalid_request", body.misfit);
  switch (pathname) {
    case "/v1/chat/completions":
      return serveChat(state, request, response, body.json);
    case "/v1/embeddings":
      return serveEmbeddings(state, response, body.json);
    case "/v1/images/generations":
      return serveGeneration(state, request, response, body.json);
    case "/v1/moderations":
      return serveModeration(response, body.json);
    default:
      return notFound(request, response, pathname);
  }
}

function serveBill({ books }: SandboxState, request: IncomingMessage, response: ServerResponse): void {
  if (request.method === "DELETE") books.reset();
  sendJson(response, 200, books.read());
}

function notFound(request: IncomingMessage, response: ServerResponse, pathname: string): void {
  sendError(response, 404, "unknown_url", `Unknown request URL: ${request.method} ${pathname}.`);
}
