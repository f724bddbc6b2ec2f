import { db } from "#db/client.ts";
import { type ReviewContextRow, readReviewContexts } from "#db/queries/review/batches.ts";
import { readAssignment } from "#db/queries/review/members.ts";
import {
  countPracticeItems,
  nextPracticeItem,
  type PracticeItemRow,
  readLatestAnswers,
  readPractiser,
} from "#db/queries/review/practice.ts";
import type { Actor } from "#lib/auth/actor.ts";
import { can } from "#lib/auth/can.ts";
import { wholeVerdicts } from "#lib/checks/kept-verdicts.ts";
import { inOrder } from "#lib/in-order.ts";
import { accept, type Result, refuse } from "#lib/result.ts";
import type { Claim, ClaimedBatch } from "../claim.ts";
import { sourceOrder, toClaimedBatch } from "../claim-items.ts";
import { fieldsIn } from "../fields-in.ts";
import { guidelineFor } from "../guideline-for.ts";
import { PRACTICE, type PracticeProgress, practiceProgress } from "./progress.ts";

/** What somebody practises on next, and how far they have come. */
export interface Practice {
  progress: PracticeProgress;
  /** Items there are for them. */
  items: number;
  /** `null` where there is none. */
  next: PracticeItem | null;
}

/** An item to practise on, as a claim shows one; its id is its own, and no item of a batch has it. */
export interface PracticeItem {
  claim: Claim;
  batch: ClaimedBatch;
  /** The template's requirements, rendered for the row; `null` where they can't be. */
  guideline: string | null;
}

/** The actor's practice, and the item that is next. Needs `review:decide`. */
export async function viewPractice(actor: Actor): Promise<Result<Practice, "forbidden">> {
  if (!can(actor, "review:decide")) return refuse("forbidden");
  const { memberId } = actor;
  const { languages } = await readAssignment(db(), memberId);
  const row = await nextPracticeItem(db(), memberId, languages);
  const [context] = row ? await readReviewContexts(db(), [row.batchId]) : [];
  return accept({
    progress: practiceProgress(
      await readLatestAnswers(db(), memberId, PRACTICE.answers),
      await readPractiser(db(), memberId),
    ),
    items: await countPracticeItems(db(), memberId, languages),
    next: row && context ? await toPracticeItem(row, context) : null,
  });
}

async function toPracticeItem(row: PracticeItemRow, context: ReviewContextRow): Promise<PracticeItem> {
  const fields = fieldsIn(context, row.language);
  return {
    claim: {
      itemId: row.id,
      batchId: row.batchId,
      rowNumber: row.rowNumber,
      language: row.language,
      reviewState: "pending",
      token: 0,
      outputVersion: 1,
      leaseExpiresAt: "",
      source: inOrder(row.source, sourceOrder(context)),
      output: inOrder(
        row.output,
        fields.map(({ name }) => name),
      ),
      checks: wholeVerdicts(row.checks),
      isBlind: false,
      checkedVersion: 1,
      openBlocks: [],
      triesLeft: 0,
      fields,
    },
    batch: toClaimedBatch(context),
    guideline: await guidelineFor(context, row.source, row.language),
  };
}
