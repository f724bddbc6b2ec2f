import { createHash } from "node:crypto";
import { db } from "#db/client.ts";
import { findMemberByEmail, type MemberRow } from "#db/queries/auth/members.ts";
import {
  countAttempt,
  forgetAttempts,
  forgetOldWindows,
  takeBackAttempt,
} from "#db/queries/auth/sign-in-failures.ts";
import { accept, type Result, refuse } from "#lib/result.ts";
import { storableText } from "#lib/storable-text.ts";
import type { KnownDevice } from "./device-cookie.ts";
import { isEnvMember } from "./env-member.ts";
import { hashingHasRoom, passwordFits } from "./password.ts";
import { recordRefusedSignIn } from "./record-refusal.ts";
import { inMinutes, SIGN_IN_LIMITS, throttledAddress, WINDOW_MS, waitMs } from "./throttle.ts";

export interface Credentials {
  email: string;
  password: string;
  address: string;
  /** The browser, where a member has signed in at it before. */
  device?: KnownDevice | null;
}

const BUSY_SECONDS = 5;

/**
 * The member that an e-mail and a password belong to. What does not fit is refused in the same words and the same
 * time whether the account is unknown, disabled, without a password, or the password wrong. After too many failures
 * (see throttle.ts) the refusal is `sign_in_throttled` with the `seconds` to wait. Either leaves an entry in the audit log.
 */
export async function checkCredentials(
  { email, password, address, device }: Credentials,
  now = new Date(),
): Promise<Result<MemberRow, "sign_in_refused" | "sign_in_throttled">> {
  const asked = storableText(email).trim();
  const member = await findMemberByEmail(db(), asked);
  const account = fingerprint(asked);
  const isKnown = member !== null && device?.memberId === member.id;
  const counters = isKnown ? [deviceCounter(device)] : strangerCounters(account, throttledAddress(address));
  const attempt = { member, account, address };
  // Counted before the password is looked at: a hundred guesses at once are a hundred attempts, not one.
  const wait = await countAll(counters, now);
  if (wait > 0) {
    await recordRefusedSignIn("sessions.throttle", attempt, now);
    return refuse("sign_in_throttled", { seconds: Math.ceil(wait / 1000), minutes: inMinutes(wait) });
  }
  if (!hashingHasRoom()) return refuse("sign_in_throttled", { seconds: BUSY_SECONDS, minutes: 1 });
  const mayEnter = member?.state === "active" && !isEnvMember(member.email);
  const fits = await passwordFits(password, mayEnter ? member.passwordHash : null);
  if (!member || !fits) {
    await recordRefusedSignIn("sessions.refuse", attempt, now);
    return refuse("sign_in_refused");
  }
  const [own, ...shared] = counters;
  if (own) await forgetAttempts(db(), own.subject);
  for (const { subject } of shared) await takeBackAttempt(db(), subject);
  return accept(member);
}

interface Counter {
  subject: string;
  limit: number;
}

function deviceCounter({ id }: KnownDevice): Counter {
  return { subject: `device:${id}`, limit: SIGN_IN_LIMITS.device };
}

function strangerCounters(account: string, address: string): Counter[] {
  return [
    { subject: `account:${account}@${address}`, limit: SIGN_IN_LIMITS.accountAtAddress },
    { subject: `address:${address}`, limit: SIGN_IN_LIMITS.address },
    { subject: `account:${account}`, limit: SIGN_IN_LIMITS.account },
  ];
}

// What the narrower counter holds back is no attempt for the wider: one account that is hammered holds up no other.
async function countAll(counters: readonly Counter[], now: Date): Promise<number> {
  const windowsFrom = new Date(now.getTime() - WINDOW_MS);
  for (const { subject, limit } of counters) {
    const counted = await countAttempt(db(), subject, now, windowsFrom);
    if (counted.attempts === 1) await forgetOldWindows(db(), windowsFrom);
    const wait = waitMs(counted, limit, now);
    if (wait > 0) return wait;
  }
  return 0;
}

// People type passwords into the e-mail field; what they typed must not stand in a table.
function fingerprint(email: string): string {
  return createHash("sha256").update(email.toLowerCase()).digest("hex").slice(0, 32);
}
