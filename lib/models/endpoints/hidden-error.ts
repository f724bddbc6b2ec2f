import type { ErrorAnswer } from "./classify.ts";

// What kind of error it is by its code, where that is a word.
const STATUS_BY_WORD: [RegExp, number][] = [
  [/rate.?limit|too.?many|throttl|concurren/i, 429],
  [/insufficient|balance|credit|quota|arrear|billing|payment|欠费|余额不足/i, 402],
  [/auth|api.?key|token.?invalid|invalid.?token/i, 401],
  [/permission|forbidden|denied/i, 403],
  [/not.?found|no.?such/i, 404],
  [/content.?filter|inspection|sensitive|safety/i, 400],
  [/invalid|unsupported|bad.?request|too.?long|too.?large|context.?length/i, 400],
];
const OTHERWISE = 500;

/**
 * The error that a success holds instead of an answer, as it would have been told by a status; `null` where there is
 * none. @param body the JSON of the answer.
 */
export function hiddenError(body: unknown): ErrorAnswer | null {
  const error = errorIn(body);
  if (!error) return null;
  return { status: statusOf(error), headers: {}, body: JSON.stringify({ error }) };
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
  const told = [code, type, message].filter((word) => typeof word === "string");
  for (const words of told) {
    const [, status] = STATUS_BY_WORD.find(([pattern]) => pattern.test(words)) ?? [];
    if (status !== undefined) return status;
  }
  return OTHERWISE;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
