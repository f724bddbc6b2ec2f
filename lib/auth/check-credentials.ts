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
import { passwordFits } from "./password.ts";
import { inMinutes, SIGN_IN_LIMITS, throttledAddress, WINDOW_MS, waitMs } from "./throttle.ts";

/**
 * The member that an e-mail and a password belong to. What does not fit is refused in the same words and the same
 * time whether the account is unknown, disabled, without a password, or the password wrong. After too many
 * failures of an account or an address the refusal is `sign_in_throttled` with the `seconds` to wait.
 */
export async function checkCredentials(
  credentials: { email: string; password: string; address: string },
  now = new Date(),
): Promise<Result<MemberRow, "sign_in_refused" | "sign_in_throttled">> {
  const account = `account:${fingerprint(credentials.email)}`;
  const address = `address:${throttledAddress(credentials.address)}`;
  // Counted before the password is looked at: a hundred guesses at once are a hundred attempts, not one.
  const wait = Math.max(
    await countAndWait(account, SIGN_IN_LIMITS.account, now),
    await countAndWait(address, SIGN_IN_LIMITS.address, now),
  );
  if (wait > 0)
    return refuse("sign_in_throttled", { seconds: Math.ceil(wait / 1000), minutes: inMinutes(wait) });

  const member = await findMemberByEmail(db(), credentials.email.trim());
  const hash = member?.state === "active" ? member.passwordHash : null;
  const fits = await passwordFits(credentials.password, hash);
  if (!member || !fits) return refuse("sign_in_refused");
  await forgetAttempts(db(), account);
  await takeBackAttempt(db(), address);
  await forgetOldWindows(db(), new Date(now.getTime() - WINDOW_MS));
  return accept(member);
}

async function countAndWait(subject: string, limit: number, now: Date): Promise<number> {
  const counted = await countAttempt(db(), subject, now, new Date(now.getTime() - WINDOW_MS));
  return waitMs(counted, limit, now);
}

// People type passwords into the e-mail field; what they typed must not stand in a table.
function fingerprint(email: string): string {
  return createHash("sha256").update(email.trim().toLowerCase()).digest("hex").slice(0, 32);
}
