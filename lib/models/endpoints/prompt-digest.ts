import { hash } from "node:crypto";
import type { ChatMessage } from "./call-outcome.ts";

const CHARACTERS = 16;
const NONE: readonly string[] = [];

/** What tells the messages of a call from others: a part of the SHA-256 of all that they say and show, and who does. */
export function promptDigest(messages: readonly ChatMessage[]): string {
  return hash("sha256", toldBy(messages), "base64url").slice(0, CHARACTERS);
}

/** All that messages say and show in one text, the same for the same messages alone. */
export function toldBy(messages: readonly ChatMessage[]): string {
  let told = "";
  for (const { role, content, pictures = NONE } of messages) {
    told += `\0${role}\0${content}`;
    for (const picture of pictures) told += `\0picture\0${picture}`;
  }
  return told;
}
