import type { CallableModel } from "../../callable-model.ts";
import { readAnswerHeaders } from "../answer-headers.ts";
import { CallFault } from "../call-outcome.ts";
import { credentialsOf } from "../credentials.ts";
import { failForHiddenError, failForPage } from "../hidden-error.ts";
import { pooledFetch } from "../pooled-fetch.ts";
import type { GivenPictures } from "./given-pictures.ts";
import type { ReadPictures } from "./picture-request.ts";

export interface PictureSending {
  url: string;
  /** JSON, or a form. */
  body: Record<string, unknown> | FormData;
  read: (answer: unknown) => ReadPictures | null;
}

/** Sends a request and reads what it gave. @throws CallFault for anything but an answer. */
export async function sendPictureRequest(
  model: CallableModel,
  { url, body, read }: PictureSending,
  { signal, timeoutMs }: { signal: AbortSignal | undefined; timeoutMs: number },
): Promise<GivenPictures> {
  const fetch = pooledFetch({ allowPrivateNetwork: model.allowPrivateNetwork, timeoutMs });
  const isForm = body instanceof FormData;
  const answer = await fetch(url, {
    method: "POST",
    headers: {
      ...model.headers,
      ...credentialsOf(model),
      ...(!isForm && { "content-type": "application/json" }),
    },
    body: isForm ? body : JSON.stringify(body),
    ...(signal && { signal }),
  });
  const text = await answer.text();
  failForPage(text.trimStart());
  // What throws here is an answer that cannot be read: it was billed like any other.
  const json: unknown = JSON.parse(text);
  const given = read(json);
  if (!given || given.found.length === 0) failForHiddenError(firstTrouble(json));
  if (!given) throw new CallFault({ kind: "uncertain", code: "invalid_answer" });
  return { ...given, ...readAnswerHeaders(Object.fromEntries(answer.headers)) };
}

// Some tell for each picture why there is none.
function firstTrouble(json: unknown): unknown {
  const { data } = (json ?? {}) as { data?: unknown };
  const troubled: unknown = Array.isArray(data) ? data.find((one) => one?.error) : null;
  return troubled ?? json;
}
