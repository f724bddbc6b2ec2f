import { OpenAPIHandler } from "@orpc/openapi/fetch";
import { experimental_ZodSmartCoercionPlugin as ZodSmartCoercionPlugin } from "@orpc/zod/zod4";
import type { Locale } from "#lib/i18n/locales.ts";
import { log } from "#lib/observability/log.ts";
import type { Refusal } from "#lib/result.ts";
import { servedRequest } from "#lib/served-request.ts";
import type { ApiContext } from "./context.ts";
import { isDataError, type Problem, problemOf, toProblemError } from "./problem.ts";
import { router } from "./router.ts";
import { storableRequest } from "./storable-request.ts";

/** Where the API is. */
export const API_PREFIX = "/api/v1";

const handler = new OpenAPIHandler<ApiContext>(router, {
  plugins: [new ZodSmartCoercionPlugin()],
  interceptors: [
    async ({ next, context, request }) => {
      try {
        return await next();
      } catch (thrown) {
        const error = toProblemError(thrown, context.locale);
        const where = { err: thrown, url: request.url.pathname };
        if (error.status >= 500) log.error(where, "an API call failed");
        else if (isDataError(thrown)) log.warn(where, "an API call gave the database what it does not take");
        throw error;
      }
    },
  ],
  clientInterceptors: [
    ({ next, procedure }) => {
      const served = servedRequest().getStore();
      if (served) served.route = `${API_PREFIX}${procedure["~orpc"].route.path ?? ""}`;
      return next();
    },
  ],
  customErrorResponseBodyEncoder: (error) => error.data,
});

/**
 * Answers one request of the REST API.
 * @param request as it came in; a multipart body must already have been received (see receive-upload.ts).
 */
export async function handleApi(request: Request, context: ApiContext): Promise<Response> {
  const storable = await storableRequest(request);
  if (!storable.ok) return problemResponse(storable.refusal, context.locale);
  const { matched, response } = await handler.handle(storable.value, { prefix: API_PREFIX, context });
  const answer = matched ? response : problemResponse({ code: "not_found" }, context.locale);
  if (answer.status >= 400) answer.headers.set("content-type", "application/problem+json");
  if (isEventStream(answer)) sendAtOnce(answer);
  if (answer.status === 429) tellWhen(answer, (await answer.clone().json()) as Problem);
  return answer;
}

/** A problem answer for what is refused before any procedure is reached. */
export function problemResponse(refusal: Refusal, locale: Locale): Response {
  const problem = problemOf(refusal, locale);
  const answer = Response.json(problem, {
    status: problem.status,
    headers: { "content-type": "application/problem+json" },
  });
  tellWhen(answer, problem);
  return answer;
}

function isEventStream({ headers }: Response): boolean {
  return headers.get("content-type")?.startsWith("text/event-stream") ?? false;
}

// Whoever gathers an answer before passing it on, to compress it or by habit as nginx does, would keep its events back.
function sendAtOnce({ headers }: Response): void {
  headers.set("cache-control", "private, no-store, no-transform");
  headers.set("x-accel-buffering", "no");
}

function tellWhen(answer: Response, { retryAfterSeconds }: Problem): void {
  if (retryAfterSeconds !== undefined) answer.headers.set("retry-after", String(retryAfterSeconds));
}
