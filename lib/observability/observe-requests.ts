import type { IncomingMessage, ServerResponse } from "node:http";
import { noteRequest } from "#lib/observability/metrics.ts";
import { inSpan } from "#lib/observability/tracing.ts";
import { type ServedRequest, servedRequest } from "#lib/served-request.ts";

/** Says which pattern an address has, such as `/batches/[id]`; `(other)` for one that nothing serves. */
export type RouteOf = (pathname: string) => string;

type Answer = (request: IncomingMessage, response: ServerResponse) => Promise<void>;

const METHODS = new Set(["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]);

/** Counts and traces every request that this answers, by the pattern of its address and never the address. */
export function observeRequests(answer: Answer, routeOf: RouteOf): Answer {
  return (request, response) => {
    const served: ServedRequest = { route: null };
    const method = METHODS.has(request.method ?? "") ? (request.method as string) : "other";
    return servedRequest().run(served, () =>
      inSpan(`HTTP ${method}`, { "http.request.method": method }, async (add) => {
        // An answer ends when it is sent, and a stream of events when its reader goes.
        const over = new Promise<void>((resolve) => response.once("close", resolve));
        await answer(request, response);
        await over;
        const route = served.route ?? routeOf((request.url ?? "/").split("?", 1)[0] as string);
        noteRequest({ method, route, status: response.statusCode });
        add({ "http.route": route, "http.response.status_code": response.statusCode });
      }),
    );
  };
}
