import { type NextRequest, NextResponse } from "next/server";
import { permissionOf } from "#components/navigation/permission-of.ts";
import { can } from "#lib/auth/can.ts";
import { findActorBySession } from "#lib/auth/find-actor-by-session.ts";
import { sessionIdOf } from "#lib/auth/session-cookie.ts";

/**
 * The first gate: a browser without a session goes to the sign-in page before anything is rendered. Whether the
 * session still stands, and what it may do, is asked again behind it, by the layout and by every use-case.
 */
export async function proxy(request: NextRequest): Promise<NextResponse> {
  const { pathname, search } = request.nextUrl;
  const asked = `${pathname}${search}`;
  if (!(await sessionIdOf(request.headers))) {
    const signIn = new URL("/sign-in", request.nextUrl);
    if (asked !== "/") signIn.searchParams.set("next", asked);
    return NextResponse.redirect(signIn);
  }
  const headers = new Headers(request.headers);
  headers.set("x-presswork-path", asked);
  const status = (await isClosed(request)) ? 403 : 200;
  return NextResponse.next({ request: { headers }, status });
}

// The shell is on its way before a page knows whom it is for, and the status with it. What the browser's router asks for it
// takes with a status of success only, and then learns from the page.
async function isClosed({ headers, nextUrl }: NextRequest): Promise<boolean> {
  const needed = permissionOf(nextUrl.pathname);
  if (!needed || (headers.get("sec-fetch-dest") ?? "document") !== "document") return false;
  // Without its database the page says so, and better.
  const actor = await findActorBySession(headers).catch(() => null);
  return actor !== null && !can(actor, needed);
}

/**
 * Every page, also one whose address ends like a file's, as a SKU may. The API answers for itself; what lies at the root as a
 * file and the sign-in page are for everybody.
 */
export const config = { matcher: ["/((?!api/|_next/|sign-in$|[\\w-]+\\.[a-z]+$).*)"] };
