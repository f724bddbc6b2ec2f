import type { Env } from "#lib/env.ts";

/**
 * Sends spans to the collector that the environment names, in OTLP over HTTP. Without one nothing is loaded.
 * @returns how to send what is left and stop.
 */
export async function startTracing(
  env: Pick<Env, "OTEL_EXPORTER_OTLP_ENDPOINT">,
): Promise<() => Promise<void>> {
  if (!env.OTEL_EXPORTER_OTLP_ENDPOINT) return async () => {};
  const { sendSpans } = await import("./send-spans.ts");
  return sendSpans();
}
