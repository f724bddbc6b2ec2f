/** Ways a call to the sandbox can go wrong on purpose. */
export const FAULT_KINDS = [
  "429",
  "500",
  "timeout",
  "cut-off",
  "invalid-json",
  "misfit",
  "content-filter",
] as const;

export type FaultKind = (typeof FAULT_KINDS)[number];

/** The request headers that steer the sandbox; a provider's extra headers carry them. */
export const SANDBOX_HEADERS = {
  latencyMs: "x-sandbox-latency-ms",
  faultRate: "x-sandbox-fault-rate",
  faultKinds: "x-sandbox-fault-kinds",
  rpm: "x-sandbox-rpm",
  batchSeconds: "x-sandbox-batch-seconds",
  batchFinished: "x-sandbox-batch-finished",
  batchDuplicates: "x-sandbox-batch-duplicates",
  batchRequests: "x-sandbox-batch-requests",
} as const;

export interface SandboxSettings {
  /** `null`: what the model usually takes. */
  latencyMs: number | null;
  /** Share of calls that go wrong, 0 to 1. */
  faultRate: number;
  faultKinds: readonly FaultKind[];
  /** Requests a minute before it answers 429; `null` for no limit. */
  rpm: number | null;
  /** From the making of a batch to its end. */
  batchSeconds: number;
  /** Share of a batch's requests that are done when its window closes, 0 to 1; `null`: all, and it completes. */
  batchFinished: number | null;
  /** Share of a batch's result lines that come twice. */
  batchDuplicates: number;
  /** Requests that a batch may hold. */
  batchRequests: number;
}

const DEFAULT_BATCH_SECONDS = 20;
const DEFAULT_BATCH_REQUESTS = 50_000;
const DEFAULT_FAULTS: readonly FaultKind[] = ["429", "500"];

/** How the sandbox should behave for a request: its headers, then the process's variables. */
export function readSandboxSettings(
  headers: Record<string, string | string[] | undefined>,
  variables: Record<string, string | undefined>,
): SandboxSettings {
  const setting = (header: string, variable: string): string | undefined => {
    const value = headers[header];
    return (typeof value === "string" && value.trim() !== "" ? value : variables[variable]) || undefined;
  };
  const kinds = (setting(SANDBOX_HEADERS.faultKinds, "SANDBOX_FAULT_KINDS") ?? "")
    .split(/[\s,]+/)
    .filter(isFaultKind);
  return {
    latencyMs: number(setting(SANDBOX_HEADERS.latencyMs, "SANDBOX_LATENCY_MS")),
    faultRate: number(setting(SANDBOX_HEADERS.faultRate, "SANDBOX_FAULT_RATE")) ?? 0,
    faultKinds: kinds.length > 0 ? kinds : DEFAULT_FAULTS,
    rpm: number(setting(SANDBOX_HEADERS.rpm, "SANDBOX_RPM")),
    batchSeconds:
      number(setting(SANDBOX_HEADERS.batchSeconds, "SANDBOX_BATCH_SECONDS")) ?? DEFAULT_BATCH_SECONDS,
    batchFinished: number(setting(SANDBOX_HEADERS.batchFinished, "SANDBOX_BATCH_FINISHED")),
    batchDuplicates: number(setting(SANDBOX_HEADERS.batchDuplicates, "SANDBOX_BATCH_DUPLICATES")) ?? 0,
    batchRequests:
      number(setting(SANDBOX_HEADERS.batchRequests, "SANDBOX_BATCH_REQUESTS")) ?? DEFAULT_BATCH_REQUESTS,
  };
}

function isFaultKind(word: string): word is FaultKind {
  return (FAULT_KINDS as readonly string[]).includes(word);
}

function number(text: string | undefined): number | null {
  const value = Number(text);
  return text === undefined || !Number.isFinite(value) || value < 0 ? null : value;
}
