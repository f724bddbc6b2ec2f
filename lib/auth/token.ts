import { createHash, randomBytes } from "node:crypto";

const PREFIX = "pw_";
const SHOWN_LENGTH = 8;

/** A new bearer token of 256 random bits. It is shown once; only its hash is kept. */
export function makeToken(): string {
  return `${PREFIX}${randomBytes(32).toString("base64url")}`;
}

/** What is kept of a token. Tokens are 256 random bits, so a plain hash cannot be guessed back. */
export function hashToken(token: string): string {
  return createHash("sha256").update(token).digest("hex");
}

/** The start of a token that people recognise it by. */
export function tokenPrefix(token: string): string {
  return token.slice(0, SHOWN_LENGTH);
}
