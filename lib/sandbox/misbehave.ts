import type { IncomingMessage, ServerResponse } from "node:http";
import { type FaultKind, readSandboxSettings, type SandboxSettings } from "#lib/models/sandbox-settings.ts";
import { seededRandom } from "#lib/seeded-random.ts";
import { hashText } from "./hash-text.ts";
import { pickOne } from "./pick-one.ts";
import type { SandboxState } from "./sandbox-state.ts";
import { sendError } from "./wire.ts";

/** A call that is answered, whatever is wrong with the answer. */
export interface AdmittedCall {
  settings: SandboxSettings;
  fault: FaultKind | null;
  /** What every answer says of its limits. */
  headers: Record<string, string>;
}

/** Lets a call through as the sandbox is set to; `null` where it has refused it instead, which is not billed. */
export function admitCall(
  state: SandboxState,
  incoming: IncomingMessage,
  model: string,
  response: ServerResponse,
): AdmittedCall | null {
  const settings = readSandboxSettings(incoming.headers, process.env);
  const headers = limitHeaders(state, settings);
  const credential = `${incoming.headers.authorization} ${model}`;
  const waitMs = settings.rpm === null ? null : state.limit.take(credential, settings.rpm, performance.now());
  if (waitMs !== null) {
    tooMany(response, waitMs, headers);
    return null;
  }
  const fault = nextFault(state, settings);
  if (!isUnbilled(fault)) return { settings, fault, headers };
  refuse(response, fault, headers);
  return null;
}

function nextFault(state: SandboxState, { faultRate, faultKinds }: SandboxSettings): FaultKind | null {
  state.calls++;
  if (faultRate <= 0) return null;
  const random = seededRandom(hashText(String(state.calls)));
  return random() < faultRate ? (pickOne(faultKinds, random) ?? null) : null;
}

type UnbilledFault = "429" | "500" | "content-filter";

function isUnbilled(fault: FaultKind | null): fault is UnbilledFault {
  return fault === "429" || fault === "500" || fault === "content-filter";
}

function refuse(response: ServerResponse, fault: UnbilledFault, headers: Record<string, string>): void {
  switch (fault) {
    case "429":
      tooMany(response, 500, headers);
      break;
    case "500":
      sendError(response, 500, "server_error", "The sandbox had an error, as it was asked to.", headers);
      break;
    case "content-filter":
      sendError(response, 400, "content_filter", "The prompt was filtered by the content policy.", headers);
  }
}

function tooMany(response: ServerResponse, waitMs: number, headers: Record<string, string>): void {
  sendError(response, 429, "rate_limit_exceeded", "Rate limit reached for requests.", {
    ...headers,
    "retry-after-ms": String(Math.ceil(waitMs)),
    "retry-after": String(Math.ceil(waitMs / 1_000)),
    "x-ratelimit-remaining-requests": "0",
  });
}

function limitHeaders({ calls }: SandboxState, { rpm }: SandboxSettings): Record<string, string> {
  // What is said here is kept to by whoever calls, so without a limit nothing is said.
  if (rpm === null) return {};
  const limit = Math.round(rpm);
  return {
    "x-ratelimit-limit-requests": String(limit),
    "x-ratelimit-remaining-requests": String(Math.max(1, limit - (calls % limit) - 1)),
    "x-ratelimit-reset-requests": `${Math.ceil(60_000 / limit)}ms`,
  };
}
