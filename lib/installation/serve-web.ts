import { createServer, type Server } from "node:http";
import next from "next";
import { addPeerAddress } from "#lib/auth/client-address.ts";
import type { Env } from "#lib/env.ts";
import { observeRequests } from "#lib/observability/observe-requests.ts";
import { projectDir } from "./build-if-needed.ts";
import { guardRequests } from "./guard-requests.ts";
import { readRoutePatterns } from "./route-patterns.ts";

export interface WebServer {
  url: string;
  /** Takes no new request, ends open event streams, and lets running requests finish for a moment. */
  close(): Promise<void>;
}

const LAST_ANSWERS_MS = 1_000;
const HEADERS_TIMEOUT_MS = 20_000;

// What `--experimental-next-config-strip-types` sets: Node reads next.config.ts itself. Next would load its compiler.
process.env.__NEXT_NODE_NATIVE_TS_LOADER_ENABLED = "true";

/** Serves the screens and the API on HOST:PORT. `dev` compiles the screens as they are asked for. */
export async function serveWeb(
  env: Pick<Env, "HOST" | "PORT" | "PUBLIC_URL">,
  dev = false,
): Promise<WebServer> {
  const app = next({ dev, dir: projectDir, hostname: env.HOST, port: env.PORT });
  const server = createServer((request, response) => {
    addPeerAddress(request);
    return answer(request, response);
  });
  // Who sends slowly is told so where a body is read (see lib/api/paced-body.ts); a large file may take its time.
  server.headersTimeout = HEADERS_TIMEOUT_MS;
  server.requestTimeout = 0;
  await app.prepare();
  const routeOf = await (dev ? () => "(page)" : readRoutePatterns());
  const guarded = guardRequests(app.getRequestHandler(), { publicUrl: env.PUBLIC_URL, dev });
  const answer = observeRequests(guarded, routeOf);
  await listen(server, env.PORT, env.HOST);
  const address = server.address();
  const port = typeof address === "object" && address ? address.port : env.PORT;
  return {
    url:
      env.PUBLIC_URL ??
      `http://${env.HOST === "0.0.0.0" || env.HOST === "127.0.0.1" ? "localhost" : env.HOST}:${port}`,
    async close() {
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeIdleConnections();
      // An event stream never ends by itself; its browser comes back to whoever serves next.
      setTimeout(() => server.closeAllConnections(), LAST_ANSWERS_MS).unref();
      await closed;
      await app.close();
    },
  };
}

function listen(server: Server, port: number, host: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, host, resolve);
  });
}
