import { db } from "#db/client.ts";
import {
  findPracticeItem,
  insertPracticeAnswer,
  readLatestAnswers,
  readPractiser,
  setPractised,
} from "#db/queries/review/practice.ts";
import type { Actor } from "#lib/auth/actor.ts";
import { can } from "#lib/auth/can.ts";
import { recordAudit } from "#lib/auth/record-audit.ts";
import { newId } from "#lib/new-id.ts";
import { accept, type Result, refuse } from "#lib/result.ts";
import { rejectReason } from "../reject-reason.ts";
import { PRACTICE, type PracticeProgress, practiceProgress } from "./progress.ts";

/** What was known of an item, told once it is answered. */
export interface PracticeAnswer {
  isRight: boolean;
  answer: "approve" | "reject";
  /** Of a rejection. */
  answerReason: string | null;
  /** What whoever added it had to say; "" for nothing. */
  why: string;
  progress: PracticeProgress;
}

/**
 * Answers a practice item and tells what people had decided. Right is the same decision; the reason teaches and does not
 * count, since one output is often wrong in two ways. Needs `review:decide`.
 * @param reason the code or key of one, with a rejection.
 */
export async function answerPractice(
  actor: Actor,
  { id, decision, reason }: { id: string; decision: "approve" | "reject"; reason?: string | undefined },
): Promise<Result<PracticeAnswer, "forbidden" | "not_found" | "invalid_input">> {
  if (!can(actor, "review:decide")) return refuse("forbidden");
  const given = decision === "reject" ? rejectReason(reason ?? "") : null;
  if (decision === "reject" && !given)
    return refuse("invalid_input", {}, [{ path: "reason", code: "reason_unknown" }]);
  const { memberId } = actor;
  return db().transaction(async (tx) => {
    const item = await findPracticeItem(tx, id);
    if (!item) return refuse("not_found");
    const before = await readPractiser(tx, memberId, { forUpdate: true });
    const isRight = decision === item.answer;
    await insertPracticeAnswer(tx, {
      ...{ id: newId(), practiceItemId: id, memberId, decision, reason: given?.code ?? null, isRight },
    });
    const progress = practiceProgress(await readLatestAnswers(tx, memberId, PRACTICE.answers), before);
    if (progress.isEnough && before.practisedAt === null) {
      await setPractised(tx, memberId);
      const after = { answered: progress.answered, right: progress.right };
      await recordAudit(tx, actor, {
        action: "review.practised",
        targetType: "member",
        targetId: memberId,
        after,
      });
    }
    const { answer, answerReason, why } = item;
    return accept({ isRight, answer, answerReason, why, progress });
  });
}
