import { db } from "#db/client.ts";
import { countBatchesByState, type MoneyFigures, sumMoney } from "#db/queries/installation-figures.ts";
import { metricsRegistry } from "#lib/observability/metrics.ts";

/** The media type of what `describeMetrics` gives. */
export const METRICS_TYPE = "text/plain; version=0.0.4; charset=utf-8";

const KEPT_MS = 2_000;

let kept: { text: Promise<string>; at: number } | null = null;

/** This process's figures in Prometheus's text format. */
export function describeProcess(): Promise<string> {
  return metricsRegistry().metrics();
}

/** Jobs of one kind on the queue. */
export interface QueuedJobs {
  job: string;
  waiting: number;
  running: number;
}

/** This process's figures and the installation's: queue, batches and money, at most two seconds old. */
export async function describeMetrics(countQueuedJobs: () => Promise<QueuedJobs[]>): Promise<string> {
  if (!kept || Date.now() - kept.at > KEPT_MS)
    kept = { text: describeInstallation(countQueuedJobs), at: Date.now() };
  const installation = kept.text.catch((cause) => {
    kept = null;
    throw cause;
  });
  return `${await describeProcess()}\n${await installation}`;
}

async function describeInstallation(countQueuedJobs: () => Promise<QueuedJobs[]>): Promise<string> {
  const [queues, batches, money] = await Promise.all([
    countQueuedJobs(),
    countBatchesByState(db()),
    sumMoney(db()),
  ]);
  return [
    ...gauge(
      "presswork_queue_jobs",
      "Jobs that wait or run, by kind.",
      queues.flatMap(({ job, waiting, running }) => [
        [{ kind: job, state: "waiting" }, String(waiting)],
        [{ kind: job, state: "running" }, String(running)],
      ]),
    ),
    ...gauge(
      "presswork_batches",
      "Batches, by state.",
      batches.map(({ state, count }) => [{ state }, String(count)]),
    ),
    ...moneyGauge("spent", "Billed for certain, ever.", money),
    ...moneyGauge("unknown", "Possibly billed, ever.", money),
    ...moneyGauge("reserved", "Promised to calls in flight.", money),
    "",
  ].join("\n");
}

function moneyGauge(figure: "spent" | "unknown" | "reserved", help: string, money: MoneyFigures[]): string[] {
  return gauge(
    `presswork_money_${figure}`,
    help,
    money.map(({ currency, simulated, [figure]: amount }) => [
      { currency, simulated: String(simulated) },
      amount,
    ]),
  );
}

// Written here and not by the library: its values are floats, and money keeps every digit.
function gauge(name: string, help: string, samples: [Record<string, string>, string][]): string[] {
  const lines = samples.map(([labels, value]) => {
    const inside = Object.entries(labels).map(([label, text]) => `${label}="${escaped(text)}"`);
    return `${name}{${inside.join(",")}} ${value}`;
  });
  return [`# HELP ${name} ${help}`, `# TYPE ${name} gauge`, ...lines];
}

function escaped(text: string): string {
  return text.replaceAll("\\", "\\\\").replaceAll('"', '\\"').replaceAll("\n", "\\n");
}
