import { callModel } from "#lib/calls/call-model.ts";
import { type ChatCall, chat } from "#lib/models/endpoints/chat.ts";

/** Calls a chat model once, all that it takes in one, with as much reserved as it may take. */
export function callChat({ model, signal, timeoutMs, ...request }: ChatCall) {
  const options = { ...(signal && { signal }), ...(timeoutMs !== undefined && { timeoutMs }) };
  return callModel(chat, model, request, {
    ...options,
    longestAnswer: chat.bound(model, request).longestAnswer,
  });
}
