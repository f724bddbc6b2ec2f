import { db } from "#db/client.ts";
import { readReviewContexts } from "#db/queries/review/batches.ts";
import { readItemDecisions } from "#db/queries/review/decisions.ts";
import { findReviewItem } from "#db/queries/review/items.ts";
import { readMemberNames } from "#db/queries/review/members.ts";
import {
  findAgreedItems,
  insertPracticeItem,
  listPracticeItems,
  retirePracticeItem,
} from "#db/queries/review/practice.ts";
import type { practiceItems } from "#db/schema/review.ts";
import type { Actor } from "#lib/auth/actor.ts";
import { can } from "#lib/auth/can.ts";
import { recordAudit } from "#lib/auth/record-audit.ts";
import { itemId, parseItemId } from "#lib/batches/item-id.ts";
import { newId } from "#lib/new-id.ts";
import { accept, type Result, refuse } from "#lib/result.ts";
import { storableText } from "#lib/storable-text.ts";
import { readSources } from "../claim-items.ts";

/** So many of each language and answer are taken over at once. */
const AGREED_PER_ANSWER = 10;
const MOST_LISTED = 500;

/** A practice item as who keeps them sees it. */
export interface KeptPracticeItem {
  id: string;
  /** The item it is a copy of. */
  itemId: string;
  batchName: string;
  rowNumber: number;
  language: string;
  answer: "approve" | "reject";
  answerReason: string | null;
  why: string;
  addedBy: { memberId: string; name: string };
  addedAt: string;
  /** How often it was answered, and rightly. */
  answers: number;
  right: number;
}

/** The items there are to practise on, newest first, at most 500. Needs `practice:write`. */
export async function viewPracticeItems(actor: Actor): Promise<Result<KeptPracticeItem[], "forbidden">> {
  if (!can(actor, "practice:write")) return refuse("forbidden");
  const rows = await listPracticeItems(db(), MOST_LISTED);
  const names = await readMemberNames(
    db(),
    rows.map(({ addedBy }) => addedBy),
  );
  return accept(
    rows.map(({ batchId, seq, addedBy, addedAt, ...row }) => ({
      ...row,
      itemId: itemId(batchId, seq),
      addedBy: { memberId: addedBy, name: names.get(addedBy) ?? "" },
      addedAt: new Date(addedAt).toISOString(),
    })),
  );
}

/**
 * Makes a decided item one to practise on, as it stands and with the row it has now. One that is one already stays as it
 * is. Needs `practice:write`.
 * @param why what is told to whoever has answered.
 */
export async function addPracticeItem(
  actor: Actor,
  { itemId, why }: { itemId: string; why: string },
): Promise<Result<{ added: number }, "forbidden" | "not_found" | "item_not_decided">> {
  if (!can(actor, "practice:write")) return refuse("forbidden");
  const at = parseItemId(itemId);
  if (!at) return refuse("not_found");
  const copied = await copyItem(at);
  if (!copied.ok) return copied;
  return accept({ added: await addCopies(actor, [{ ...copied.value, why: storableText(why).trim() }]) });
}

/**
 * Makes the latest items that two people agreed on ones to practise on: up to ten of each language and answer. Needs
 * `practice:write`. @returns how many were added.
 */
export async function addAgreedItems(actor: Actor): Promise<Result<{ added: number }, "forbidden">> {
  if (!can(actor, "practice:write")) return refuse("forbidden");
  const copies: PracticeCopy[] = [];
  for (const at of await findAgreedItems(db(), AGREED_PER_ANSWER)) {
    const copied = await copyItem(at);
    if (copied.ok) copies.push({ ...copied.value, why: "" });
  }
  return accept({ added: await addCopies(actor, copies) });
}

/** Takes an item out of practice; what was answered on it stays. Needs `practice:write`. */
export async function retirePractice(
  actor: Actor,
  id: string,
): Promise<Result<{ id: string }, "forbidden" | "not_found">> {
  if (!can(actor, "practice:write")) return refuse("forbidden");
  return db().transaction(async (tx) => {
    if (!(await retirePracticeItem(tx, id, actor.memberId))) return refuse("not_found");
    await recordAudit(tx, actor, {
      action: "review.practice_retire",
      targetType: "practice-item",
      targetId: id,
    });
    return accept({ id });
  });
}

type PracticeCopy = Omit<typeof practiceItems.$inferInsert, "id" | "addedBy">;

/** An item as it stands, with the row it has now and what people decided on it. */
async function copyItem({
  batchId,
  seq,
}: {
  batchId: string;
  seq: number;
}): Promise<Result<Omit<PracticeCopy, "why">, "not_found" | "item_not_decided">> {
  const row = await findReviewItem(db(), batchId, seq);
  const [context] = row ? await readReviewContexts(db(), [batchId]) : [];
  if (!row || !context) return refuse("not_found");
  // What a plan let pass nobody has read: its answer is not known.
  if ((row.reviewState !== "approved" && row.reviewState !== "rejected") || row.decidedBy === null)
    return refuse("item_not_decided");
  const { outputVersion, rowNumber, language, output, reviewState } = row;
  const rejection = (await readItemDecisions(db(), batchId, seq)).findLast(
    ({ decision }) => decision === "reject",
  );
  const isRejected = reviewState === "rejected";
  return accept({
    ...{ batchId, seq, outputVersion, rowNumber, language, output },
    checks: row.checkedVersion === outputVersion ? row.checks : [],
    source: (await readSources(context, [row])).get(rowNumber) ?? {},
    answer: isRejected ? "reject" : "approve",
    answerReason: isRejected ? (rejection?.reason ?? null) : null,
  });
}

/** Adds copies; @returns how many were not to practise on before. */
function addCopies(actor: Actor, copies: readonly PracticeCopy[]): Promise<number> {
  return db().transaction(async (tx) => {
    let added = 0;
    for (const copy of copies) {
      const id = await insertPracticeItem(tx, { ...copy, id: newId(), addedBy: actor.memberId });
      if (id === null) continue;
      added += 1;
      const { batchId, seq, outputVersion } = copy;
      await recordAudit(tx, actor, {
        ...{ action: "review.practice_add", targetType: "practice-item", targetId: id },
        after: { batchId, seq, outputVersion },
      });
    }
    return added;
  });
}
