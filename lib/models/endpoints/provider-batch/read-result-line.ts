import type { UnansweredCall } from "../call-outcome.ts";
import { classifyAnswer } from "../classify.ts";

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

interface WireLine {
  custom_id?: string;
  // OpenAI: https://platform.openai.com/docs/api-reference/batch/request-output
  response?: { status_code: number; request_id?: string | null; body: unknown } | null;
  error?: { code?: string | null; message?: string | null } | null;
  // Anthropic: https://docs.claude.com/en/api/retrieving-message-batch-results
  result?:
    | { type: "succeeded"; message: { id?: string } }
    | { type: "errored"; error: { error?: { type?: string; message?: string } } }
    | { type: "canceled" | "expired" };
}

const LEFT = /expired|cancel/;
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
  if (!line?.custom_id) return null;
  const customId = line.custom_id;
  const { response, result, error } = line;
  if (result) {
    const requestId = result.type === "succeeded" ? (result.message.id ?? null) : null;
    return { customId, requestId, result: anthropicResult(result) };
  }
  if (response) {
    const body = JSON.stringify(response.body);
    const isSuccess = response.status_code >= 200 && response.status_code < 300;
    return {
      customId,
      requestId: response.request_id ?? null,
      result: isSuccess ? { kind: "answered", body } : failed(response.status_code, body),
    };
  }
  if (LEFT.test(error?.code ?? "")) return { customId, requestId: null, result: { kind: "left" } };
  return { customId, requestId: null, result: failed(500, JSON.stringify({ error })) };
}

function anthropicResult(result: NonNullable<WireLine["result"]>): BatchResult["result"] {
  switch (result.type) {
    case "succeeded":
      return { kind: "answered", body: JSON.stringify(result.message) };
    case "errored": {
      const error = result.error.error;
      return failed(ANTHROPIC_STATUS[error?.type ?? ""] ?? 500, JSON.stringify({ error }));
    }
    default:
      return { kind: "left" };
  }
}

// Nobody waits for a request of a batch, so one that was throttled is like one that could not be taken.
function failed(status: number, body: string): BatchResult["result"] {
  const outcome = classifyAnswer({ status, headers: {}, body }, 0, new Date());
  const isThrottled = outcome.kind === "throttled";
  return { kind: "failed", outcome: isThrottled ? { kind: "unavailable", code: `http_${status}` } : outcome };
}

function parse(text: string): WireLine | null {
  try {
    return JSON.parse(text) as WireLine;
  } catch {
    return null;
  }
}
