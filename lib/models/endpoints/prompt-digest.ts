import { hash } from "node:crypto";
import type { ChatMessage } from "./call-outcome.ts";

const CHARACTERS = 16;

/** What tells the messages of a call from others: a part of the SHA-256 of all that they say, and who says it. */
export function promptDigest(messages: readonly ChatMessage[]): string {
  let told = "";
  for (const { role, content } of messages) told += `\0${role}\0${content}`;
  return hash("sha256", told, "base64url").slice(0, CHARACTERS);
}
