import { Counter, collectDefaultMetrics, Histogram, Registry } from "prom-client";

/** What became of the money of one call, or that it was put off. */
export type CallEnding = "settled" | "released" | "unknown" | "throttled";

/** What one transaction of a batch's results wrote. */
export interface FlushNote {
  rows: number;
  seconds: number;
  succeeded: number;
  failed: number;
  skipped: number;
}

// Bundled routes and plain Node each load this module anew; the process counts once.
const holder = globalThis as typeof globalThis & { pressworkMetrics?: Instruments };

type Instruments = ReturnType<typeof makeInstruments>;

/** The process's registry. What the process itself uses is measured from its first reading on. */
export function metricsRegistry(): Registry {
  const { registry, state } = instruments();
  if (!state.measuresProcess) collectDefaultMetrics({ register: registry });
  state.measuresProcess = true;
  return registry;
}

/** Counts one call to a model, by the model's name, and how long it took. */
export function noteCall(model: string, ending: CallEnding, latencyMs: number): void {
  const { calls, models } = instruments();
  let known = models.get(model);
  if (!known) {
    known = {
      ...calls.ofModel(model),
      seconds: calls.seconds.labels({ model }),
    };
    models.set(model, known);
  }
  known[ending].inc();
  if (ending !== "throttled") known.seconds.observe(latencyMs / 1_000);
}

/** Counts what one flush wrote: once a flush, however many items are in it. */
export function noteFlush({ rows, seconds, ...endings }: FlushNote): void {
  const { flush, items } = instruments();
  flush.rows.observe(rows);
  flush.seconds.observe(seconds);
  for (const [ending, count] of Object.entries(endings)) if (count > 0) items.inc({ ending }, count);
}

/** Counts how long a slice of calls to a model waited for leave. */
export function noteCallWait(model: string, ms: number): void {
  if (ms > 0) instruments().callWait.inc({ model }, ms / 1_000);
}

/** Counts one answered HTTP request. @param route its pattern, never its address. */
export function noteRequest(request: { method: string; route: string; status: number }): void {
  instruments().requests.inc({ ...request, status: String(request.status) });
}

function instruments(): Instruments {
  holder.pressworkMetrics ??= makeInstruments();
  return holder.pressworkMetrics;
}

function makeInstruments() {
  const registry = new Registry();
  const registers = [registry];
  const calls = new Counter({
    name: "presswork_calls_total",
    help: "Calls to models, by what became of their money; throttled ones were put off.",
    labelNames: ["model", "outcome"],
    registers,
  });
  const seconds = new Histogram({
    name: "presswork_call_duration_seconds",
    help: "Calls to models, from request to whole answer.",
    labelNames: ["model"],
    buckets: [0.1, 0.25, 0.5, 1, 2.5, 5, 10, 20, 40, 80, 160],
    registers,
  });
  // A child knows its labels: counting a call looks nothing up.
  const ofModel = (model: string) => ({
    settled: calls.labels({ model, outcome: "settled" }),
    released: calls.labels({ model, outcome: "released" }),
    unknown: calls.labels({ model, outcome: "unknown" }),
    throttled: calls.labels({ model, outcome: "throttled" }),
  });
  return {
    registry,
    state: { measuresProcess: false },
    models: new Map<string, ReturnType<typeof ofModel> & { seconds: Histogram.Internal<"model"> }>(),
    calls: { ofModel, seconds },
    items: new Counter({
      name: "presswork_items_total",
      help: "Items of batches that ended, by how.",
      labelNames: ["ending"],
      registers,
    }),
    flush: {
      rows: new Histogram({
        name: "presswork_flush_rows",
        help: "Landings that one transaction of results held.",
        buckets: [1, 5, 25, 100, 250, 1_000],
        registers,
      }),
      seconds: new Histogram({
        name: "presswork_flush_duration_seconds",
        help: "Transactions of results, waits for the database included.",
        buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1, 5, 30],
        registers,
      }),
    },
    callWait: new Counter({
      name: "presswork_call_wait_seconds_total",
      help: "Time that slices of calls to a model waited for leave: rate limit, hold, or too many in flight.",
      labelNames: ["model"],
      registers,
    }),
    requests: new Counter({
      name: "presswork_http_requests_total",
      help: "HTTP requests answered, by the pattern of their address.",
      labelNames: ["method", "route", "status"],
      registers,
    }),
  };
}
