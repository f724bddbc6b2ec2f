import { checkUrl } from "#lib/models/endpoints/check-url.ts";
import { classifyRequestFailure, connectionsTo } from "#lib/models/endpoints/connections.ts";
import type { ChatForm, SendFailure, Sent, Verdict } from "./target.ts";

const LONGEST_ANSWER = 16 * 1024;
const TIMEOUT_MS = 10_000;
const TOO_MANY = 429;
const GONE = 410;

/**
 * Posts a message as JSON and reads what the receiver makes of it. Goes nowhere inside this network without leave, whatever
 * the host's name resolves to, and follows nobody who sends it elsewhere.
 * @param timeoutMs the longest that all of it may take; then the connection is closed, and the message was not taken.
 */
export async function postMessage(
  { url, headers, body }: ReturnType<ChatForm["request"]>,
  {
    allowPrivateNetwork,
    form,
    timeoutMs = 2 * TIMEOUT_MS,
  }: {
    allowPrivateNetwork: boolean;
    form: Pick<ChatForm, "read" | "readRefusal">;
    timeoutMs?: number;
  },
): Promise<Sent> {
  const checked = checkUrl(url, allowPrivateNetwork);
  if (!checked.ok) return { ok: false, failure: { code: "private_address", isFinal: true } };
  const { origin, pathname, search } = checked.value;
  try {
    const answer = await connectionsTo(origin, allowPrivateNetwork).request({
      path: pathname + search,
      method: "POST",
      headers: { "content-type": "application/json; charset=utf-8", "user-agent": "Presswork", ...headers },
      body,
      headersTimeout: TIMEOUT_MS,
      bodyTimeout: TIMEOUT_MS,
      signal: AbortSignal.timeout(timeoutMs),
    });
    const { told, brokenBy } = await beginningOf(answer.body);
    if (answer.statusCode >= 200 && answer.statusCode < 300) {
      const read = form.read(told);
      return read.ok || brokenBy === null ? read : { ok: false, failure: failureOf(brokenBy) };
    }
    const refusal = { status: answer.statusCode, retryAfter: answer.headers["retry-after"], words: told };
    return { ok: false, failure: refusalOf(refusal, form.readRefusal(told)) };
  } catch (cause) {
    return { ok: false, failure: failureOf(cause) };
  }
}

interface Refusal {
  status: number;
  retryAfter: string | string[] | undefined;
  words: string;
}

function refusalOf({ status, retryAfter, words }: Refusal, verdict: Verdict): SendFailure {
  const wait = waitOf([retryAfter].flat()[0], new Date());
  return {
    code: "refused",
    params: { status, words },
    ...(status === TOO_MANY && { retryAfterMs: 3 * TIMEOUT_MS }),
    ...(status === GONE && { isFinal: true }),
    ...verdict,
    ...(wait !== null && { retryAfterMs: wait }),
  };
}

function failureOf(cause: unknown): SendFailure {
  if (cause instanceof Error && cause.name === "TimeoutError") return { code: "timeout" };
  const outcome = classifyRequestFailure(cause, false);
  const code = CONNECTION_FAILURES.find((known) => "code" in outcome && known === outcome.code);
  return { code: code ?? "connection_lost" };
}

const CONNECTION_FAILURES = [
  "private_address",
  "timeout",
  "connect_timeout",
  "connection_refused",
  "name_not_found",
  "tls_failed",
] as const;

/** Seconds or a date, as milliseconds from now; `null` for neither. */
function waitOf(retryAfter: string | undefined, now: Date): number | null {
  if (!retryAfter) return null;
  const ms = /^\d+$/.test(retryAfter) ? Number(retryAfter) * 1000 : Date.parse(retryAfter) - now.getTime();
  return Number.isFinite(ms) && ms >= 0 ? ms : null;
}

/** What is said at first, and what ended it before its end: a receiver may have taken a message and then say nothing more. */
async function beginningOf(body: AsyncIterable<Uint8Array>): Promise<{ told: string; brokenBy: unknown }> {
  const decoder = new TextDecoder();
  let told = "";
  try {
    for await (const part of body) {
      told += decoder.decode(part, { stream: true });
      if (told.length > LONGEST_ANSWER) break;
    }
    return { told, brokenBy: null };
  } catch (cause) {
    return { told, brokenBy: cause };
  }
}
