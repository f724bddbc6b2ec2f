import { db } from "#db/client.ts";
import { lockItems, lockReviewCounters } from "#db/queries/review/decisions.ts";
import { findReviewItem } from "#db/queries/review/items.ts";
import { insertOverrides } from "#db/queries/review/overrides.ts";
import type { Actor } from "#lib/auth/actor.ts";
import { can } from "#lib/auth/can.ts";
import { recordAudit } from "#lib/auth/record-audit.ts";
import { parseItemId } from "#lib/batches/item-id.ts";
import { newId } from "#lib/new-id.ts";
import { accept, type Result, refuse } from "#lib/result.ts";

/** What of an item decides who may override its blocks. */
interface Launched {
  launchedBy: string;
  lastEditedBy: string | null;
  authors: readonly string[];
}

/** Whether the actor may let a block of the item pass: with `review:override`, and not on what they launched or wrote. */
export function mayOverride(actor: Actor, { launchedBy, lastEditedBy, authors }: Launched): boolean {
  const isTheirs = [launchedBy, lastEditedBy, ...authors].includes(actor.memberId);
  return can(actor, "review:override") && !isTheirs;
}

export interface OverrideInput {
  itemId: string;
  /** The kind of check whose blocks are to pass. */
  check: string;
  reason: string;
}

/**
 * Lets what one kind of check blocks pass, with a reason, for the output as it stands: another text, or a new version of
 * the check, is blocked anew. Needs `review:override`; who launched the batch or wrote the text may not. The item is not
 * approved by it.
 */
export async function overrideCheck(
  actor: Actor,
  { itemId, check, reason }: OverrideInput,
): Promise<
  Result<{ itemId: string }, "forbidden" | "four_eyes" | "item_dropped" | "not_blocked" | "not_found">
> {
  if (!can(actor, "review:override")) return refuse("forbidden");
  const at = parseItemId(itemId);
  if (!at) return refuse("not_found");
  return db().transaction(async (tx) => {
    await lockReviewCounters(tx, [at.batchId]);
    const [item] = await lockItems(tx, [at]);
    const found = item && (await findReviewItem(tx, at.batchId, at.seq));
    if (!found) return refuse("not_found");
    if (!mayOverride(actor, item)) return refuse("four_eyes");
    if (item.route === "drop") return refuse("item_dropped");
    if (!item.openBlocks.includes(check)) return refuse("not_blocked", { check });
    const blocks = found.checks.filter(({ kind, verdict }) => kind === check && verdict === "block");
    const versions = [...new Set(blocks.map(({ version }) => version))];
    const { outputVersion } = item;
    const common = { ...at, outputVersion, kind: check, reason, memberId: actor.memberId };
    await insertOverrides(
      tx,
      versions.map((checkVersion) => ({ id: newId(), ...common, checkVersion })),
    );
    await recordAudit(tx, actor, {
      action: "review.override",
      targetType: "batch",
      targetId: at.batchId,
      before: { item: itemId, blockedBy: check, messages: blocks.map(({ message }) => message) },
      after: { item: itemId, outputVersion, check, checkVersions: versions, reason },
    });
    return accept({ itemId });
  });
}
