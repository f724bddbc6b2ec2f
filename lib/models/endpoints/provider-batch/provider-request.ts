import { Readable } from "node:stream";
import type { z } from "zod";
import type { CallableModel } from "../../callable-model.ts";
import { CallFault } from "../call-outcome.ts";
import { credentialsOf } from "../credentials.ts";
import { failForHiddenError } from "../hidden-error.ts";
import { pooledFetch } from "../pooled-fetch.ts";
import { providerUrl } from "../provider-url.ts";
import { type TransferSignals, TransferWatch } from "./transfer-watch.ts";

/** The longest wait for the first byte of an answer and between two parts of it. */
const TIMEOUT_MS = 120_000;
/** The longest that a request may take which is no transfer, however steadily its answer comes. */
const LONGEST_MS = 3 * 60_000;

/** A request to a provider that is no call to a model. */
export interface ProviderRequest {
  method: "GET" | "POST" | "DELETE";
  /** Below the provider's base URL. */
  path: string;
  headers?: Record<string, string>;
  /** JSON, or a stream of known length. */
  body?: object | { stream: AsyncIterable<Uint8Array>; bytes: number };
  signal?: AbortSignal;
}

/**
 * Sends a request and reads the JSON of its answer. @throws CallFault for anything but a success of that shape; an error
 * is one whatever its status.
 */
export async function askProvider<Answer>(
  model: CallableModel,
  shape: z.ZodType<Answer>,
  request: ProviderRequest,
): Promise<Answer> {
  const told = parseJson(
    await (isStream(request.body) ? upload(model, request, request.body) : ask(model, request)),
  );
  const read = shape.safeParse(told);
  if (read.success) return read.data;
  failForHiddenError(told);
  throw new CallFault({ kind: "uncertain", code: "invalid_answer" }, read.error);
}

async function ask(model: CallableModel, request: ProviderRequest): Promise<string> {
  const deadline = AbortSignal.timeout(LONGEST_MS);
  const signal = request.signal ? AbortSignal.any([request.signal, deadline]) : deadline;
  try {
    return await (await send(model, { ...request, signal })).text();
  } catch (error) {
    throw deadline.aborted ? new CallFault({ kind: "uncertain", code: "timeout" }, error) : error;
  }
}

async function upload(
  model: CallableModel,
  request: ProviderRequest,
  { stream, bytes }: { stream: AsyncIterable<Uint8Array>; bytes: number },
): Promise<string> {
  const watch = new TransferWatch({ signal: request.signal });
  async function* watched() {
    for await (const part of stream) {
      watch.moved(part.length);
      yield part;
    }
    watch.sent(LONGEST_MS);
  }
  try {
    const body = { stream: watched(), bytes };
    return await (await send(model, { ...request, body, signal: watch.signal })).text();
  } catch (error) {
    throw watch.faultOf(error);
  } finally {
    watch.leave();
  }
}

/**
 * Sends a request and gives its answer as it comes in, with a line break after it. @throws CallFault for anything but a
 * success, and for one that has as good as stopped.
 */
export async function* downloadFrom(
  model: CallableModel,
  request: ProviderRequest,
  signals: TransferSignals = {},
): AsyncGenerator<Uint8Array> {
  const watch = new TransferWatch(signals);
  let reader: ReadableStreamDefaultReader<Uint8Array> | undefined;
  try {
    const response = await send(model, { ...request, signal: watch.signal });
    reader = response.body?.getReader();
    for (let part = await reader?.read(); part && !part.done; part = await reader?.read()) {
      watch.moved(part.value.length);
      yield part.value;
    }
    yield Buffer.from("\n");
  } catch (error) {
    throw watch.faultOf(error);
  } finally {
    watch.leave();
    // Whoever has read enough leaves the rest at the provider.
    await reader?.cancel();
  }
}

async function send(
  model: CallableModel,
  { method, path, headers, body, signal }: ProviderRequest,
): Promise<Response> {
  const { allowPrivateNetwork } = model;
  const fetch = pooledFetch({ allowPrivateNetwork, timeoutMs: TIMEOUT_MS, isTransfer: true });
  return fetch(providerUrl(model.baseUrl, path), {
    method,
    headers: {
      ...model.headers,
      ...credentialsOf(model),
      ...(body && !isStream(body) && { "content-type": "application/json" }),
      ...(isStream(body) && { "content-length": String(body.bytes) }),
      ...headers,
    },
    // undici takes a Node stream where the type of fetch knows only its own.
    ...(body && { body: (isStream(body) ? Readable.from(body.stream) : JSON.stringify(body)) as string }),
    ...(signal && { signal }),
  });
}

function isStream(
  body: ProviderRequest["body"],
): body is { stream: AsyncIterable<Uint8Array>; bytes: number } {
  return body !== undefined && "stream" in body;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
