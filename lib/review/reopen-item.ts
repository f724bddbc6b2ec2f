import { db } from "#db/client.ts";
import { noteJudged } from "#db/queries/checks/judged-decisions.ts";
import {
  insertDecisions,
  lockItems,
  lockReviewCounters,
  moveReviewCounters,
  writeItemChanges,
} from "#db/queries/review/decisions.ts";
import type { Actor } from "#lib/auth/actor.ts";
import { can } from "#lib/auth/can.ts";
import { recordAudit } from "#lib/auth/record-audit.ts";
import { parseItemId } from "#lib/batches/item-id.ts";
import { newId } from "#lib/new-id.ts";
import { accept, type Result, refuse } from "#lib/result.ts";
import { judgeLots } from "./lots/judge-lots.ts";

/**
 * Sends an approved or rejected item back to review, whoever decided and however long ago, with a note that says why.
 * Needs `review:reopen`. What a publication holds stays: it can be recalled, not reopened. What was dropped is closed for
 * good.
 */
export async function reopenItem(
  actor: Actor,
  { itemId, note }: { itemId: string; note: string },
): Promise<
  Result<
    { itemId: string },
    "forbidden" | "not_found" | "item_not_decided" | "item_already_published" | "item_dropped"
  >
> {
  if (!can(actor, "review:reopen")) return refuse("forbidden");
  const at = parseItemId(itemId);
  if (!at) return refuse("not_found");
  return db().transaction(async (tx) => {
    await lockReviewCounters(tx, [at.batchId]);
    const [item] = await lockItems(tx, [at]);
    if (!item) return refuse("not_found");
    const { reviewState: from, outputVersion, claimToken } = item;
    if (from !== "approved" && from !== "rejected") return refuse("item_not_decided");
    if (from === "approved" && item.isPublished) return refuse("item_already_published");
    if (item.route === "drop") return refuse("item_dropped");
    const output = item.output ?? {};
    await writeItemChanges(tx, [
      {
        ...item,
        output,
        reviewState: "pending",
        claimedBy: null,
        decidedBy: null,
        reviewers: [],
        route: null,
      },
    ]);
    const reopening = { id: newId(), ...at, decision: "reopen" as const, outputVersion };
    await noteJudged(tx, [reopening]);
    await insertDecisions(tx, [{ ...reopening, memberId: actor.memberId, note, claimToken }]);
    await judgeLots(tx, [{ ...item, reviewState: "pending", isTakenBack: true }]);
    const by = { pending: 1, approved: 0, rejected: 0, escalated: 0 };
    await moveReviewCounters(tx, at.batchId, { ...by, [from]: -1 });
    await recordAudit(tx, actor, {
      action: "review.reopen",
      targetType: "batch",
      targetId: at.batchId,
      before: { item: itemId, reviewState: from, decidedBy: item.decidedBy },
      after: { item: itemId, reviewState: "pending", note },
    });
    return accept({ itemId });
  });
}
