import type { ToolRow } from "#db/queries/tools/tools.ts";
import type { Failure } from "#lib/failure.ts";
import { cutText, storableText } from "#lib/storable-text.ts";
import { fieldsOfResult, readAnswer } from "./read-answer.ts";
import { type Sent, sendRequest } from "./send-request.ts";
import type { ToolGate } from "./tool-gate.ts";
import { openReach, ToolConfidence, type ToolReach } from "./tool-secrets.ts";
import { fitInputs, type ToolRequest, writeRequest } from "./write-request.ts";

/** How a call of a tool ended; nothing in it holds the tool's secrets. */
export type ToolOutcome =
  /** `fields`: what later steps read; `evidence` is what it rests on. */
  | { kind: "done"; fields: Record<string, unknown>; evidence: Record<string, unknown> }
  | { kind: "throttled"; forMs: number; failure: Failure }
  | { kind: "unavailable"; failure: Failure; outageMs?: number | undefined }
  | { kind: "refused"; failure: Failure }
  | { kind: "blocked"; failure: Failure };

export interface CallWays {
  gate: ToolGate;
  /** No new call begins. */
  leaving: AbortSignal;
  /** One under way is given up. */
  signal: AbortSignal;
}

const LONGEST_WORDS = 300;
/** Statuses that say of the moment rather than of what was asked. */
const OF_THE_MOMENT = [408, 425];
const NOBODY_THERE = ["connection_refused", "connect_timeout", "name_not_found"];

/**
 * Calls a tool once, when it is its turn. @param texts of its inputs, by their name.
 * @returns `null` where it was left before its end, and is to be called again.
 */
export async function callTool(
  tool: ToolRow,
  texts: Readonly<Record<string, string>>,
  { gate, leaving, signal }: CallWays,
): Promise<ToolOutcome | null> {
  const about = { tool: tool.name };
  if (tool.archivedAt) return { kind: "blocked", failure: { code: "tool_archived", params: about } };
  const reach = openReach(tool);
  if (!reach) return { kind: "blocked", failure: { code: "tool_key_lost", params: about } };
  const fitted = fitInputs({ inputSchema: tool.inputSchema, url: reach.url }, texts);
  if (!fitted.ok) {
    const code = fitted.problem === "missing" ? "tool_input_missing" : "tool_input_unfit";
    const params = { ...about, input: fitted.input, value: cutText(fitted.value, LONGEST_WORDS) };
    return { kind: "refused", failure: { code, params } };
  }
  const request = writeRequest({ method: tool.method, url: reach.url }, fitted.inputs);
  const shown = shownRequest(tool, fitted.inputs);
  const done = await gate.enter(leaving);
  if (!done) return null;
  try {
    if (gate.heldForMs > 0) return full(tool, gate, "");
    const sentAtMs = performance.now();
    const sent = await sendRequest(request, {
      headers: reach.headers,
      timeoutMs: tool.timeoutMs,
      maxBytes: tool.maxBytes,
      allowPrivateNetwork: tool.allowPrivateNetwork,
      signal,
    });
    if (sent.kind === "stopped") return null;
    return outcomeOf(tool, { reach, shown, sent, gate, sentAtMs });
  } finally {
    done();
  }
}

/** What a call would send, as it may be shown: its address with masks for what is secret. */
export function shownRequest(
  { method, url }: Pick<ToolRow, "method" | "url">,
  inputs: Parameters<typeof writeRequest>[1],
): ToolRequest {
  return writeRequest({ method, url }, inputs);
}

interface Ended {
  reach: ToolReach;
  shown: ToolRequest;
  sent: Exclude<Sent, { kind: "stopped" }>;
  gate: ToolGate;
  sentAtMs: number;
}

function outcomeOf(tool: ToolRow, { reach, shown, sent, gate, sentAtMs }: Ended): ToolOutcome {
  const about = { tool: tool.name };
  const confidence = new ToolConfidence(reach);
  switch (sent.kind) {
    case "too-large":
      return {
        kind: "refused",
        failure: { code: "tool_answer_too_large", params: { ...about, limit: tool.maxBytes } },
      };
    case "failed": {
      const failure = { code: "tool_unavailable", params: { ...about, reason: sent.code, detail: "" } };
      // What the console itself does not allow is nothing that another try could change.
      if (sent.code === "private_address" || sent.code.startsWith("url_"))
        return { kind: "blocked", failure };
      if (!NOBODY_THERE.includes(sent.code)) return { kind: "unavailable", failure };
      gate.hold(0, sentAtMs);
      return { kind: "unavailable", failure, outageMs: gate.heldForMs };
    }
    case "answered": {
      const words = () => wordsOf(confidence, sent.text);
      const { status } = sent;
      if (status === 429 || status === 503) {
        gate.hold(sent.retryAfterMs ?? 0, sentAtMs);
        return full(tool, gate, words());
      }
      const params = () => ({ ...about, reason: `http_${status}`, detail: words() });
      if (status >= 500 || OF_THE_MOMENT.includes(status))
        return { kind: "unavailable", failure: { code: "tool_unavailable", params: params() } };
      gate.open();
      if (status >= 300 && status < 400)
        return { kind: "refused", failure: { code: "tool_redirected", params: about } };
      if (status >= 400) return { kind: "refused", failure: { code: "tool_refused", params: params() } };
      const read = readAnswer(sent.text, tool.resultPath);
      if (!read.ok)
        return {
          kind: "refused",
          failure: { code: read.code, params: { ...about, path: tool.resultPath ?? "" } },
        };
      return {
        kind: "done",
        fields: fieldsOfResult(confidence.value(read.value)),
        evidence: {
          tool: tool.name,
          request: `${shown.method} ${confidence.text(shown.url)}`,
          status,
          bytes: sent.bytes,
          ms: Math.round(performance.now() - sentAtMs),
        },
      };
    }
  }
}

function full({ name }: ToolRow, gate: ToolGate, detail: string): ToolOutcome {
  const forMs = gate.heldForMs;
  const params = { tool: name, minutes: Math.ceil(forMs / 60_000), detail };
  return { kind: "throttled", forMs, failure: { code: "tool_full", params } };
}

// In one line and short; first made storable, or what a NUL stands in the midst of would be a secret again.
function wordsOf(confidence: ToolConfidence, text: string): string {
  const told = confidence.text(storableText(text));
  return cutText(told.replace(/\s+/g, " ").trim(), LONGEST_WORDS);
}
