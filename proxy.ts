import { type NextRequest, NextResponse } from "next/server";
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
  return NextResponse.next({ request: { headers } });
}

/** Every page. The API answers for itself; files and the sign-in page are for everybody. */
export const config = { matcher: ["/((?!api/|_next/|sign-in$|.*\\.[a-z0-9]+$).*)"] };
