import type { NextAuthOptions } from "next-auth";
import { db } from "#db/client.ts";
import { findMember } from "#db/queries/auth/members.ts";
import { AppError } from "#lib/app-error.ts";
import { readEnv } from "#lib/env.ts";
import { log } from "#lib/observability/log.ts";
import { checkCredentials } from "./check-credentials.ts";
import { clientAddress } from "./client-address.ts";
import { deviceCookie, knownDevice } from "./device-cookie.ts";
import { endSession } from "./end-session.ts";
import { localPath } from "./local-path.ts";
import { admitByClaims, isOidcConfigured, OIDC_PROVIDER_ID, oidcProvider } from "./oidc.ts";
import { SESSION_DAYS } from "./session.ts";
import { isSecure, sessionCookieName, sessionIdOf } from "./session-cookie.ts";
import { startSession } from "./start-session.ts";

/** What came of a request to sign in, beyond what next-auth itself answers. */
export interface SignInOutcome {
  retryAfterSeconds?: number;
  /** The language the member has chosen for the screens. */
  locale?: string | null;
  /** Makes the browser known as one of the member who signed in. */
  deviceCookie?: string;
}

/**
 * How people sign in, for one request. The cookie carries the id of a session and nothing else.
 * @param outcome filled in while next-auth works.
 */
export function signInOptions(headers: Headers, outcome: SignInOutcome): NextAuthOptions {
  const env = readEnv();
  const secure = isSecure(headers);
  const address = clientAddress(headers.get("x-forwarded-for"), env.TRUSTED_PROXIES);
  if (!env.AUTH_SECRET) throw new AppError("AUTH_SECRET is not set.");
  return {
    secret: env.AUTH_SECRET,
    session: { strategy: "jwt", maxAge: SESSION_DAYS * 24 * 60 * 60 },
    // Who signs out ends the session that they had, whatever other cookie of its name came before it.
    jwt: {
      async decode() {
        const sessionId = await sessionIdOf(headers);
        return sessionId === null ? null : { sessionId };
      },
    },
    pages: { signIn: "/sign-in", error: "/sign-in" },
    useSecureCookies: secure,
    cookies: {
      sessionToken: {
        name: sessionCookieName(secure),
        options: { httpOnly: true, sameSite: "lax", path: "/", secure },
      },
    },
    providers: [
      {
        id: "credentials",
        name: "Credentials",
        type: "credentials",
        credentials: {},
        async authorize(given: unknown) {
          const { email, password } = credentialsOf(given);
          const device = await knownDevice(headers);
          const checked = await orUnexpected(checkCredentials({ email, password, address, device }));
          if (checked.ok) return { id: checked.value.id };
          const seconds = checked.refusal.params?.seconds;
          if (typeof seconds === "number") outcome.retryAfterSeconds = seconds;
          // next-auth puts the message into the address of the sign-in page, which translates it.
          throw new Error(checked.refusal.code);
        },
      },
      ...(isOidcConfigured(env) ? [oidcProvider(env)] : []),
    ],
    callbacks: {
      async signIn({ user, account, profile }) {
        if (account?.provider !== OIDC_PROVIDER_ID) return true;
        const found = await orUnexpected(admitByClaims(profile, { issuer: env.OIDC_ISSUER, address }));
        if (!found.ok) return `/sign-in?error=${found.refusal.code}`;
        user.id = found.value.id;
        return true;
      },
      async jwt({ token, user, account }) {
        if (!user) return token;
        const member = await findMember(db(), user.id);
        if (!member) throw new AppError("Somebody signed in who is not a member.");
        const before = await sessionIdOf(headers);
        if (before) await endSession(before, address);
        const by = account?.provider === OIDC_PROVIDER_ID ? "oidc" : "password";
        const userAgent = headers.get("user-agent");
        outcome.locale = member.locale;
        outcome.deviceCookie = await deviceCookie(headers, member.id);
        return { sessionId: await startSession(member, { address, userAgent, by }) };
      },
      session: ({ session }) => ({ expires: session.expires }),
      redirect: ({ url, baseUrl }) => `${baseUrl}${localPath(url, baseUrl)}`,
    },
    events: {
      async signOut({ token }) {
        const sessionId: unknown = token.sessionId;
        if (typeof sessionId === "string") await endSession(sessionId, address);
      },
    },
    logger: {
      error: (code, metadata) =>
        log.warn({ code, err: "error" in metadata ? metadata.error : metadata }, "signing in failed"),
      warn: () => {},
      debug: () => {},
    },
  };
}

// next-auth puts the message of what is thrown into the address of the sign-in page; a database's holds its query.
async function orUnexpected<Value>(work: Promise<Value>): Promise<Value> {
  try {
    return await work;
  } catch (cause) {
    log.error({ err: cause }, "signing in failed");
    throw new Error("internal");
  }
}

function credentialsOf(given: unknown): { email: string; password: string } {
  const { email, password } = (given ?? {}) as Record<string, unknown>;
  return {
    email: typeof email === "string" ? email.slice(0, 320) : "",
    password: typeof password === "string" ? password.slice(0, 1000) : "",
  };
}
