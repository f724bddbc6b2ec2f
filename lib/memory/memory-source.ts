import { createHash } from "node:crypto";

/** A source text as it is told from others: its blanks and invisible differences do not count, its letters and case do. */
export function normalSource(text: string): string {
  return text.normalize("NFC").replaceAll(/\s+/gu, " ").trim();
}

/** What a source text is found by. */
export function sourceDigest(text: string): string {
  return createHash("sha256").update(normalSource(text)).digest("base64url");
}
