import { validate as isUuid } from "uuid";
import { db } from "#db/client.ts";
import { handOverEntries, lockPositions } from "#db/queries/publishing/channel-entries.ts";
import { findPublication } from "#db/queries/publishing/publications.ts";
import { bookRecall, countRecallable, type RecallScope } from "#db/queries/publishing/recalls.ts";
import type { Actor } from "#lib/auth/actor.ts";
import { can } from "#lib/auth/can.ts";
import { recordAudit } from "#lib/auth/record-audit.ts";
import { parseItemId } from "#lib/batches/item-id.ts";
import { newId } from "#lib/new-id.ts";
import { accept, type Result, refuse } from "#lib/result.ts";
import { TOLD_KINDS } from "../channels/channels.ts";

const HAND_OVER_ITEMS = 2_000;

/** What is to be called back; at least one of them, and only what fits all that are named. */
export interface RecallOf {
  /** What of its batch stands in the channel of a publication. */
  publicationId?: string | undefined;
  batchId?: string | undefined;
  /** All that stands of what versions of a template made. */
  templateId?: string | undefined;
  /** In one channel rather than wherever it stands. */
  channelId?: string | undefined;
  /** What a lexicon has terms of in it, by what checks and re-scans said of it last. */
  lexiconId?: string | undefined;
  /** Only where it is this term. */
  term?: string | undefined;
  itemIds?: readonly string[] | undefined;
}

/**
 * Calls back what stands in channels: it is taken down there, or what stood before is put back. Receivers are told, and
 * each is waited for until it says that it has done so. Needs `publications:recall`.
 */
export async function recall(
  actor: Actor,
  { reason, leave, ...of }: RecallOf & { reason: string; leave: "nothing" | "previous" },
): Promise<
  Result<
    { id: string; itemCount: number },
    "forbidden" | "not_found" | "nothing_to_recall" | "recall_of_nothing"
  >
> {
  if (!can(actor, "publications:recall")) return refuse("forbidden");
  const scope = scopeOf(of);
  if (!scope) return refuse("recall_of_nothing");
  const { publicationId } = of;
  if (publicationId && (!isUuid(publicationId) || !(await findPublication(db(), publicationId))))
    return refuse("not_found");
  const id = newId();
  return db().transaction(async (tx) => {
    const { batchId, templateId } = of;
    const made = { id, publicationId, batchId, templateId, leave, reason, createdBy: actor.memberId };
    // What stands must stand still until it is called back.
    await lockPositions(tx);
    const itemCount = await bookRecall(tx, made, scope);
    if (itemCount === 0) return refuse("nothing_to_recall");
    for (let handed = HAND_OVER_ITEMS; handed === HAND_OVER_ITEMS; )
      handed = await handOverEntries(tx, { recallId: id }, TOLD_KINDS, HAND_OVER_ITEMS);
    await recordAudit(tx, actor, {
      action: "publications.recall",
      targetType: "recall",
      targetId: id,
      after: { ...of, reason, leave, itemCount },
    });
    return accept({ id, itemCount });
  });
}

/** How much of it stands somewhere and would be called back. Needs `publications:read`. */
export async function countRecall(
  actor: Actor,
  of: RecallOf,
): Promise<Result<number, "forbidden" | "recall_of_nothing">> {
  if (!can(actor, "publications:read")) return refuse("forbidden");
  const scope = scopeOf(of);
  return scope ? accept(await countRecallable(db(), scope)) : refuse("recall_of_nothing");
}

// `null` for what would call back everything there is.
function scopeOf({ itemIds, channelId, lexiconId, term, ...of }: RecallOf): RecallScope | null {
  const named = [of.publicationId, of.batchId, of.templateId, lexiconId].filter((id) => id !== undefined);
  const ids = channelId === undefined ? named : [...named, channelId];
  const items = itemIds?.flatMap((itemId) => parseItemId(itemId) ?? []);
  const isNarrow = items !== undefined || named.length > 0;
  const lexicon = lexiconId === undefined ? undefined : { id: lexiconId, term };
  return isNarrow && ids.every((id) => isUuid(id)) ? { ...of, channelId, lexicon, items } : null;
}
