import { arrayBuffer, text } from "node:stream/consumers";
import type { Pool } from "undici";
import { CallFault } from "./call-outcome.ts";
import { checkUrl } from "./check-url.ts";
import { classifyAnswer } from "./classify.ts";
import { classifyRequestFailure, connectionsTo } from "./connections.ts";
import { decodeStream } from "./decode-body.ts";

const LONGEST_ERROR_BODY = 64 * 1024;

/** What an AI SDK provider calls instead of `fetch`. */
export type Fetch = (input: string | URL | Request, init?: RequestInit) => Promise<Response>;

/**
 * A `fetch` for AI SDK providers over one undici pool per origin: half the CPU of the built-in one. It answers
 * successes only; anything else is thrown as a `CallFault` whose outcome is decided here, where it is known
 * whether the request was sent.
 * @param timeoutMs the longest wait for the first byte of the answer, and between two parts of it.
 */
export function pooledFetch(options: { allowPrivateNetwork: boolean; timeoutMs: number }): Fetch {
  return async (input, init = {}) => {
    const url = new URL(input instanceof Request ? input.url : input);
    const checked = checkUrl(url.href, options.allowPrivateNetwork);
    if (!checked.ok) throw new CallFault({ kind: "refused", code: checked.refusal.code, detail: url.host });
    const answer = await send(url, init, options);
    const headers = new AnswerHeaders(answer.headers);
    if (answer.statusCode >= 200 && answer.statusCode < 300) return successResponse(answer, headers);
    throw new CallFault(
      classifyAnswer(
        { status: answer.statusCode, headers: Object.fromEntries(headers), body: await readError(answer) },
        Math.random(),
        new Date(),
      ),
    );
  };
}

type Answer = Awaited<ReturnType<Pool["request"]>>;

async function send(
  url: URL,
  init: RequestInit,
  { allowPrivateNetwork, timeoutMs }: { allowPrivateNetwork: boolean; timeoutMs: number },
): Promise<Answer> {
  const form = init.body instanceof FormData ? await written(init.body) : null;
  try {
    return await connectionsTo(url.origin, allowPrivateNetwork).request({
      path: url.pathname + url.search,
      method: (init.method ?? "GET") as "GET" | "POST",
      headers: {
        ...(init.headers as Record<string, string>),
        "accept-encoding": "identity",
        ...form?.headers,
      },
      body: form?.body ?? (init.body as string | undefined) ?? null,
      signal: init.signal ?? null,
      headersTimeout: timeoutMs,
      bodyTimeout: timeoutMs,
    });
  } catch (cause) {
    throw new CallFault(classifyRequestFailure(cause, false), cause);
  }
}

// The pool's own library and Node's do not know each other's forms.
async function written(form: FormData): Promise<{ headers: Record<string, string>; body: Uint8Array }> {
  const written = new Response(form);
  return {
    headers: { "content-type": written.headers.get("content-type") ?? "" },
    body: new Uint8Array(await written.arrayBuffer()),
  };
}

async function readError(answer: Answer): Promise<string> {
  let told = "";
  try {
    const body = decodeStream(answer.body, answer.headers["content-encoding"]);
    body.setEncoding("utf8");
    for await (const part of body) {
      told += part;
      if (told.length > LONGEST_ERROR_BODY) break;
    }
  } catch {
    // The status alone says what it means; its explanation was cut off.
  }
  return told;
}

// As much of Headers as is read of an answer; the real one checks every name again.
class AnswerHeaders {
  readonly #values: Map<string, string>;

  constructor(headers: Answer["headers"]) {
    this.#values = new Map(Object.entries(headers).map(([name, value]) => [name, [value].flat().join(", ")]));
  }

  get(name: string): string | null {
    return this.#values.get(name.toLowerCase()) ?? null;
  }

  [Symbol.iterator](): MapIterator<[string, string]> {
    return this.#values[Symbol.iterator]();
  }
}

// The few members of Response that the AI SDK reads; a real Response would cost more than the call.
function successResponse(answer: Answer, headers: AnswerHeaders): Response {
  const { statusCode } = answer;
  const body = decodeStream(answer.body, answer.headers["content-encoding"]);
  const stream = {
    getReader() {
      const parts = body[Symbol.asyncIterator]();
      return {
        async read() {
          try {
            const { done, value } = await parts.next();
            return done ? { done: true, value: undefined } : { done: false, value: value as Uint8Array };
          } catch (cause) {
            throw new CallFault(classifyRequestFailure(cause, true), cause);
          }
        },
        async cancel() {
          body.destroy();
        },
        releaseLock() {},
      };
    },
    async cancel() {
      body.destroy();
    },
    pipeThrough(transform: ReadableWritablePair) {
      return webStreamOf(stream).pipeThrough(transform);
    },
  };
  return {
    ok: true,
    status: statusCode,
    statusText: "",
    headers,
    body: stream,
    async text() {
      return text(body);
    },
    async arrayBuffer() {
      return arrayBuffer(body);
    },
  } as unknown as Response;
}

function webStreamOf(source: {
  getReader(): { read(): Promise<{ done: boolean; value: Uint8Array | undefined }> };
  cancel(): Promise<void>;
}): ReadableStream<Uint8Array> {
  const reader = source.getReader();
  return new ReadableStream({
    async pull(controller) {
      const { done, value } = await reader.read();
      if (done) controller.close();
      else if (value) controller.enqueue(value);
    },
    cancel: () => source.cancel(),
  });
}
