import { db } from "#db/client.ts";
import { findToken, revokeToken as markRevoked } from "#db/queries/auth/tokens.ts";
import { accept, type Result, refuse } from "#lib/result.ts";
import type { Actor } from "./actor.ts";
import { mayKeepTokensOf } from "./create-token.ts";
import { recordAudit } from "./record-audit.ts";

/** Revokes a token; from its next request on it is nobody. Revoking it again changes nothing. */
export async function revokeToken(actor: Actor, tokenId: string): Promise<Result<{ id: string }>> {
  return db().transaction(async (tx): Promise<Result<{ id: string }>> => {
    const token = await findToken(tx, tokenId);
    // Somebody else's token is not found, rather than forbidden: whether it exists is not theirs to know.
    if (!token || !mayKeepTokensOf(actor, token.memberId)) return refuse("not_found");
    if (await markRevoked(tx, tokenId, new Date()))
      await recordAudit(tx, actor, {
        action: "tokens.revoke",
        targetType: "token",
        targetId: tokenId,
        before: { name: token.name, prefix: token.prefix },
      });
    return accept({ id: tokenId });
  });
}
