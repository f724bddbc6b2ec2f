import type { NextRequest } from "next/server";
import NextAuth from "next-auth";
import { type SignInOutcome, signInOptions } from "#lib/auth/sign-in-options.ts";
import { readEnv } from "#lib/env.ts";
import { isLocale, localeCookie } from "#lib/i18n/locales.ts";

// Without a fixed public address the one the browser used counts, so that any port and host name work.
const publicUrl = readEnv().PUBLIC_URL;
if (publicUrl) process.env.NEXTAUTH_URL ??= publicUrl;
else process.env.AUTH_TRUST_HOST ??= "1";

const YEAR_SECONDS = 365 * 24 * 60 * 60;

async function answer(
  request: NextRequest,
  context: { params: Promise<{ nextauth: string[] }> },
): Promise<Response> {
  const outcome: SignInOutcome = {};
  const response: Response = await NextAuth(signInOptions(request.headers, outcome))(request, context);
  const headers = new Headers(response.headers);
  headers.set("cache-control", "private, no-store");
  if (isLocale(outcome.locale) && !request.cookies.has(localeCookie))
    headers.append(
      "set-cookie",
      `${localeCookie}=${outcome.locale}; Path=/; Max-Age=${YEAR_SECONDS}; SameSite=Lax`,
    );
  if (outcome.retryAfterSeconds === undefined)
    return new Response(response.body, { ...init(response), headers });
  headers.set("retry-after", String(outcome.retryAfterSeconds));
  return new Response(response.body, { status: response.status === 302 ? 302 : 429, headers });
}

function init({ status, statusText }: Response): ResponseInit {
  return { status, statusText };
}

export { answer as GET, answer as POST };
