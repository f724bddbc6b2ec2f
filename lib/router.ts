import { authRouter } from "#lib/auth/router.ts";

/** Everything under /api/v1: one router gives REST, the OpenAPI document, the client of the screens and their events. */
export const router = {
  ...authRouter,
};

export type AppRouter = typeof router;
