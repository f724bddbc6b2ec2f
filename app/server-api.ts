import { createRouterClient, ORPCError, type RouterClient } from "@orpc/server";
import { forbidden, notFound } from "next/navigation";
import { getLocale } from "next-intl/server";
import { toProblemError } from "#lib/api/problem.ts";
import { type AppRouter, router } from "#lib/api/router.ts";
import type { Locale } from "#lib/i18n/locales.ts";
import { requireActor } from "./current-actor.ts";

/**
 * The API for pages: the same router as /api/v1, called in process as whoever is signed in; nobody is sent to sign
 * in, and a page that asks for what its reader may not see becomes the page that says so.
 */
export async function serverApi(): Promise<RouterClient<AppRouter>> {
  const context = { actor: await requireActor(), locale: await getLocale() };
  const asProblem = ({ next }: Call) => orProblem(next, context.locale);
  return createRouterClient(router, { context, interceptors: [orForbidden, asProblem] });
}

/** What the API gives; the not-found page where it gives nothing, and where it is asked for what cannot be. */
export async function orNotFound<Value>(answer: Promise<Value>): Promise<Value> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof ORPCError && (error.status === 404 || error.status === 422)) notFound();
    throw error;
  }
}

interface Call {
  next: () => Promise<unknown>;
}

// As the API answers: an address that somebody made up is refused, and breaks no page.
async function orProblem(next: Call["next"], locale: Locale): Promise<unknown> {
  try {
    return await next();
  } catch (thrown) {
    const problem = toProblemError(thrown, locale);
    throw problem.status >= 500 ? thrown : problem;
  }
}

async function orForbidden({ next }: Call): Promise<unknown> {
  try {
    return await next();
  } catch (error) {
    if (error instanceof ORPCError && error.status === 403) forbidden();
    throw error;
  }
}
