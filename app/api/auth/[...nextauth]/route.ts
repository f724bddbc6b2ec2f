import { NextRequest } from "next/server";
import NextAuth from "next-auth";
import { localeOf } from "#app/api-context.ts";
import { problemResponse } from "#lib/api/handler.ts";
import { readBody } from "#lib/api/read-body.ts";
import { type SignInOutcome, signInOptions } from "#lib/auth/sign-in-options.ts";
import { readEnv } from "#lib/env.ts";
import { isLocale, localeCookie } from "#lib/i18n/locales.ts";

// Without a fixed public address the one the browser used counts, so that any port and host name work.
const publicUrl = readEnv().PUBLIC_URL;
if (publicUrl) process.env.NEXTAUTH_URL ??= publicUrl;
else process.env.AUTH_TRUST_HOST ??= "1";

const YEAR_SECONDS = 365 * 24 * 60 * 60;
/** An e-mail, a password and a token against forgery; nobody is known yet. */
const MAX_FORM_BYTES = 16 * 1024;

async function answer(
  request: NextRequest,
  context: { params: Promise<{ nextauth: string[] }> },
): Promise<Response> {
  const { nextauth } = await context.params;
  // Where next-auth would write what any browser says into our log.
  if (nextauth[0] === "_log") return problemResponse({ code: "not_found" }, localeOf(request));
  const body = request.body ? await readBody(request, MAX_FORM_BYTES) : null;
  if (body && !body.ok) return problemResponse(body.refusal, localeOf(request));
  const { url, method, headers: sent } = request;
  const read = body ? new NextRequest(url, { method, headers: sent, body: body.value }) : request;
  const outcome: SignInOutcome = {};
  const response: Response = await NextAuth(signInOptions(request.headers, outcome))(read, context);
  const headers = new Headers(response.headers);
  if (outcome.deviceCookie) headers.append("set-cookie", outcome.deviceCookie);
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
