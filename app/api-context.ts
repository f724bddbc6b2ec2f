import type { ApiContext } from "#lib/api/context.ts";
import type { Actor } from "#lib/auth/actor.ts";
import { clientAddress } from "#lib/auth/client-address.ts";
import { findActorBySession } from "#lib/auth/find-actor-by-session.ts";
import { findActorByToken } from "#lib/auth/find-actor-by-token.ts";
import { recordRefusedToken } from "#lib/auth/record-refusal.ts";
import { readEnv } from "#lib/env.ts";
import { isLocale, localeCookie, localeFromHeader } from "#lib/i18n/locales.ts";
import type { Refusal } from "#lib/result.ts";

const CHANGES_NOTHING = new Set(["GET", "HEAD", "OPTIONS"]);

/** Who calls the API and in which language; a browser session counts only for requests from our own pages. */
export async function apiContext(request: Request): Promise<ApiContext | Refusal> {
  const locale = localeOf(request);
  const idempotencyKey = request.headers.get("idempotency-key");
  const address = clientAddress(request.headers.get("x-forwarded-for"), readEnv().TRUSTED_PROXIES);
  const rest = { locale, address, ...(idempotencyKey && { idempotencyKey }) };
  const bearer = /^Bearer\s+(\S+)$/i.exec(request.headers.get("authorization") ?? "")?.[1];
  if (bearer) return { ...rest, actor: await actorByToken(bearer, address) };
  if (!CHANGES_NOTHING.has(request.method) && !isSameOrigin(request)) return { code: "cross_origin" };
  return { ...rest, actor: await findActorBySession(request.headers) };
}

async function actorByToken(token: string, address: string): Promise<Actor | null> {
  const actor = await findActorByToken(token);
  if (actor) return { ...actor, address };
  await recordRefusedToken(token, address);
  return null;
}

/** The language of an answer: the reader's cookie, then what the client accepts. */
export function localeOf(request: Request): ApiContext["locale"] {
  const cookie = new RegExp(`(?:^|; )${localeCookie}=([^;]+)`).exec(request.headers.get("cookie") ?? "")?.[1];
  return isLocale(cookie) ? cookie : localeFromHeader(request.headers.get("accept-language"));
}

function hostOf(url: string | undefined): string | null {
  return url ? new URL(url).host : null;
}

// https://developer.mozilla.org/docs/Web/HTTP/Headers/Sec-Fetch-Site, with Origin for browsers without it.
function isSameOrigin(request: Request): boolean {
  const site = request.headers.get("sec-fetch-site");
  if (site) return site === "same-origin" || site === "none";
  const origin = request.headers.get("origin");
  if (origin === null) return true;
  if (!URL.canParse(origin)) return false;
  // A proxy may ask for us by another name than people do.
  const ours = [request.headers.get("host"), hostOf(readEnv().PUBLIC_URL)];
  return ours.includes(new URL(origin).host);
}
