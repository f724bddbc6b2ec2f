import type { Dispatcher } from "undici";
import { checkUrl } from "#lib/models/endpoints/check-url.ts";
import { classifyRequestFailure, connectionsTo } from "#lib/models/endpoints/connections.ts";
import { decodeStream } from "#lib/models/endpoints/decode-body.ts";
import type { ToolRequest } from "./write-request.ts";

/** How a request ended. `text` of an answer that is none of success is its beginning. */
export type Sent =
  | { kind: "answered"; status: number; retryAfterMs: number | null; text: string; bytes: number }
  | { kind: "too-large" }
  | { kind: "failed"; code: string }
  /** It was stopped from the inside, and nobody knows its end. */
  | { kind: "stopped" };

export interface SendWays {
  headers: Readonly<Record<string, string>>;
  /** For all of it: connecting, waiting, reading. */
  timeoutMs: number;
  /** Of the answer, as it was before it was compressed. */
  maxBytes: number;
  allowPrivateNetwork: boolean;
  signal: AbortSignal;
}

const LONGEST_REFUSAL = 16 * 1024;

/**
 * Sends a request to a tool and reads its answer, up to a size and a moment. Goes nowhere inside this network without
 * leave, whatever the host's name resolves to, and follows nobody who sends it elsewhere.
 */
export async function sendRequest({ method, url, body }: ToolRequest, ways: SendWays): Promise<Sent> {
  const checked = checkUrl(url, ways.allowPrivateNetwork);
  if (!checked.ok) return { kind: "failed", code: checked.refusal.code };
  const { origin, pathname, search } = checked.value;
  const deadline = AbortSignal.timeout(ways.timeoutMs);
  try {
    const answer = await connectionsTo(origin, ways.allowPrivateNetwork).request({
      path: pathname + search,
      method,
      headers: {
        accept: "application/json, text/*;q=0.9, */*;q=0.1",
        "accept-encoding": "identity",
        "user-agent": "Presswork",
        ...(body !== null && { "content-type": "application/json; charset=utf-8" }),
        ...ways.headers,
      },
      body,
      headersTimeout: ways.timeoutMs,
      bodyTimeout: ways.timeoutMs,
      signal: AbortSignal.any([deadline, ways.signal]),
    });
    return await read(answer, ways.maxBytes);
  } catch (cause) {
    if (ways.signal.aborted) return { kind: "stopped" };
    if (deadline.aborted) return { kind: "failed", code: "timeout" };
    const outcome = classifyRequestFailure(cause, false);
    return { kind: "failed", code: "code" in outcome ? outcome.code : "connection_lost" };
  }
}

async function read(answer: Dispatcher.ResponseData, maxBytes: number): Promise<Sent> {
  const { statusCode: status, headers } = answer;
  const isSuccess = status >= 200 && status < 300;
  const most = isSuccess ? maxBytes : Math.min(maxBytes, LONGEST_REFUSAL);
  const parts: Buffer[] = [];
  let bytes = 0;
  const body = decodeStream(answer.body, headers["content-encoding"]);
  for await (const part of body as AsyncIterable<Buffer>) {
    bytes += part.length;
    if (bytes > most && isSuccess) {
      answer.body.destroy();
      return { kind: "too-large" };
    }
    parts.push(part);
    if (bytes > most) {
      answer.body.destroy();
      break;
    }
  }
  const text = decoderFor(headers["content-type"]).decode(Buffer.concat(parts));
  return { kind: "answered", status, retryAfterMs: waitOf(headers["retry-after"], new Date()), text, bytes };
}

function decoderFor(type: string | string[] | undefined): TextDecoder {
  const charset = /charset\s*=\s*"?([\w-]+)/i.exec([type ?? ""].flat()[0] ?? "")?.[1] ?? "utf-8";
  try {
    return new TextDecoder(charset);
  } catch {
    return new TextDecoder();
  }
}

/** Seconds or a date, as milliseconds from now; `null` for neither. */
function waitOf(retryAfter: string | string[] | undefined, now: Date): number | null {
  const told = [retryAfter ?? ""].flat()[0] ?? "";
  const ms = /^\d+$/.test(told) ? Number(told) * 1000 : Date.parse(told) - now.getTime();
  return Number.isFinite(ms) && ms >= 0 ? ms : null;
}
