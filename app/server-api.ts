import { createRouterClient, ORPCError, type RouterClient } from "@orpc/server";
import { notFound } from "next/navigation";
import { getLocale } from "next-intl/server";
import { type AppRouter, router } from "#lib/api/router.ts";
import { requireActor } from "./current-actor.ts";

/** The API for pages: the same router as /api/v1, called in process as whoever is signed in; nobody is sent to sign in. */
export async function serverApi(): Promise<RouterClient<AppRouter>> {
  const context = { actor: await requireActor(), locale: await getLocale() };
  return createRouterClient(router, { context });
}

/** What the API gives; the not-found page where it gives nothing, and where it is none of the reader's business. */
export async function orNotFound<Value>(answer: Promise<Value>): Promise<Value> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof ORPCError && (error.status === 404 || error.status === 403)) notFound();
    throw error;
  }
}
