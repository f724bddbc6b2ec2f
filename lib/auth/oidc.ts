import type { OAuthConfig } from "next-auth/providers/oauth";
import { z } from "zod";
import { db } from "#db/client.ts";
import { findMemberByEmail, type MemberRow } from "#db/queries/auth/members.ts";
import type { Env } from "#lib/env.ts";
import { accept, type Result, refuse } from "#lib/result.ts";

export const OIDC_PROVIDER_ID = "oidc";
const TIMEOUT_MS = 10_000;

type OidcEnv = Pick<Env, "OIDC_ISSUER" | "OIDC_CLIENT_ID" | "OIDC_CLIENT_SECRET">;

/** Whether single sign-on is configured. */
export function isOidcConfigured(env: OidcEnv): boolean {
  return Boolean(env.OIDC_ISSUER && env.OIDC_CLIENT_ID);
}

/** The configured identity provider, for next-auth: code flow with PKCE, state and nonce, ID token verified. */
export function oidcProvider(env: OidcEnv): OAuthConfig<Claims> {
  const isPublicClient = !env.OIDC_CLIENT_SECRET;
  return {
    id: OIDC_PROVIDER_ID,
    name: "OIDC",
    type: "oauth",
    wellKnown: `${env.OIDC_ISSUER?.replace(/\/$/, "")}/.well-known/openid-configuration`,
    clientId: env.OIDC_CLIENT_ID ?? "",
    clientSecret: env.OIDC_CLIENT_SECRET ?? "",
    ...(isPublicClient && { client: { token_endpoint_auth_method: "none" } }),
    authorization: { params: { scope: "openid email profile" } },
    idToken: true,
    checks: ["pkce", "state", "nonce"],
    httpOptions: { timeout: TIMEOUT_MS },
    userinfo: {
      // Some providers leave the e-mail out of the ID token and tell it only here.
      async request({ tokens, client }) {
        const claims = "claims" in tokens && typeof tokens.claims === "function" ? tokens.claims() : {};
        if ("email" in claims && claims.email) return claims;
        const told = await client.userinfo(tokens as Parameters<typeof client.userinfo>[0]);
        return { ...claims, ...told };
      },
    },
    profile: (claims) => ({ id: claims.sub, email: claims.email ?? null, name: claims.name ?? null }),
  };
}

export interface Claims {
  sub: string;
  email?: string;
  email_verified?: boolean | string;
  name?: string;
}

const verifiedEmail = z.object({
  email: z.email(),
  // Some providers send the text instead of the truth value.
  email_verified: z.union([z.literal(true), z.literal("true")]),
});

/**
 * The member whom the identity provider's claims are about. Only an address the provider has verified counts, and
 * only people an admin has added come in.
 */
export async function findMemberByClaims(
  claims: unknown,
): Promise<Result<MemberRow, "oidc_unverified_email" | "oidc_unknown_member">> {
  const parsed = verifiedEmail.safeParse(claims);
  if (!parsed.success) return refuse("oidc_unverified_email");
  const member = await findMemberByEmail(db(), parsed.data.email);
  return member?.state === "active" ? accept(member) : refuse("oidc_unknown_member");
}
