import type { Pool } from "undici";
import { CallClock } from "./call-clock.ts";
import { CallFault } from "./call-outcome.ts";
import { checkUrl } from "./check-url.ts";
import { classifyAnswer } from "./classify.ts";
import { classifyRequestFailure, connectionsTo } from "./connections.ts";
import { decodeStream, LONGEST_BODY } from "./decode-body.ts";

const LONGEST_ERROR_BODY = 64 * 1024;

/** What an AI SDK provider calls instead of `fetch`. */
export type Fetch = (input: string | URL | Request, init?: RequestInit) => Promise<Response>;

/**
 * A `fetch` for AI SDK providers over one undici pool per origin: half the CPU of the built-in one. It answers
 * successes only; anything else is thrown as a `CallFault` whose outcome is decided here, where it is known
 * whether the request was sent.
 * @param timeoutMs the longest wait for the first byte of the answer, and between two parts of it.
 * @param isTransfer its size says nothing of how long it may take: otherwise it may be five of these waits in all.
 */
export function pooledFetch(options: {
  allowPrivateNetwork: boolean;
  timeoutMs: number;
  isTransfer?: boolean;
}): Fetch {
  return async (input, init = {}) => {
    const clock = options.isTransfer ? null : new CallClock(options.timeoutMs);
    const url = new URL(input instanceof Request ? input.url : input);
    const checked = checkUrl(url.href, options.allowPrivateNetwork);
    if (!checked.ok) throw new CallFault({ kind: "refused", code: checked.refusal.code, detail: url.host });
    const answer = await send(url, init, options);
    const headers = new AnswerHeaders(answer.headers);
    if (answer.statusCode >= 200 && answer.statusCode < 300) return successResponse(answer, headers, clock);
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
function successResponse(answer: Answer, headers: AnswerHeaders, clock: CallClock | null): Response {
  const { statusCode } = answer;
  const body = decodeStream(answer.body, answer.headers["content-encoding"]);
  const stream = {
    getReader() {
      const parts = body[Symbol.asyncIterator]();
      let bytes = 0;
      return {
        async read() {
          try {
            const { done, value } = await parts.next();
            if (done) return { done: true, value: undefined };
            clock?.note(value as Uint8Array);
            bytes += (value as Uint8Array).length;
            // A transfer goes into a store as it comes; anything else is held in memory.
            if (clock && bytes > LONGEST_BODY) throw tooLong();
            return { done: false, value: value as Uint8Array };
          } catch (cause) {
            body.destroy();
            if (cause instanceof CallFault) throw cause;
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
      return (await wholeOf(stream)).toString();
    },
    async arrayBuffer() {
      return toArrayBuffer(await wholeOf(stream));
    },
  } as unknown as Response;
}

interface BodyReader {
  cancel(): Promise<void>;
  read(): Promise<{ done: boolean; value: Uint8Array | undefined }>;
}

async function wholeOf(source: { getReader(): BodyReader }): Promise<Buffer> {
  const reader = source.getReader();
  const parts: Uint8Array[] = [];
  let bytes = 0;
  for (let part = await reader.read(); part.value; part = await reader.read()) {
    bytes += part.value.length;
    if (bytes > LONGEST_BODY) {
      await reader.cancel();
      throw tooLong();
    }
    parts.push(part.value);
  }
  return Buffer.concat(parts);
}

// A success that cannot be read was billed like any other.
function tooLong(): CallFault {
  return new CallFault({ kind: "uncertain", code: "invalid_answer" });
}

function toArrayBuffer({ buffer, byteOffset, length }: Buffer): ArrayBuffer {
  return buffer.slice(byteOffset, byteOffset + length) as ArrayBuffer;
}

function webStreamOf(source: {
  getReader(): BodyReader;
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
