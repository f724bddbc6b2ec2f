import { cutText, storableText } from "#lib/storable-text.ts";
import type { UnansweredCall } from "./call-outcome.ts";
import { type Complaint, complaintIn } from "./complaint.ts";
import { readReportedLimits } from "./reported-limits.ts";
import { toldWaitMs } from "./told-wait.ts";

const DEFAULT_RETRY_AFTER_MS = 1_000;
/** Plans begin anew each week; quotas of a month are told in words. */
const LONGEST_RETRY_AFTER_MS = 14 * 24 * 3_600_000;
/** A wait as long as this is worth its provider's own words. */
const LONG_WAIT_MS = 60_000;
const JITTER_PART = 0.25;
const LEAST_JITTER_MS = 250;
const MOST_JITTER_MS = 30_000;
const DETAIL_LENGTH = 500;
const CODE_LENGTH = 100;

/** An answer that is not a success, as it came over the wire. */
export interface ErrorAnswer {
  status: number;
  /** Names in lower case. */
  headers: Record<string, string>;
  body: string;
}

// As OpenAI, Azure, Anthropic, Google, DashScope, DeepSeek, Ark, Zhipu, SiliconFlow, Moonshot, MiniMax, xAI, OpenRouter and the
// gateways one-api, new-api, LiteLLM, Vercel and Dify word that nothing more will be answered before somebody pays.
const EXHAUSTED = new RegExp(
  [
    "insufficient[ _](user_)?quota|exceeded_current_quota|quota (is not enough|exhausted)|AllocationQuota\\.FreeTierOnly",
    "billing_(hard_limit|not_active|error)|BILLING_DISABLED|requires billing|key limit exceeded|SetLimitExceeded",
    "account_deactivated|account .{0,80}(suspended|deactivated|locked)|\\bbanned\\b|封禁|[账帐賬][户号戶號]已?被?(锁定|冻结|鎖定|凍結)",
    "(organization|subscription|consumer|billing account|account) .{0,80}\\b(is|has|have) (been )?(disabled|restricted|suspended|deactivated|terminated|closed)\\b",
    "organization_(restricted|deactivated)|CONSUMER_SUSPENDED|SubscriptionDisabled|inactive subscription|subscription (has )?expired",
    "insufficient[ _](account[ _])?(balance|credits?|funds)|balance is (insufficient|too low|not enough)",
    "credit balance is too low|all available credits|(spend(ing)?|usage) (limit|cap)s?\\b|arrearage|overdue",
    "budget_exceeded|budget has been exceeded|(exceeded|crossed) ?(token)?budget|provider_quota_exceeded",
    "customer_verification_required|requires a (valid )?(credit card|payment method)",
    "out of credits|exhausted (its|your|the|all|free) .{0,40}(quota|credit|trial)",
    "ResourcePackExhausted|resource package exhausted|CommodityNotPurchased|payment (method|card) .{0,20}(declined|failed|expired)",
    "[额額]度不足|[余餘][额額]不足|欠[费費]|[额額]度已用[尽盡]|[额額]度已耗[尽盡]|配[额額]不足|配[额額]已|资源包.{0,12}(用尽|耗尽|用完)|使用上限|已到期",
  ].join("|"),
  "i",
);
/** The same in words that a request may hold as well, or that a limit of the moment is told in: there a wait stands beside them. */
const LONG_IS_OVER = new RegExp(
  [
    "exceeded your current quota|quota .{0,20}exhausted|(credit|trial|package|quota)s? .{0,40}\\b(depleted|used up|run out|expired)\\b",
    "(insufficient|out of|no more) points\\b|used (up )?(all )?(of )?(your |its |the )?(available |free )?(credits|points)\\b",
    "\\b(month|week|hour) allocated quota|\\b(month|week)ly\\b.{0,40}(quota|limit|credit)|(quota|limit|credit).{0,40}(\\b(month|week)ly\\b|(\\/ ?|per[- ])month)",
  ].join("|"),
  "i",
);
const OF_A_MOMENT = /per[- ]?(minute|second)|\b[RTQ]P[MS]\b|每分钟|每秒/i;
/** The same till the day is over, as a rate limit words it. */
const DAY_IS_OVER =
  /(?:Per|By)Day|per[- ]day|\bdaily\b|\btoday['’]s\b.{0,20}quota|\btomorrow\b|\b[RT]PD\b|[今每当][日天].{0,20}(上限|限|用[尽完])|明[天日]再/i;
/** Google names a wait of seconds beside a quota that is full for the day. */
const DAY_OF_GOOGLE = /"quotaId"\s*:\s*"\w*PerDay/;
/** Other refusals speak of days in what they quote as well: there it has to stand beside what is used up. */
const DAY_OF_QUOTA =
  /(?:quota|limit|usage).{0,40}(?:PerDay|per[- ]day|\bdaily\b)|(?:PerDay|per[- ]day|\bdaily\b).{0,40}(?:quota|limit|usage)|[今每]日.{0,20}上限/i;
/** As one-api and new-api word that they have nobody who offers a model. */
const NO_SUCH_MODEL = /无可用渠道|no available channel|model_not_found/i;
/** What a 403 is about where it is not the text: the key, what it may do, and where from. A firewall's page says none of it. */
const OF_KEY =
  /api[ _-]?key|(?:access|auth\w*|bearer)[ _-]?(?:key|token)|unauthori[sz]ed|not authori[sz]ed|authenticat|credential|permission|\b(?:no|not have|lacks?|without) access\b|country|territory|AccessDenied|令牌|密[钥鑰]|鉴权|权限|未授权|无权/i;
/** Where other statuses tell it, it begins their sentence or is their code: a sentence may quote a row further on. */
const BEGINS_WITH_KEY =
  /^(?:authentication (?:error|failed)\b|(?:the |your )?api[ _-]?key\b.{0,40}(?:invalid|not valid|expired|incorrect|revoked)|(?:invalid|incorrect|expired) api[ _-]?key\b)/i;
const BEGINS_WITH_MODEL =
  /^(?:(?:the|this|requested|provided|specified) )*model\b.{0,120}(?:not (?:be )?found|not exist|unknown|decommissioned|retired|no longer (?:available|supported)|identifier is invalid)|^invocation of model\b.{0,200}(?:not|n['’]t) supported|^you (?:do not|don['’]t) have access to the model\b|^(?:invalid|unknown|no such) model\b|^\S{1,120} is not a valid model\b|^(?:该|此)?模型.{0,40}(?:不存在|未找到|已下线)/i;
/** What gateways put before the sentence that they pass on. */
const PASSED_ON =
  /^(?:\W*\berror\b['"]?:\s*['"]?|(?:litellm\.)?\w+(?:Error|Exception)\b(?:\s-|:)\s*|Error code: \d{3} - |\/[\w/-]+:\s*)+/i;
const KEY_CODE = /^(?:invalid_api_key|InvalidApiKey|API_KEY_INVALID)$/i;
const MODEL_CODE = /^(?:model_?not_?found|model_?not_?exist|invalid_model|model_decommissioned|1211)$/i;
const GOOGLE_KEY = /"reason"\s*:\s*"API_KEY_(?:INVALID|EXPIRED)/;
/** A wait till then that is no longer than this is waited for. */
const SHORT_OF_A_DAY_MS = 3_600_000;
const FILTERED =
  /content_filter|content[ _]policy|moderation_blocked|content moderation|data_inspection_failed|DataInspectionFailed|responsible_?ai|prompt_blocked|safety system|SensitiveContent|new_sensitive|input was flagged|敏感内容|敏感信息|违规/i;

/**
 * What an error answer means for the call and for money.
 * @param chance 0 ≤ chance < 1, spreads callers that were throttled together.
 * @param now for Retry-After given as a date.
 */
export function classifyAnswer(answer: ErrorAnswer, chance: number, now: Date): UnansweredCall {
  const { status } = answer;
  if (status === 402) return exhausted(answer);
  if (isExhausted(answer, now)) return exhausted(answer);
  if (status === 429) {
    const reportedLimits = readReportedLimits(answer.headers, () => now);
    const waitMs = retryAfterMs(answer.headers, chance, now, answer.body);
    return {
      kind: "throttled",
      retryAfterMs: waitMs,
      ...(waitMs >= LONG_WAIT_MS && { detail: detailOf(answer) }),
      ...(reportedLimits && { reportedLimits }),
    };
  }
  if (status < 500 && FILTERED.test(answer.body))
    return { kind: "refused", code: "content_filter", detail: detailOf(answer) };
  const complaint = status === 401 ? null : complaintOf(answer);
  const isOfModel = status === 503 && NO_SUCH_MODEL.test(answer.body);
  if (!isOfModel && (status === 408 || status === 409 || status >= 500)) {
    const detail = wordsIn(answer);
    return {
      kind: "unavailable",
      code: `http_${status}`,
      ...(detail && { detail }),
      ...(complaint && { complaint }),
    };
  }
  const isOfAsking = complaint !== null && complaint.about !== "anything";
  const unaccepted = isOfModel ? "model" : isOfAsking ? null : unacceptedIn(answer);
  return {
    kind: "refused",
    code: isOfModel ? "provider_not_found" : refusalCode(status),
    detail: detailOf(answer),
    ...(complaint && { complaint }),
    ...(unaccepted && { unaccepted }),
  };
}

function unacceptedIn(answer: ErrorAnswer): "key" | "model" | null {
  const { status, body } = answer;
  if (status === 401) return "key";
  if (status === 404) return "model";
  const words = wordsIn(answer).replace(PASSED_ON, "");
  const error = errorOf(body);
  const codes = [error?.code, error?.type, error?.status].map(String);
  if (codes.some((code) => MODEL_CODE.test(code)) || BEGINS_WITH_MODEL.test(words)) return "model";
  const isOfKey = codes.some((code) => KEY_CODE.test(code)) || BEGINS_WITH_KEY.test(words);
  if (isOfKey || GOOGLE_KEY.test(body)) return "key";
  const isPage = body.trimStart().startsWith("<");
  return status === 403 && !isPage && OF_KEY.test([...codes, words].join(" ")) ? "key" : null;
}

function complaintOf(answer: ErrorAnswer): Complaint | null {
  const param = errorOf(answer.body)?.param;
  return complaintIn(answer, { text: detailOf(answer), param: typeof param === "string" ? param : "" });
}

// Gateways pass on with a status of their own what the provider behind them refused.
function isExhausted(answer: ErrorAnswer, now: Date): boolean {
  const { status, headers, body } = answer;
  const isOfAsking = status === 429 || status === 412 || (status >= 400 && status <= 403);
  if (!isOfAsking && !(status >= 500 && errorOf(body))) return false;
  if (EXHAUSTED.test(body) || isDayOver(answer, now)) return true;
  if (status === 400 || !LONG_IS_OVER.test(body) || OF_A_MOMENT.test(body)) return false;
  const toldMs = toldWaitMs(headers, body, now);
  return toldMs === null || toldMs > SHORT_OF_A_DAY_MS;
}

function isDayOver({ status, headers, body }: ErrorAnswer, now: Date): boolean {
  const mayTell = status === 429 ? DAY_IS_OVER : status === 403 ? DAY_OF_QUOTA : null;
  if (!mayTell?.test(body)) return false;
  if (DAY_OF_GOOGLE.test(body)) return true;
  const toldMs = toldWaitMs(headers, body, now);
  return toldMs === null || toldMs > SHORT_OF_A_DAY_MS;
}

function exhausted(answer: ErrorAnswer): UnansweredCall {
  return { kind: "exhausted", code: codeOf(answer), detail: detailOf(answer) };
}

/** How long a throttled caller should wait, with jitter, in milliseconds: by the headers, else by the words. */
export function retryAfterMs(headers: Record<string, string>, chance: number, now: Date, body = ""): number {
  const asked = toldWaitMs(headers, body, now) ?? DEFAULT_RETRY_AFTER_MS;
  const wait = Math.min(Math.max(asked, 0), LONGEST_RETRY_AFTER_MS);
  return Math.ceil(wait + chance * Math.min(MOST_JITTER_MS, Math.max(wait * JITTER_PART, LEAST_JITTER_MS)));
}

/**
 * What a failure of the connection means: nothing was sent, or the end was not seen.
 * @param wasSent whether any of the request may have reached the provider.
 */
export function classifyFailure(code: string, wasSent: boolean): UnansweredCall {
  return { kind: wasSent ? "uncertain" : "unavailable", code };
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

function detailOf(answer: ErrorAnswer): string {
  return wordsIn(answer) || `HTTP ${answer.status}`;
}

// For a person to read: the provider's own sentence, and never so long that it fills a log; "" where it says none.
function wordsIn({ body }: ErrorAnswer): string {
  const { message: told, detail } = errorOf(body) ?? {};
  const message = told ?? detail;
  const text = typeof message === "string" ? message : body.replace(/<[^<>]*>|\s+/g, " ");
  return wordsOf(text.trim(), DETAIL_LENGTH);
}

function wordsOf(text: string, length: number): string {
  return cutText(storableText(text), length);
}

function errorOf(body: string): Record<string, unknown> | null {
  try {
    const parsed: unknown = JSON.parse(body);
    const whole = Array.isArray(parsed) ? parsed[0] : parsed;
    if (typeof whole !== "object" || whole === null) return null;
    const several = "errors" in whole ? [whole.errors].flat()[0] : null;
    const error = "error" in whole ? whole.error : typeof several === "object" ? (several ?? whole) : whole;
    // Servers of Stable Diffusion name the kind of an error, and say beside it what it was.
    const said = "errors" in whole && typeof whole.errors === "string" ? whole.errors : "";
    if (typeof error === "string") return { message: said ? `${error}: ${said}` : error };
    return typeof error === "object" ? (error as Record<string, unknown>) : null;
  } catch {
    return null;
  }
}
