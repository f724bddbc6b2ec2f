import { cutText, storableText } from "#lib/storable-text.ts";
import type { UnansweredCall } from "./call-outcome.ts";
import { durationMs, readReportedLimits } from "./reported-limits.ts";

const DEFAULT_RETRY_AFTER_MS = 1_000;
const LONGEST_RETRY_AFTER_MS = 5 * 60_000;
const JITTER_PART = 0.25;
const LEAST_JITTER_MS = 250;
const DETAIL_LENGTH = 500;
const CODE_LENGTH = 100;

/** An answer that is not a success, as it came over the wire. */
export interface ErrorAnswer {
  status: number;
  /** Names in lower case. */
  headers: Record<string, string>;
  body: string;
}

// As OpenAI, Azure, Anthropic, Google, DashScope, DeepSeek, Ark, Zhipu, SiliconFlow, Moonshot, MiniMax, OpenRouter and the
// gateways one-api and new-api word that nothing more will be answered before somebody pays, or before the day is over.
const EXHAUSTED = new RegExp(
  [
    "insufficient[ _](user_)?quota|exceeded_current_quota|quota (is not enough|exhausted)|AllocationQuota",
    "billing_(hard_limit|not_active)|key limit exceeded|account_deactivated|account .{0,80}suspended",
    "insufficient[ _](account[ _])?(balance|credits?|funds)|balance is (insufficient|too low|not enough)",
    "credit balance is too low|arrearage|overdue|额度不足|余额不足|欠费",
    "PerDay|per[- ]day",
  ].join("|"),
  "i",
);
const FILTERED =
  /content_filter|content[ _]policy|data_inspection_failed|DataInspectionFailed|responsible_?ai|prompt_blocked|safety system/i;

/**
 * What an error answer means for the call and for money.
 * @param chance 0 ≤ chance < 1, spreads callers that were throttled together.
 * @param now for Retry-After given as a date.
 */
export function classifyAnswer(answer: ErrorAnswer, chance: number, now: Date): UnansweredCall {
  const { status } = answer;
  if (status === 402) return exhausted(answer);
  if ((status === 429 || status === 400 || status === 403) && EXHAUSTED.test(answer.body))
    return exhausted(answer);
  if (status === 429) {
    const reportedLimits = readReportedLimits(answer.headers, () => now);
    return {
      kind: "throttled",
      retryAfterMs: retryAfterMs(answer.headers, chance, now),
      ...(reportedLimits && { reportedLimits }),
    };
  }
  if (status === 408 || status === 409 || status >= 500)
    return { kind: "unavailable", code: `http_${status}` };
  if (FILTERED.test(answer.body))
    return { kind: "refused", code: "content_filter", detail: detailOf(answer) };
  return { kind: "refused", code: refusalCode(status), detail: detailOf(answer) };
}

function exhausted(answer: ErrorAnswer): UnansweredCall {
  return { kind: "exhausted", code: codeOf(answer), detail: detailOf(answer) };
}

/** How long a throttled caller should wait, with jitter, in milliseconds. */
export function retryAfterMs(headers: Record<string, string>, chance: number, now: Date): number {
  const asked =
    milliseconds(headers["retry-after-ms"]) ??
    secondsOrDate(headers["retry-after"], now) ??
    latestReset(headers) ??
    DEFAULT_RETRY_AFTER_MS;
  const wait = Math.min(Math.max(asked, 0), LONGEST_RETRY_AFTER_MS);
  return Math.ceil(wait + chance * Math.max(wait * JITTER_PART, LEAST_JITTER_MS));
}

/**
 * What a failure of the connection means: nothing was sent, or the end was not seen.
 * @param wasSent whether any of the request may have reached the provider.
 */
export function classifyFailure(code: string, wasSent: boolean): UnansweredCall {
  return { kind: wasSent ? "uncertain" : "unavailable", code };
}

// Only what has run out says when to come back.
function latestReset(headers: Record<string, string>): number | null {
  const resets = ["requests", "tokens"]
    .filter((what) => headers[`x-ratelimit-remaining-${what}`] === "0")
    .map((what) => durationMs(headers[`x-ratelimit-reset-${what}`]))
    .filter((ms) => ms !== null);
  return resets.length > 0 ? Math.max(...resets) : null;
}

function milliseconds(text: string | undefined): number | null {
  return text !== undefined && /^\d+(\.\d+)?$/.test(text.trim()) ? Number(text) : null;
}

function secondsOrDate(text: string | undefined, now: Date): number | null {
  if (text === undefined) return null;
  const seconds = milliseconds(text);
  if (seconds !== null) return seconds * 1_000;
  const date = Date.parse(text);
  return Number.isNaN(date) ? null : Math.max(0, date - now.getTime());
}

function refusalCode(status: number): string {
  switch (status) {
    case 401:
      return "provider_unauthorized";
    case 403:
      return "provider_forbidden";
    case 404:
      return "provider_not_found";
    case 413:
      return "provider_too_large";
    default:
      return "provider_rejected";
  }
}

function codeOf(answer: ErrorAnswer): string {
  const error = errorOf(answer.body);
  const code = error?.code ?? error?.type;
  return typeof code === "string" && code ? wordsOf(code, CODE_LENGTH) : `http_${answer.status}`;
}

// For a person to read: the provider's own sentence, and never so long that it fills a log.
function detailOf(answer: ErrorAnswer): string {
  const message = errorOf(answer.body)?.message;
  const text = typeof message === "string" ? message : answer.body.replace(/<[^>]*>|\s+/g, " ").trim();
  return wordsOf(text, DETAIL_LENGTH) || `HTTP ${answer.status}`;
}

function wordsOf(text: string, length: number): string {
  return cutText(storableText(text), length);
}

function errorOf(body: string): Record<string, unknown> | null {
  try {
    const parsed: unknown = JSON.parse(body);
    const whole = Array.isArray(parsed) ? parsed[0] : parsed;
    if (typeof whole !== "object" || whole === null) return null;
    const error = "error" in whole ? whole.error : whole;
    if (typeof error === "string") return { message: error };
    return typeof error === "object" ? (error as Record<string, unknown>) : null;
  } catch {
    return null;
  }
}
