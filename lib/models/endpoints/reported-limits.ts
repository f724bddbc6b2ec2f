/** What a provider says in its headers that it allows a minute. */
export interface ReportedLimits {
  rpm: number | null;
  tpm: number | null;
}

type Headers = Record<string, string | string[] | undefined>;

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;
/** A limit that is full again only after this long is not one of a minute. */
const LONGEST_RESET_MS = 2 * MINUTE_MS;
const ABOUT = 0.2;

/** Reads a provider's limits from the headers of an answer; `null` where they say nothing of a minute. */
export function readReportedLimits(headers: Headers | undefined, now: () => Date): ReportedLimits | null {
  if (!headers) return null;
  // Most providers say nothing, and this is asked of every answer.
  const isOpenAi = "x-ratelimit-limit-requests" in headers || "x-ratelimit-limit-tokens" in headers;
  if (!isOpenAi && !("anthropic-ratelimit-requests-limit" in headers)) return null;
  const read = isOpenAi ? openAiLimit : anthropicLimit;
  const limits = { rpm: read(headers, "requests", now), tpm: read(headers, "tokens", now) };
  return limits.rpm === null && limits.tpm === null ? null : limits;
}

type Reader = (headers: Headers, what: "requests" | "tokens", now: () => Date) => number | null;

const openAiLimit: Reader = (headers, what) =>
  aMinute(
    numberIn(headers[`x-ratelimit-limit-${what}`]),
    numberIn(headers[`x-ratelimit-remaining-${what}`]),
    durationMs(textIn(headers[`x-ratelimit-reset-${what}`])),
  );

const anthropicLimit: Reader = (headers, what, now) => {
  const resetAt = Date.parse(textIn(headers[`anthropic-ratelimit-${what}-reset`]) ?? "");
  return aMinute(
    numberIn(headers[`anthropic-ratelimit-${what}-limit`]),
    numberIn(headers[`anthropic-ratelimit-${what}-remaining`]),
    Number.isNaN(resetAt) ? null : resetAt - now().getTime(),
  );
};

// Some count the requests of a day under the same name. How long what was used takes to come back tells them apart.
function aMinute(limit: number | null, remaining: number | null, resetMs: number | null): number | null {
  if (limit === null || limit < 1) return null;
  if (resetMs === null) return limit;
  if (resetMs > LONGEST_RESET_MS) return null;
  const used = limit - (remaining ?? limit);
  const windowMs = used > 0 ? (resetMs * limit) / used : MINUTE_MS;
  return Math.abs(windowMs / DAY_MS - 1) < ABOUT ? null : limit;
}

/** "1s", "6m0s", "120ms": how OpenAI writes when a limit is full again; `null` where it is not written so. */
export function durationMs(text: string | undefined): number | null {
  if (!text) return null;
  let total = 0;
  for (const [, number, unit] of text.matchAll(/(?<![\d.])(\d+(?:\.\d+)?)(ms|s|m|h)/g)) {
    total += Number(number) * { ms: 1, s: 1_000, m: 60_000, h: 3_600_000 }[unit as "ms" | "s" | "m" | "h"];
  }
  return total > 0 ? total : null;
}

function numberIn(header: string | string[] | undefined): number | null {
  const text = textIn(header);
  return text !== undefined && /^\d+$/.test(text) ? Number(text) : null;
}

function textIn(header: string | string[] | undefined): string | undefined {
  return Array.isArray(header) ? header[0] : header;
}
