import { createORPCClient, ORPCError } from "@orpc/client";
import type { AnyContractRouter } from "@orpc/contract";
import type { JsonifiedClient } from "@orpc/openapi-client";
import { OpenAPILink } from "@orpc/openapi-client/fetch";
import type { RouterClient } from "@orpc/server";
import { createTanstackQueryUtils } from "@orpc/tanstack-query";
import type { Problem } from "#lib/api/problem.ts";
import type { AppRouter } from "#lib/api/router.ts";
import routes from "#lib/api/routes.json" with { type: "json" };

/** What a call can be told beside its input. */
interface CallContext {
  /** The same key with the same input makes nothing twice. */
  idempotencyKey?: string;
}

const link = new OpenAPILink<CallContext>(routes as unknown as AnyContractRouter, {
  url: () => `${window.location.origin}/api/v1`,
  headers: ({ context: { idempotencyKey } }) =>
    idempotencyKey === undefined ? {} : { "idempotency-key": idempotencyKey },
  fetch: async (request, init) => asJson(await fetch(request, init)),
  customErrorResponseBodyDecoder: (body) =>
    isProblem(body)
      ? new ORPCError(body.code, { status: body.status, message: body.detail, data: body })
      : null,
});

// The link reads application/json only, and would take a problem for a file.
function asJson(answer: Response): Response {
  if (!answer.headers.get("content-type")?.startsWith("application/problem+json")) return answer;
  const headers = new Headers(answer.headers);
  headers.set("content-type", "application/json");
  return new Response(answer.body, { status: answer.status, statusText: answer.statusText, headers });
}

/** The typed client of /api/v1, for what is done once: `await client.templates.publish({ id })`. */
export const client: JsonifiedClient<RouterClient<AppRouter, CallContext>> = createORPCClient(link);

/** The same routes as TanStack Query options: `useQuery(api.templates.list.queryOptions({ input }))`. */
export const api = createTanstackQueryUtils(client);

/** The problem an API call was answered with; `null` for anything else, such as a lost connection. */
export function problemOf(error: unknown): Problem | null {
  return error instanceof ORPCError && isProblem(error.data) ? error.data : null;
}

function isProblem(body: unknown): body is Problem {
  return typeof body === "object" && body !== null && "code" in body && "detail" in body && "status" in body;
}
