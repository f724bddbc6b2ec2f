import { apiContext, localeOf } from "#app/api-context.ts";
import { problemResponse } from "#lib/api/handler.ts";
import { can } from "#lib/auth/can.ts";
import { readEnv } from "#lib/env.ts";
import { describeMetrics, METRICS_TYPE } from "#lib/observability/describe-metrics.ts";
import { carriesMetricsToken } from "#lib/observability/metrics-access.ts";
import { countQueuedJobs } from "#lib/queue/queue.ts";

export const dynamic = "force-dynamic";

/** Figures for Prometheus: money is among them, so whoever may see spend may read them, or METRICS_TOKEN. */
export async function GET(request: Request): Promise<Response> {
  if (!carriesMetricsToken(request.headers.get("authorization"), readEnv().METRICS_TOKEN)) {
    const context = await apiContext(request);
    const actor = "actor" in context ? context.actor : null;
    if (!actor) return problemResponse({ code: "unauthenticated" }, localeOf(request));
    if (!can(actor, "spend:read")) return problemResponse({ code: "forbidden" }, localeOf(request));
  }
  const headers = { "content-type": METRICS_TYPE, "cache-control": "no-store" };
  return new Response(await describeMetrics(countQueuedJobs), { headers });
}
