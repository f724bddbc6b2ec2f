type Headers = Record<string, string>;

// The one says that a limit has run out, the other when it is full again.
const LIMITS = [
  ["x-ratelimit-remaining-requests", "x-ratelimit-reset-requests"],
  ["x-ratelimit-remaining-tokens", "x-ratelimit-reset-tokens"],
  ["x-ratelimit-remaining", "x-ratelimit-reset"],
  ["x-rate-limit-remaining", "x-rate-limit-reset"],
  ["ratelimit-remaining", "ratelimit-reset"],
] as const;

const LONGEST_LOOK = 8_000;

/**
 * How long a provider says to wait, in milliseconds, by its headers or else in its words; `null` where it says nothing of it.
 * @param headers their names in lower case. @param now for moments.
 */
export function toldWaitMs(headers: Headers, body: string, now: Date): number | null {
  return (
    milliseconds(headers["retry-after-ms"]) ??
    untilMs(headers["retry-after"], now) ??
    latestReset(headers, now) ??
    inWords(body.slice(0, LONGEST_LOOK), now)
  );
}

function milliseconds(text: string | undefined): number | null {
  return text !== undefined && /^\d+(\.\d+)?$/.test(text.trim()) ? Number(text) : null;
}

function latestReset(headers: Headers, now: Date): number | null {
  const resets = LIMITS.filter(([remaining]) => headers[remaining] === "0")
    .map(([, reset]) => untilMs(headers[reset], now))
    .filter((ms) => ms !== null);
  return resets.length > 0 ? Math.max(...resets) : null;
}

/** No wait is as many seconds: it is a moment, in seconds or in milliseconds. */
const FIRST_MOMENT = 1e9;
const FIRST_MOMENT_MS = 1e12;

// Seconds, a length with its units, a date, or a moment counted from 1970.
function untilMs(text: string | undefined, now: Date): number | null {
  const told = text?.trim() ?? "";
  if (/^\d+(\.\d+)?$/.test(told)) {
    const number = Number(told);
    if (number < FIRST_MOMENT) return number * 1_000;
    return fromNow(number < FIRST_MOMENT_MS ? number * 1_000 : number, now);
  }
  if (ONLY_LENGTHS.test(told)) return lengthMs(told);
  return fromNow(Date.parse(told), now);
}

function fromNow(moment: number, now: Date): number | null {
  return Number.isNaN(moment) ? null : Math.max(0, moment - now.getTime());
}

const UNIT_MS: [spelt: RegExp, ms: number][] = [
  [/^(?:ms|milli|毫)/i, 1],
  [/^(?:s|秒)/i, 1_000],
  [/^(?:m|分)/i, 60_000],
  [/^(?:h|小)/i, 3_600_000],
  [/^(?:d|天)/i, 86_400_000],
];
const UNIT =
  "(?:ms|milliseconds?|s|secs?|seconds?|m|mins?|minutes?|h|hrs?|hours?|d|days?)(?![a-z])|毫秒|秒|分钟|分鐘|小时|小時|天";
const NUMBER = "\\d[\\d,]{0,11}(?:\\.\\d{1,12})?";
const LENGTHS = `(?:${NUMBER}\\s{0,3}(?:${UNIT})[\\s,]{0,3}(?:and\\s{1,3})?){1,5}`;
const ONLY_LENGTHS = new RegExp(`^${LENGTHS}$`, "i");

function lengthMs(text: string): number {
  const lengths = text.matchAll(new RegExp(`(${NUMBER})\\s*(${UNIT})`, "gi"));
  return [...lengths].reduce((total, [, number = "", unit = ""]) => {
    const ms = UNIT_MS.find(([spelt]) => spelt.test(unit))?.[1] ?? 0;
    return total + Number(number.replaceAll(",", "")) * ms;
  }, 0);
}

const MOMENT = "\\d{4}-\\d\\d-\\d\\d[T ]\\d\\d:\\d\\d(?::\\d\\d)?(?:\\.\\d+)?";
// As Google (`"retryDelay": "34s"`), OpenAI (`Please try again in 1m30s`), GitHub (`Please wait 35913 seconds`), gateways
// (`retry after 30 seconds`, `请在 30 秒后重试`) and plans of hours and days (`Resets in 160h20m10s`) tell a length.
const LENGTH_TOLD = [
  new RegExp(`retry_?delay"?\\s*[:=]\\s*"?(${LENGTHS})`, "i"),
  new RegExp(
    `(?:\\b(?:again|retry(?:ing)?|wait(?:ing)?|resets?|refresh(?:es)?|available))\\b[\\s:]{0,3}(?:(?:in|after|for|at least|about|approximately|another|within)\\s{1,3}){0,3}(${LENGTHS})`,
    "i",
  ),
  new RegExp(`(${LENGTHS})(?:后|後|以后|以後|之后|之後)`, "i"),
  new RegExp(`等待?\\s*(${LENGTHS})`, "i"),
];
// As Ark (`It will reset at 2026-11-22 23:15:06 +0800`), Zhipu (`将在 2026-11-22 23:15:06 重置`) and fields of OpenRouter and others
// tell a moment; Chinese ones without a zone are Chinese time.
const MOMENT_TOLD = [
  new RegExp(
    `\\b(?:resets?|refresh(?:es|ed)?|again|available|access|until|retry)\\b[^.\\n]{0,40}?\\b(${MOMENT})\\s*(Z|UTC|GMT|[+-]\\d\\d:?\\d\\d)?`,
    "i",
  ),
  new RegExp(`(?:在|于|於)\\s*(${MOMENT})(\\s*)(?:后|後|之后)?\\s*(?:重置|恢复|恢復|刷新|解除)`),
];
const MOMENT_FIELD =
  /(?:x-ratelimit-reset|resets?_?at|quotaResetTimeStamp)"?\s*[:=]\s*"?(\d{10}(?:\d{3})?(?!\d)|\d{4}-\d\d-\d\dT[\d:.]+(?:Z|[+-]\d\d:?\d\d))/i;

function inWords(body: string, now: Date): number | null {
  for (const told of LENGTH_TOLD) {
    const length = lengthMs(told.exec(body)?.[1] ?? "");
    if (length > 0) return length;
  }
  for (const told of MOMENT_TOLD) {
    const [whole = "", moment, zone = ""] = told.exec(body) ?? [];
    if (moment) return fromNow(Date.parse(momentIn(moment, zone.trim(), whole)), now);
  }
  return untilMs(MOMENT_FIELD.exec(body)?.[1], now);
}

function momentIn(moment: string, zone: string, words: string): string {
  const usual = /\p{Script=Han}/u.test(words) ? "+08:00" : "Z";
  const known = /^[+-]/.test(zone) ? zone.replace(/^(...)(\d\d)$/, "$1:$2") : zone ? "Z" : usual;
  return `${moment.replace(" ", "T")}${known}`;
}
