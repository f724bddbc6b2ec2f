import { db } from "#db/client.ts";
import type { Actor } from "#lib/auth/actor.ts";
import { decodeCursor, encodeCursor } from "#lib/page.ts";
import { accept, type Result, refuse } from "#lib/result.ts";
import { DeliveryFailed, type Examiner, type ItemProblem } from "../channels/channel.ts";
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
 * @returns with a cursor that goes on behind the last item that was looked at; none behind the first `MOST_COMPARED` of a
 * channel that has to see all items before one.
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
  let examine: Examiner | null = null;
  try {
    examine = await examinerOf(asked.value.target);
    if (!examine) return accept({ items: [], nextCursor: null });
    const items: ProblemItem[] = [];
    const told = Number(decodeCursor(cursor)?.[0] ?? -1);
    let afterSeq = examine.looksBack ? -1 : told;
    for (let looked = 0; looked < MOST_COMPARED; looked += PAGE_ITEMS) {
      const page = await pageOf(asked.value, afterSeq, PAGE_ITEMS);
      if (!page.ok) return page;
      const standing = page.value.filter(({ change }) => change !== "recalled");
      const found = await examine.problemsOf(
        db(),
        standing.map(({ item }) => item),
      );
      for (const [index, { seq, item }] of standing.entries()) {
        const problems = found[index] ?? [];
        const { itemId, key, language } = item;
        if (problems.length > 0 && seq > told) items.push({ itemId, key, language, problems });
        if (items.length === limit) return accept({ items, nextCursor: encodeCursor([seq]) });
      }
      afterSeq = page.value.at(-1)?.seq ?? afterSeq;
      if (page.value.length < PAGE_ITEMS) return accept({ items, nextCursor: null });
    }
    return accept({ items, nextCursor: examine.looksBack ? null : encodeCursor([afterSeq]) });
  } catch (cause) {
    if (cause instanceof DeliveryFailed) return refuse(cause.failure.code, cause.failure.params);
    throw cause;
  } finally {
    examine?.close?.();
  }
}
