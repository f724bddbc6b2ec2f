import { buildConnector, Pool } from "undici";
import type { UnansweredCall } from "./call-outcome.ts";
import { publicLookup } from "./check-url.ts";
import { classifyFailure } from "./classify.ts";

const CONNECT_TIMEOUT_MS = 10_000;

// One set of connections a process, however many copies of this module bundling makes.
const holder = globalThis as typeof globalThis & { pressworkPools?: Map<string, Pool> };
holder.pressworkPools ??= new Map();
const pools = holder.pressworkPools;

/** The process's connections to an origin; without leave for private networks they refuse addresses inside one. */
export function connectionsTo(origin: string, allowPrivateNetwork: boolean): Pool {
  const key = `${origin} ${allowPrivateNetwork}`;
  const known = pools.get(key);
  if (known) return known;
  const pool = new Pool(origin, { connect: connectorFor(allowPrivateNetwork), pipelining: 1 });
  pools.set(key, pool);
  return pool;
}

/**
 * What a failed request means: nothing was sent, or its end was not seen.
 * @param answering whether the answer had begun.
 */
export function classifyRequestFailure(cause: unknown, answering: boolean): UnansweredCall {
  const code = failureCode(cause);
  if (answering) return classifyFailure(code === "connection_lost" ? "cut_off" : code, true);
  return classifyFailure(code, mayHaveBeenSent(cause));
}

function connectorFor(allowPrivateNetwork: boolean): buildConnector.connector {
  const connect = buildConnector({
    timeout: CONNECT_TIMEOUT_MS,
    ...(!allowPrivateNetwork && { lookup: publicLookup }),
  });
  return (target, callback) =>
    connect(target, (error, socket) => {
      if (error) callback(Object.assign(error, { beforeSending: true }), null);
      else callback(null, socket);
    });
}

// A connection that failed to open sent nothing; neither did one that broke before its first byte.
function mayHaveBeenSent(error: unknown): boolean {
  if (typeof error !== "object" || error === null) return true;
  if ("beforeSending" in error) return false;
  if ("socket" in error && typeof error.socket === "object" && error.socket !== null) {
    return !("bytesWritten" in error.socket) || error.socket.bytesWritten !== 0;
  }
  return true;
}

const TIMEOUTS = new Set(["UND_ERR_HEADERS_TIMEOUT", "UND_ERR_BODY_TIMEOUT"]);

function failureCode(error: unknown): string {
  if (!(error instanceof Error)) return "connection_lost";
  if (error.name === "AbortError") return "aborted";
  const code = "code" in error && typeof error.code === "string" ? error.code : "";
  if (code === "private_address") return code;
  if (TIMEOUTS.has(code)) return "timeout";
  if (code === "UND_ERR_CONNECT_TIMEOUT") return "connect_timeout";
  if (code === "ECONNREFUSED") return "connection_refused";
  if (code === "ENOTFOUND" || code === "EAI_AGAIN") return "name_not_found";
  if (/CERT|SSL|TLS|SELF_SIGNED/.test(code)) return "tls_failed";
  return "connection_lost";
}
