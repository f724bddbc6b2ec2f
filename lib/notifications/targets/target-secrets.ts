import type { TargetRow } from "#db/queries/notifications/targets.ts";
import { withoutSecrets } from "#lib/models/endpoints/without-secrets.ts";
import { canUnseal, seal, unseal } from "#lib/seal.ts";
import { cutText, storableText } from "#lib/storable-text.ts";

const MASK = "••••";
const LONGEST_WORDS = 300;

type Sealed = Pick<TargetRow, "id" | "sealedUrl" | "sealedSecret">;

/** What a target keeps in confidence, opened. Never log it or send it to a screen. */
export interface TargetReach {
  url: string;
  secret: string | null;
}

/** A target's URL and secret for its row: sealed. Owners of their own, so that neither opens for the other. */
export function sealedReach(
  id: string,
  { url, secret }: { url: string | null; secret: string | null },
): Pick<TargetRow, "sealedUrl" | "sealedSecret"> {
  return {
    sealedUrl: url === null ? null : seal(url, `${id}:url`),
    sealedSecret: secret === null ? null : seal(secret, `${id}:secret`),
  };
}

/** The same opened; `null` where ENCRYPTION_KEY no longer holds the key they were sealed with. */
export function openReach({ id, sealedUrl, sealedSecret }: Sealed): TargetReach | null {
  if ([sealedUrl, sealedSecret].some((sealed) => sealed !== null && !canUnseal(sealed))) return null;
  return {
    url: sealedUrl === null ? "" : unseal(sealedUrl, `${id}:url`),
    secret: sealedSecret === null ? null : unseal(sealedSecret, `${id}:secret`),
  };
}

/** A URL as people know it again: its host. Where it goes on, a chat's key stands: in its path, or in its query. */
export function maskedTargetUrl(url: string): string {
  const { origin, pathname, search } = new URL(url);
  return pathname === "/" && search === "" ? origin : `${origin}/${MASK}`;
}

/**
 * What a receiver said, as it can be kept: in one line and short, without what of the target's own secrets it said again.
 * @param reach `null` of a target that has none.
 */
export function receiverWords(reach: TargetReach | null, words: string): string {
  // First, or what a NUL stands in the middle of would be a secret again.
  const storable = storableText(words);
  const told = reach === null ? storable : withoutSecrets(holderOf(reach.url, reach.secret), storable);
  return cutText(told.replace(/\s+/g, " ").trim(), LONGEST_WORDS);
}

// Of a chat's address every part of the path may be its key.
function holderOf(url: string, secret: string | null): Parameters<typeof withoutSecrets>[0] {
  const parts = URL.parse(url)?.pathname.split("/").filter(Boolean) ?? [];
  return {
    apiKey: secret,
    headers: Object.fromEntries([url, ...parts].map((part, at) => [`part-${at}`, part])),
    baseUrl: url,
    providerKind: "openai-compatible",
  };
}
