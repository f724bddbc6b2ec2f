import { db } from "#db/client.ts";
import { noteTaken, readProposalRows } from "#db/queries/improvements/cases.ts";
import { findImprovement } from "#db/queries/improvements/improvements.ts";
import { findDraft } from "#db/queries/templates.ts";
import type { Actor } from "#lib/auth/actor.ts";
import { can } from "#lib/auth/can.ts";
import { recordAudit } from "#lib/auth/record-audit.ts";
import { type Result, refuse } from "#lib/result.ts";
import { type SavedDraft, saveDraft } from "#lib/templates/save-draft.ts";
import { templateBodySchema } from "#lib/templates/template.ts";
import type { SectionChange } from "./improvement.ts";
import { sectionOf, withChanges } from "./template-prompts.ts";

export interface ProposalToTake {
  templateId: string;
  improvementId: string;
  /** Of the proposal, from 1. */
  number: number;
}

/**
 * Puts what a tried proposal changes into the template's draft, for people to read and publish. Needs `templates:write`.
 * Refuses with `improvement_draft_moved` where a section it changes reads otherwise than when it was proposed, and with
 * `improvement_not_tried` one that was refused.
 */
export async function takeProposal(
  actor: Actor,
  { templateId, improvementId, number }: ProposalToTake,
): Promise<
  Result<
    SavedDraft,
    "forbidden" | "not_found" | "conflict" | "improvement_not_tried" | "improvement_draft_moved"
  >
> {
  if (!can(actor, "templates:write")) return refuse("forbidden");
  const found = await findImprovement(db(), improvementId);
  const proposal = (await readProposals(improvementId, found?.improvement.templateId === templateId)).find(
    (one) => one.number === number,
  );
  const draft = proposal && (await findDraft(db(), templateId));
  if (!draft) return refuse("not_found");
  if (proposal.variant === null || !found?.trialFinishedAt) return refuse("improvement_not_tried");
  const body = templateBodySchema.parse(draft);
  const changes = proposal.changes as SectionChange[];
  const moved = changes.find(
    (change) => ![change.before, change.after].includes(sectionOf(body, change) ?? ""),
  );
  if (moved) return refuse("improvement_draft_moved", { section: moved.section });
  const saved = await saveDraft(actor, {
    ...withChanges(body, changes),
    ...{ templateId, revision: draft.revision },
  });
  if (!saved.ok) return saved;
  await db().transaction(async (tx) => {
    await noteTaken(tx, { improvementId, number }, actor.memberId);
    await recordAudit(tx, actor, {
      action: "improvements.take",
      targetType: "template",
      targetId: templateId,
      after: { improvementId, number },
    });
  });
  return saved;
}

async function readProposals(improvementId: string, isOfTemplate: boolean) {
  return isOfTemplate ? readProposalRows(db(), improvementId) : [];
}
