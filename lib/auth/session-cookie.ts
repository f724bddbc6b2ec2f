import { decode } from "next-auth/jwt";
import { readEnv } from "#lib/env.ts";

/**
 * Whether the browser reaches us over https: what PUBLIC_URL says, else what the proxy in front says. Of several in a row
 * the first is the one that the browser spoke to.
 */
export function isSecure(headers: Headers): boolean {
  const publicUrl = readEnv().PUBLIC_URL;
  if (publicUrl) return publicUrl.startsWith("https:");
  return headers.get("x-forwarded-proto")?.split(",")[0]?.trim().toLowerCase() === "https";
}

/** The cookie that carries a session. The prefix makes browsers refuse it from anything but https. */
export function sessionCookieName(secure: boolean): string {
  return secure ? "__Secure-presswork.session" : "presswork.session";
}

/** The id of the session a request's cookie names; `null` for none, a forged or an expired one. */
export async function sessionIdOf(headers: Headers): Promise<string | null> {
  const secret = readEnv().AUTH_SECRET;
  if (!secret) return null;
  for (const token of cookieValues(headers.get("cookie"), sessionCookieName(isSecure(headers)))) {
    const claims = await decode({ token, secret }).catch(() => null);
    if (typeof claims?.sessionId === "string") return claims.sessionId;
  }
  return null;
}

/**
 * The values that a Cookie header has for a name. There may be several: one that another site of the domain set, or an
 * earlier installation at a longer path, comes before ours and is none of ours to remove.
 */
export function cookieValues(header: string | null, name: string): string[] {
  return (header ?? "").split(";").flatMap((pair) => {
    const [key, value] = pair.trim().split("=", 2);
    return key === name && value ? [value] : [];
  });
}
