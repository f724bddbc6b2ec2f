import { cutText, storableText } from "#lib/storable-text.ts";
import { CallFault } from "./call-outcome.ts";
import { classifyAnswer } from "./classify.ts";

// What kind of error it is by its code, its type or, where those say nothing, its message.
const BY_ANY_WORDS: [RegExp, number][] = [
  [
    /rate.?limit|too.?many.?requests|throttl|concurrency|(?:request|call|usage|qps|daily) limit|频率|并发/i,
    429,
  ],
  [
    /insufficient.{0,20}(quota|balance|credit|fund)|arrear|overdue|billing|payment.?required|欠费|余额不足|额度不足/i,
    402,
  ],
];
const BY_CODE: [RegExp, number][] = [
  ...BY_ANY_WORDS,
  [/auth|api.?key/i, 401],
  [/permission|forbidden|denied/i, 403],
  [/not.?found|no.?such/i, 404],
  [/invalid|unsupported|bad.?request|content.?filter|inspection|sensitive|safety|context.?length/i, 400],
];
const BY_MESSAGE: [RegExp, number][] = [
  ...BY_ANY_WORDS,
  [
    /api.?(?:secret.?)?key|login fail|unauthori[sz]ed|authenticat|invalid (?:access )?token|(?:access )?token (?:is )?(?:invalid|expired)|令牌.{0,10}(?:无效|过期)/i,
    401,
  ],
  [/sensitive|inspection|敏感|违规/i, 400],
];
const OTHERWISE = 500;

/**
 * Throws for an error that a success holds instead of an answer, as if its status had told it; does nothing where there
 * is none. @param body the JSON of the answer. @throws CallFault
 */
export function failForHiddenError(body: unknown): void {
  const error = errorIn(body);
  if (!error) return;
  const answer = { status: statusOf(error), headers: {}, body: JSON.stringify({ error }) };
  throw new CallFault(classifyAnswer(answer, Math.random(), new Date()));
}

/** The words of an error that was told beside an answer or in the midst of it; "" where there is none. */
export function wordsOfHiddenError(body: unknown): string {
  const message = errorIn(body)?.message;
  return typeof message === "string" ? message : "";
}

const PAGE = /^<(?:!doctype html|html|head|body)\b/i;
const LONGEST_WORDS = 300;

/**
 * Throws for a page in the place of an answer, to sign in at, of a firewall or of another server altogether: no model wrote
 * it, and nobody bills it. @throws CallFault
 */
export function failForPage(text: string): void {
  if (!PAGE.test(text)) return;
  const words = text.replace(/<(script|style)\b[\s\S]*?<\/\1\s*>|<[^<>]*>/gi, " ").replace(/\s+/g, " ");
  const detail = cutText(storableText(words.trim()), LONGEST_WORDS);
  throw new CallFault({ kind: "unavailable", code: "invalid_answer", ...(detail && { detail }) });
}

/**
 * What the AI SDK could not read as an answer may be an error. @throws CallFault for one, else what it threw itself.
 */
export function rejectAsTold(cause: unknown): never {
  const body = cause instanceof Error && "responseBody" in cause ? cause.responseBody : null;
  if (typeof body === "string") {
    failForPage(body.trimStart());
    failForHiddenError(parsed(body));
  }
  throw cause;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

interface ToldError {
  code?: unknown;
  type?: unknown;
  message?: unknown;
}

function errorIn(body: unknown): ToldError | null {
  const whole = Array.isArray(body) ? body[0] : body;
  if (!isObject(whole)) return null;
  const { error, errors, base_resp, error_code, error_msg, code, message, msg, detail } = whole;
  const told = error ?? (Array.isArray(errors) ? errors[0] : null);
  if (typeof told === "string" && told !== "") return { code, message: told };
  if (isObject(told)) return { ...told, message: told.message ?? told.msg };
  // https://platform.minimaxi.com/document/errorcode
  if (isObject(base_resp) && base_resp.status_code !== 0)
    return { code: base_resp.status_code, message: base_resp.status_msg };
  // https://cloud.baidu.com/doc/WENXINWORKSHOP/s/tlmyncueh
  if (error_code !== undefined) return { code: error_code, message: error_msg };
  const words = message ?? msg ?? detail;
  const isFine = code === 0 || code === 200 || code === "0" || code === "200";
  return typeof words === "string" && !isFine ? { code, message: words } : null;
}

function statusOf({ code, type, message }: ToldError): number {
  const number = Number(code);
  if (Number.isInteger(number) && number >= 400 && number < 600) return number;
  return (
    statusByWords(BY_CODE, code) ??
    statusByWords(BY_CODE, type) ??
    statusByWords(BY_MESSAGE, message) ??
    OTHERWISE
  );
}

function statusByWords(table: [RegExp, number][], words: unknown): number | undefined {
  return typeof words === "string" ? table.find(([pattern]) => pattern.test(words))?.[1] : undefined;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
