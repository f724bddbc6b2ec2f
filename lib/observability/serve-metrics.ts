import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import type { Env } from "#lib/env.ts";
import { describeProcess, METRICS_TYPE } from "./describe-metrics.ts";
import { carriesMetricsToken } from "./metrics-access.ts";

/** The address that a worker alone tells its figures at. */
export interface MetricsServer {
  port: number;
  close(): void;
}

/** Serves `GET /metrics` of a process without the web server, when METRICS_PORT asks for it. */
export async function serveMetrics(
  env: Pick<Env, "METRICS_PORT" | "METRICS_TOKEN" | "HOST">,
): Promise<MetricsServer | null> {
  if (env.METRICS_PORT === undefined) return null;
  const server = createServer(async (request, response) => {
    const isAsked = request.method === "GET" && request.url === "/metrics";
    if (!isAsked) return response.writeHead(404).end();
    if (!carriesMetricsToken(request.headers.authorization, env.METRICS_TOKEN))
      return response.writeHead(401, { "www-authenticate": "Bearer" }).end();
    response.writeHead(200, { "content-type": METRICS_TYPE, "cache-control": "no-store" });
    return response.end(await describeProcess());
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(env.METRICS_PORT, env.HOST, resolve);
  });
  return { port: (server.address() as AddressInfo).port, close: () => server.close() };
}
