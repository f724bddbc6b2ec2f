import { type Context, context, type Span, SpanStatusCode, trace } from "@opentelemetry/api";
import { AsyncLocalStorageContextManager } from "@opentelemetry/context-async-hooks";
import { OTLPTraceExporter } from "@opentelemetry/exporter-trace-otlp-http";
import { resourceFromAttributes } from "@opentelemetry/resources";
import { BatchSpanProcessor, TracerProvider } from "@opentelemetry/sdk-trace";
import { type SpanFacts, setSpanMaker } from "#lib/observability/tracing.ts";
import { version } from "#lib/version.ts";

const STOP_MS = 2_000;

/**
 * Makes the process's spans and sends them. The tracer is not the libraries' global one: theirs would put whole
 * addresses and queries into spans, and those may hold what people searched for.
 * @returns how to send what is left and stop.
 */
export function sendSpans(): () => Promise<void> {
  const provider = new TracerProvider({
    resource: resourceFromAttributes({
      "service.name": process.env.OTEL_SERVICE_NAME ?? "presswork",
      "service.version": version,
    }),
    spanProcessors: [new BatchSpanProcessor({ exporter: new OTLPTraceExporter() })],
  });
  const tracer = provider.getTracer("presswork");
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
  setSpanMaker({
    run(name, facts, work) {
      const parent: Context = context.active();
      const span = tracer.startSpan(name, { attributes: prefixed(facts) }, parent);
      const add = (more: SpanFacts) => span.setAttributes(prefixed(more));
      return context.with(trace.setSpan(parent, span), () => ending(span, () => work(add)));
    },
  });
  return async () => {
    setSpanMaker(undefined);
    // A collector that does not answer must not hold up the end of the process.
    await Promise.race([provider.shutdown(), new Promise((resolve) => setTimeout(resolve, STOP_MS))]).catch(
      () => {},
    );
  };
}

function ending<Value>(span: Span, work: () => Value): Value {
  try {
    const value = work();
    if (!(value instanceof Promise)) {
      span.end();
      return value;
    }
    return value.then(
      (settled) => {
        span.end();
        return settled;
      },
      (cause) => {
        fail(span, cause);
        throw cause;
      },
    ) as Value;
  } catch (cause) {
    fail(span, cause);
    throw cause;
  }
}

// The name of what went wrong alone: its message may hold what rows hold.
function fail(span: Span, cause: unknown): void {
  span.setStatus({ code: SpanStatusCode.ERROR, message: cause instanceof Error ? cause.name : "thrown" });
  span.end();
}

function prefixed(facts: SpanFacts): SpanFacts {
  return Object.fromEntries(
    Object.entries(facts).map(([name, fact]) => [name.includes(".") ? name : `presswork.${name}`, fact]),
  );
}
