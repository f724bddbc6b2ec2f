import type { Actor } from "#lib/auth/actor.ts";
import { decodeCursor, encodeCursor } from "#lib/page.ts";
import { accept, type Result, refuse } from "#lib/result.ts";
import { DeliveryFailed, type ItemProblem } from "../channels/channel.ts";
import { examinerOf } from "./examiner-of.ts";
import { comparing, MOST_COMPARED, PAGE_ITEMS, pageOf } from "./preview-changes.ts";

/** An item of which a channel would not take something. */
export interface ProblemItem {
  itemId: string;
  key: string;
  language: string;
  problems: ItemProblem[];
}

/**
 * The items that publishing a batch now would give a channel and of which it would not take something, in order; none
 * for a channel that asks for nothing. Needs `publications:read`.
 * @returns with a cursor that goes on behind the last item that was looked at.
 */
export async function listProblems(
  actor: Actor,
  {
    batchId,
    channelId,
    limit,
    cursor,
  }: { batchId: string; channelId: string; limit: number; cursor?: string | undefined },
): Promise<Result<{ items: ProblemItem[]; nextCursor: string | null }>> {
  const asked = await comparing(actor, batchId, { channelId });
  if (!asked.ok) return asked;
  try {
    const examine = await examinerOf(asked.value.target);
    if (!examine) return accept({ items: [], nextCursor: null });
    const items: ProblemItem[] = [];
    let afterSeq = Number(decodeCursor(cursor)?.[0] ?? -1);
    for (let looked = 0; looked < MOST_COMPARED; looked += PAGE_ITEMS) {
      const page = await pageOf(asked.value, afterSeq, PAGE_ITEMS);
      if (!page.ok) return page;
      for (const { seq, item, change } of page.value) {
        afterSeq = seq;
        const problems = change === "recalled" ? [] : examine(item);
        const { itemId, key, language } = item;
        if (problems.length > 0) items.push({ itemId, key, language, problems });
        if (items.length === limit) return accept({ items, nextCursor: encodeCursor([afterSeq]) });
      }
      if (page.value.length < PAGE_ITEMS) return accept({ items, nextCursor: null });
    }
    return accept({ items, nextCursor: encodeCursor([afterSeq]) });
  } catch (cause) {
    if (cause instanceof DeliveryFailed) return refuse(cause.failure.code, cause.failure.params);
    throw cause;
  }
}
