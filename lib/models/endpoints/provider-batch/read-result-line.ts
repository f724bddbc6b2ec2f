import { z } from "zod";
import { CallFault, type UnansweredCall } from "../call-outcome.ts";
import { classifyAnswer } from "../classify.ts";
import { failForHiddenError } from "../hidden-error.ts";

/** What a provider says of one request of a batch. */
export interface BatchResult {
  customId: string;
  requestId: string | null;
  result:
    | { kind: "answered"; body: string }
    /** It was made and gave no answer; not billed. */
    | { kind: "failed"; outcome: UnansweredCall }
    /** It was never made: the batch expired or was cancelled before its turn. */
    | { kind: "left" };
}

const wireError = z
  .union([z.looseObject({ code: z.unknown().optional(), type: z.unknown().optional() }), z.string().min(1)])
  .nullish()
  .catch(null);
const wireLine = z.looseObject({
  custom_id: z.string().min(1),
  // OpenAI: https://platform.openai.com/docs/api-reference/batch/request-output
  response: z
    .looseObject({
      status_code: z.coerce.number().int().positive().nullish().catch(null),
      request_id: z.string().nullish().catch(null),
      body: z.unknown().optional(),
    })
    .nullish()
    .catch(null),
  error: wireError,
  // Anthropic: https://docs.claude.com/en/api/retrieving-message-batch-results
  result: z
    .looseObject({
      type: z.string(),
      message: z.unknown().optional(),
      error: z.looseObject({ error: wireError }).nullish().catch(null),
    })
    .nullish()
    .catch(null),
});

type WireLine = z.output<typeof wireLine>;

const LEFT = /expired|cancel/i;
const ANTHROPIC_STATUS: Record<string, number> = {
  invalid_request_error: 400,
  authentication_error: 401,
  billing_error: 402,
  permission_error: 403,
  not_found_error: 404,
  request_too_large: 413,
  rate_limit_error: 429,
  overloaded_error: 529,
};

/** Reads a line of a batch's results; `null` when it is not one. */
export function readResultLine(text: string): BatchResult | null {
  const line = parse(text);
  if (!line) return null;
  const { custom_id: customId, response, result, error } = line;
  if (result) {
    const id = z.looseObject({ id: z.string() }).safeParse(result.message);
    return { customId, requestId: id.success ? id.data.id : null, result: anthropicResult(result) };
  }
  if (response) {
    // Some gateways put the answer's JSON there as a text.
    const body = typeof response.body === "string" ? response.body : JSON.stringify(response.body ?? null);
    const requestId = response.request_id || null;
    const status = response.status_code ?? (error ? 500 : 200);
    const isSuccess = status >= 200 && status < 300;
    return { customId, requestId, result: isSuccess ? { kind: "answered", body } : failed(status, body) };
  }
  return { customId, requestId: null, result: errorResult(error) };
}

function errorResult(error: WireLine["error"]): BatchResult["result"] {
  const [code, type] = typeof error === "object" && error ? [error.code, error.type] : [];
  if ([code, type].some((name) => typeof name === "string" && LEFT.test(name))) return { kind: "left" };
  try {
    // Which words mean what, a line of errors has in common with an answer that is one.
    failForHiddenError({ error: error ?? { message: "" } });
  } catch (fault) {
    if (fault instanceof CallFault) return unbilled(fault.outcome);
    throw fault;
  }
  return failed(500, JSON.stringify({ error }));
}

function anthropicResult({ type, message, error }: NonNullable<WireLine["result"]>): BatchResult["result"] {
  switch (type) {
    case "succeeded":
      return { kind: "answered", body: JSON.stringify(message ?? null) };
    case "errored": {
      const told = error?.error ?? error;
      const name = typeof told === "object" && told && typeof told.type === "string" ? told.type : "";
      return failed(ANTHROPIC_STATUS[name] ?? 500, JSON.stringify({ error: told }));
    }
    default:
      return { kind: "left" };
  }
}

function failed(status: number, body: string): BatchResult["result"] {
  return unbilled(classifyAnswer({ status, headers: {}, body }, 0, new Date()));
}

// Nobody waits for a request of a batch, so one that was throttled is like one that could not be taken.
function unbilled(outcome: UnansweredCall): BatchResult["result"] {
  const isThrottled = outcome.kind === "throttled";
  return { kind: "failed", outcome: isThrottled ? { kind: "unavailable", code: "http_429" } : outcome };
}

function parse(text: string): WireLine | null {
  try {
    // Files of some gateways begin with a mark of their byte order.
    return wireLine.safeParse(JSON.parse(text.replace(/^\uFEFF/, ""))).data ?? null;
  } catch {
    return null;
  }
}
