import { hash } from "node:crypto";
import type { ChatMessage } from "./call-outcome.ts";
import type { OfferedFunction } from "./chat-request.ts";

const CHARACTERS = 16;
const NONE: readonly string[] = [];
const NO_FUNCTIONS: readonly OfferedFunction[] = [];

/**
 * What tells the messages of a call from others: a part of the SHA-256 of all that they say and show, and who does, with
 * the functions that are offered beside them.
 */
export function promptDigest(
  messages: readonly ChatMessage[],
  functions: readonly OfferedFunction[] = NO_FUNCTIONS,
): string {
  const offered = functions.length > 0 ? `\0functions\0${JSON.stringify(functions)}` : "";
  return hash("sha256", toldBy(messages) + offered, "base64url").slice(0, CHARACTERS);
}

/** All that messages say and show in one text, the same for the same messages alone. */
export function toldBy(messages: readonly ChatMessage[]): string {
  let told = "";
  for (const { role, content, pictures = NONE, calls } of messages) {
    told += `\0${role}\0${content}`;
    for (const call of calls ?? [])
      told += `\0call\0${call.id}\0${call.name}\0${call.arguments}\0${call.result}`;
    for (const picture of pictures) told += `\0picture\0${picture}`;
  }
  return told;
}
