import { db } from "#db/client.ts";
import type { MemberRow } from "#db/queries/auth/members.ts";
import { countAttempt } from "#db/queries/auth/sign-in-failures.ts";
import { findTokenByHash } from "#db/queries/auth/tokens.ts";
import { auditLog } from "#db/schema/auth.ts";
import { newId } from "#lib/new-id.ts";
import type { Actor } from "./actor.ts";
import { recordAudit } from "./record-audit.ts";
import { throttledAddress, WINDOW_MS } from "./throttle.ts";
import { hashToken } from "./token.ts";

/**
 * Entries of one window: of one account or actor, of one address, and of all strangers together. Whoever floods the log
 * from any number of addresses adds no more than that, and what concerns an account of ours has a share of its own.
 */
const MOST = { subject: 10, address: 30, strangers: 200 } as const;

/** A sign-in that was tried. */
export interface SignInAttempt {
  /** Whose account it was for; `null` for one that does not exist. */
  member: Pick<MemberRow, "id" | "email"> | null;
  /** A fingerprint of what was typed as e-mail, which may have been a password. */
  account: string;
  address: string;
  /** Where an identity provider said who it is, and not somebody who types: why that is nobody here, and its word for them. */
  claimed?: { reason: string; email: string | null };
}

/**
 * Writes down a sign-in that was refused, or held back for too many of them: for which account and from where. Past its
 * share of the window it leaves nothing; the last entry of a share says so with `andMore`.
 */
export async function recordRefusedSignIn(
  action: "sessions.refuse" | "sessions.throttle",
  { member, account, address, claimed }: SignInAttempt,
  now = new Date(),
): Promise<void> {
  const place = throttledAddress(address);
  const shares: Share[] = member
    ? [{ subject: `${action}:${member.id}`, most: MOST.subject }]
    : [{ subject: `${action}:${account}@${place}`, most: MOST.subject }, ...strangersShares(place)];
  const room = await takeShare(shares, now);
  if (!room) return;
  await db()
    .insert(auditLog)
    .values({
      id: newId(),
      actorId: null,
      actorName: "",
      action,
      targetType: "member",
      targetId: member?.id ?? "unknown",
      after: {
        email: member?.email ?? claimed?.email ?? null,
        ...(claimed && { reason: claimed.reason }),
        ...room,
      },
      via: claimed ? "oidc" : "password",
      credential: member?.email ?? claimed?.email ?? `account ${account.slice(0, 8)}`,
      address,
    });
}

/** Writes down that somebody known asked for what they may not do: which route, by which session or token, from where. */
export async function recordRefusedAccess(actor: Actor, route: string, now = new Date()): Promise<void> {
  const room = await takeShare(
    [
      { subject: `access.refuse:${actor.memberId}:${route}`, most: MOST.subject },
      { subject: `access.refuse:${actor.memberId}`, most: MOST.address },
    ],
    now,
  );
  if (!room) return;
  await recordAudit(db(), actor, {
    action: "access.refuse",
    targetType: "route",
    targetId: route,
    after: room,
  });
}

/** Writes down a bearer token that stands for nobody: a token of ours that no longer works by its name, another not at all. */
export async function recordRefusedToken(token: string, address: string, now = new Date()): Promise<void> {
  const known = await findTokenByHash(db(), hashToken(token));
  const shares: Share[] = known
    ? [{ subject: `tokens.refuse:${known.id}`, most: MOST.subject }]
    : strangersShares(throttledAddress(address));
  const room = await takeShare(shares, now);
  if (!room) return;
  await db()
    .insert(auditLog)
    .values({
      id: newId(),
      actorId: null,
      actorName: "",
      action: "tokens.refuse",
      targetType: "token",
      targetId: known?.id ?? "unknown",
      after: { name: known?.name ?? null, ...room },
      via: "token",
      credentialId: known?.id ?? null,
      credential: known && `${known.prefix}… ${known.name}`,
      address,
    });
}

function strangersShares(place: string): Share[] {
  return [
    { subject: `refusals:${place}`, most: MOST.address },
    { subject: "refusals", most: MOST.strangers },
  ];
}

interface Share {
  subject: string;
  most: number;
}

/** Room for one more entry, `null` where there is none; with a note in the last that there is. */
async function takeShare(shares: readonly Share[], now: Date): Promise<{ andMore?: true } | null> {
  let isLast = false;
  for (const { subject, most } of shares) {
    const windowsFrom = new Date(now.getTime() - WINDOW_MS);
    const { attempts } = await countAttempt(db(), `audit:${subject}`, now, windowsFrom);
    if (attempts > most) return null;
    isLast ||= attempts === most;
  }
  return isLast ? { andMore: true } : {};
}
