import { Readable } from "node:stream";
import type { CallableModel } from "../../callable-model.ts";
import { CallFault } from "../call-outcome.ts";
import { credentialsOf } from "../credentials.ts";
import { pooledFetch } from "../pooled-fetch.ts";
import { providerUrl } from "../provider-url.ts";

const TIMEOUT_MS = 120_000;

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

/** Sends a request and reads the JSON of its answer. @throws CallFault for anything but a success. */
export async function askProvider<Answer>(model: CallableModel, request: ProviderRequest): Promise<Answer> {
  const response = await send(model, request);
  const text = await response.text();
  try {
    return JSON.parse(text) as Answer;
  } catch (cause) {
    throw new CallFault({ kind: "uncertain", code: "invalid_answer" }, cause);
  }
}

/** Sends a request and gives its answer as it comes in, with a line break after it. @throws CallFault for anything but a success. */
export async function* downloadFrom(
  model: CallableModel,
  request: ProviderRequest,
): AsyncGenerator<Uint8Array> {
  const response = await send(model, request);
  const reader = response.body?.getReader();
  try {
    for (let part = await reader?.read(); part && !part.done; part = await reader?.read()) yield part.value;
    yield Buffer.from("\n");
  } finally {
    // Whoever has read enough leaves the rest at the provider.
    await reader?.cancel();
  }
}

async function send(
  model: CallableModel,
  { method, path, headers, body, signal }: ProviderRequest,
): Promise<Response> {
  const fetch = pooledFetch({ allowPrivateNetwork: model.allowPrivateNetwork, timeoutMs: TIMEOUT_MS });
  const isStream = body !== undefined && "stream" in body;
  return fetch(providerUrl(model.baseUrl, path), {
    method,
    headers: {
      ...model.headers,
      ...credentialsOf(model),
      ...(body && !isStream && { "content-type": "application/json" }),
      ...(isStream && { "content-length": String(body.bytes) }),
      ...headers,
    },
    // undici takes a Node stream where the type of fetch knows only its own.
    ...(body && { body: (isStream ? Readable.from(body.stream) : JSON.stringify(body)) as string }),
    ...(signal && { signal }),
  });
}
