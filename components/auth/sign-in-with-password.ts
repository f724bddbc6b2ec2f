import { getCsrfToken } from "next-auth/react";

export type SignInAnswer =
  | { kind: "signed-in" }
  | { kind: "refused" }
  | { kind: "throttled"; retryAfterSeconds: number }
  | { kind: "failed" };

/**
 * Signs in at next-auth's own address, which sets the cookie.
 * next-auth's `signIn` would leave the page when the server cannot be reached, and hides Retry-After.
 */
export async function signInWithPassword(email: string, password: string): Promise<SignInAnswer> {
  const csrfToken = await getCsrfToken();
  if (!csrfToken) return { kind: "failed" };
  const response = await fetch("/api/auth/callback/credentials", {
    method: "POST",
    body: new URLSearchParams({ csrfToken, email, password, json: "true" }),
  }).catch(() => null);
  if (response?.ok) return { kind: "signed-in" };
  if (response?.status === 429)
    return { kind: "throttled", retryAfterSeconds: Number(response.headers.get("retry-after")) };
  return { kind: response?.status === 401 ? "refused" : "failed" };
}
