import type { ChatAnswer } from "#lib/models/endpoints/call-outcome.ts";
import { chat } from "#lib/models/endpoints/chat.ts";
import type { ChatRequest } from "#lib/models/endpoints/chat-request.ts";
import type { Endpoint } from "#lib/models/endpoints/endpoint.ts";
import { moderateInWords } from "#lib/models/endpoints/moderate-in-words.ts";
import { LONGEST_WATCHED_WAIT_MS } from "./advance.ts";
import type { ItemCall } from "./prompt-of.ts";

/** How the model of a call is spoken to. */
export function endpointOf({ speaks }: Pick<ItemCall, "speaks">): Endpoint<ChatRequest, ChatAnswer> {
  return speaks === "moderation" ? moderateInWords : chat;
}

/**
 * How a call waits at its model's gate. Nobody waits out an outage, or a long closing, for a check: it says that it was not
 * run. @param usual how a call waits that the item needs.
 */
export function waitingOf<Usual extends { evenIfOut?: boolean; patienceMs?: number }>(
  { purpose }: Pick<ItemCall, "purpose">,
  usual: Usual,
): Usual | { evenIfOut: true; patienceMs: number } {
  return purpose === "check" ? { ...usual, evenIfOut: true, patienceMs: LONGEST_WATCHED_WAIT_MS } : usual;
}
