import { createHash } from "node:crypto";
import type { OAuthConfig } from "next-auth/providers/oauth";
import { z } from "zod";
import { db } from "#db/client.ts";
import {
  bindIdentity,
  findMemberByEmail,
  findMemberByIdentity,
  type MemberRow,
} from "#db/queries/auth/members.ts";
import type { Env } from "#lib/env.ts";
import { accept, type Result, refuse } from "#lib/result.ts";
import { storableText } from "#lib/storable-text.ts";
import { isEnvMember } from "./env-member.ts";
import { recordAudit } from "./record-audit.ts";
import { recordRefusedSignIn } from "./record-refusal.ts";

export const OIDC_PROVIDER_ID = "oidc";
const TIMEOUT_MS = 10_000;
const LONGEST_EMAIL = 320;

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
  iss?: string;
  sub: string;
  email?: string;
  email_verified?: boolean | string;
  name?: string;
}

// Not mended where no database takes it: two of the provider's names would become one of ours.
const name = z
  .string()
  .max(500)
  .refine((text) => storableText(text) === text);
const identity = z.object({ sub: name.min(1), iss: name.optional() });

const verifiedEmail = z.object({
  email: z.email(),
  // Some providers send the text instead of the truth value.
  email_verified: z.union([z.literal(true), z.literal("true")]),
});

/**
 * The member whom the identity provider's claims are about: by its own name for them (`sub`), which it gives to nobody
 * else. Who comes in for the first time is found by an address that the provider has verified, and bound to that name from
 * then on, so that an address passed on to somebody else does not pass on the account. Only people an admin has added
 * come in. @param issuer the provider, for claims that do not name it.
 */
export async function findMemberByClaims(
  claims: unknown,
  issuer = "",
): Promise<Result<MemberRow, "oidc_unverified_email" | "oidc_unknown_member" | "oidc_other_identity">> {
  const known = identity.safeParse(claims);
  if (!known.success) return refuse("oidc_unknown_member");
  const { sub: oidcSubject, iss: oidcIssuer = issuer } = known.data;
  const bound = await findMemberByIdentity(db(), { oidcIssuer, oidcSubject });
  if (bound) return mayEnter(bound) ? accept(bound) : refuse("oidc_unknown_member");
  const parsed = verifiedEmail.safeParse(claims);
  if (!parsed.success) return refuse("oidc_unverified_email");
  const member = await findMemberByEmail(db(), parsed.data.email);
  if (!member || !mayEnter(member)) return refuse("oidc_unknown_member");
  if (member.oidcSubject !== null) return refuse("oidc_other_identity");
  return (await bind(member, { oidcIssuer, oidcSubject })) ? accept(member) : refuse("oidc_other_identity");
}

/**
 * The member whom claims are about, let in as `findMemberByClaims` says. Who is not leaves an entry in the audit log.
 * @param from the identity provider, for claims that do not name it, and where the browser is.
 */
export async function admitByClaims(
  claims: unknown,
  { issuer = "", address }: { issuer?: string | undefined; address: string },
): ReturnType<typeof findMemberByClaims> {
  const found = await findMemberByClaims(claims, issuer);
  if (!found.ok) await recordRefusedClaims(claims, { issuer, address, reason: found.refusal.code });
  return found;
}

async function recordRefusedClaims(
  claims: unknown,
  { issuer, address, reason }: { issuer: string; address: string; reason: string },
): Promise<void> {
  const known = identity.safeParse(claims).data;
  const told = z.object({ email: z.email().max(LONGEST_EMAIL) }).safeParse(claims).data;
  const { sub = "", iss = issuer } = known ?? {};
  const member =
    (await findMemberByIdentity(db(), { oidcIssuer: iss, oidcSubject: sub })) ??
    (told ? await findMemberByEmail(db(), told.email) : null);
  await recordRefusedSignIn("sessions.refuse", {
    member,
    account: createHash("sha256").update(`${iss} ${sub}`).digest("hex"),
    address,
    claimed: { reason, email: told?.email ?? null },
  });
}

function mayEnter(member: MemberRow): boolean {
  return member.state === "active" && !isEnvMember(member.email);
}

async function bind(
  member: MemberRow,
  identity: { oidcIssuer: string; oidcSubject: string },
): Promise<boolean> {
  return db().transaction(async (tx) => {
    // Somebody else of the same address may be doing the same.
    if (!(await bindIdentity(tx, member.id, identity))) return false;
    const actor = { memberId: member.id, name: member.name, roles: [], via: "oidc" as const };
    await recordAudit(tx, actor, {
      action: "members.bind",
      targetType: "member",
      targetId: member.id,
      after: { email: member.email, issuer: identity.oidcIssuer },
    });
    return true;
  });
}
