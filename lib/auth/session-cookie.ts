import { decode } from "next-auth/jwt";
import { readEnv } from "#lib/env.ts";

/** Whether the browser reaches us over https: what PUBLIC_URL says, else what the proxy in front says. */
export function isSecure(headers: Headers): boolean {
  const publicUrl = readEnv().PUBLIC_URL;
  return publicUrl ? publicUrl.startsWith("https:") : headers.get("x-forwarded-proto") === "https";
}

/** The cookie that carries a session. The prefix makes browsers refuse it from anything but https. */
export function sessionCookieName(secure: boolean): string {
  return secure ? "__Secure-presswork.session" : "presswork.session";
}

/** The id of the session a request's cookie names; `null` for none, a forged or an expired one. */
export async function sessionIdOf(headers: Headers): Promise<string | null> {
  const secret = readEnv().AUTH_SECRET;
  const token = cookieValue(headers.get("cookie"), sessionCookieName(isSecure(headers)));
  if (!token || !secret) return null;
  try {
    const claims = await decode({ token, secret });
    return typeof claims?.sessionId === "string" ? claims.sessionId : null;
  } catch {
    return null;
  }
}

/** A cookie's value in a Cookie header; `null` where it has none of that name. */
export function cookieValue(header: string | null, name: string): string | null {
  for (const pair of header?.split(";") ?? []) {
    const [key, value] = pair.trim().split("=", 2);
    if (key === name && value) return value;
  }
  return null;
}
