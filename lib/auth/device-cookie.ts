import { randomUUID } from "node:crypto";
import { decode, encode } from "next-auth/jwt";
import { readEnv } from "#lib/env.ts";
import { cookieValues, isSecure } from "./session-cookie.ts";

/** A browser that a member has signed in at: their failed sign-ins at it are counted apart from everybody else's. */
export interface KnownDevice {
  id: string;
  memberId: string;
}

// Sealed under a salt of its own: neither cookie can stand for the other.
const SALT = "presswork.device";
const YEAR_SECONDS = 365 * 24 * 60 * 60;

/** The member that has signed in at the browser that sent these headers before; `null` for none, and for a forged cookie. */
export async function knownDevice(headers: Headers): Promise<KnownDevice | null> {
  const secret = readEnv().AUTH_SECRET;
  if (!secret) return null;
  for (const token of cookieValues(headers.get("cookie"), cookieName(headers))) {
    const claims = await decode({ token, secret, salt: SALT }).catch(() => null);
    const { deviceId: id, memberId } = claims ?? {};
    if (typeof id === "string" && typeof memberId === "string") return { id, memberId };
  }
  return null;
}

/** The Set-Cookie that makes a browser known as one of a member. It lets nobody in. */
export async function deviceCookie(headers: Headers, memberId: string): Promise<string> {
  const secret = readEnv().AUTH_SECRET ?? "";
  const token = { deviceId: randomUUID(), memberId };
  const value = await encode({ token, secret, salt: SALT, maxAge: YEAR_SECONDS });
  const secure = isSecure(headers) ? "; Secure" : "";
  return `${cookieName(headers)}=${value}; Path=/api/auth; Max-Age=${YEAR_SECONDS}; HttpOnly; SameSite=Lax${secure}`;
}

function cookieName(headers: Headers): string {
  return `${isSecure(headers) ? "__Secure-" : ""}presswork.device`;
}
