import type { ChannelRow } from "#db/queries/publishing/channels.ts";
import { canUnseal, seal, unseal } from "#lib/seal.ts";

type Sealed = Pick<ChannelRow, "id" | "sealedSecret" | "sealedFormerSecret" | "formerSecretUntil">;

/** A channel's secret for its row. */
export function sealedSecret(id: string, secret: string): string {
  return seal(secret, `${id}:secret`);
}

/** The same for the secret that was before it. */
export function sealedFormerSecret(id: string, secret: string): string {
  return seal(secret, `${id}:former-secret`);
}

/**
 * What a channel's messages are signed with at a moment: its secret, and the former while the two overlap. `null` where
 * ENCRYPTION_KEY no longer holds the key they were sealed with. Never log them.
 */
export function openSecrets(channel: Sealed, now: Date): string[] | null {
  const { id, sealedSecret: current, sealedFormerSecret: former, formerSecretUntil } = channel;
  const overlaps = former !== null && formerSecretUntil !== null && formerSecretUntil > now;
  if (current === null || !canUnseal(current) || (overlaps && !canUnseal(former))) return null;
  return [unseal(current, `${id}:secret`), ...(overlaps ? [unseal(former, `${id}:former-secret`)] : [])];
}
