import { type Db, db } from "#db/client.ts";
import {
  insertLabelMove,
  type NamedMove,
  readLabelMoves,
  settleLabelMove,
} from "#db/queries/template-labels.ts";
import { findVersion, lockTemplate } from "#db/queries/templates.ts";
import type { Actor } from "#lib/auth/actor.ts";
import { can } from "#lib/auth/can.ts";
import { recordAudit } from "#lib/auth/record-audit.ts";
import { newId } from "#lib/new-id.ts";
import { accept, type Result, refuse } from "#lib/result.ts";
import type { Label } from "./label.ts";

interface Place {
  templateId: string;
  label: Label;
}

/**
 * Asks for a label to be moved to a published version; it stays where it is until somebody else approves. What was asked
 * for before and waits is replaced. Needs `templates:publish`; refuses a draft, a version of another template, and the
 * version that has the label already.
 */
export function requestLabel(
  actor: Actor,
  { templateId, label, versionId, note }: Place & { versionId: string; note?: string | undefined },
): Promise<
  Result<
    { versionId: string },
    "forbidden" | "not_found" | "template_version_not_found" | "version_not_published" | "label_is_there"
  >
> {
  return db().transaction(async (tx) => {
    if (!can(actor, "templates:publish")) return refuse("forbidden");
    if (!(await lockTemplate(tx, templateId))) return refuse("not_found");
    const version = await findVersion(tx, versionId);
    if (version?.templateId !== templateId) return refuse("template_version_not_found");
    if (version.state !== "published") return refuse("version_not_published");
    const { approved, pending } = await movesOf(tx, { templateId, label });
    if (approved?.versionId === versionId)
      return refuse("label_is_there", { label, number: approved.number });
    if (pending) await settle(tx, pending, "replaced", actor);
    const move = { id: newId(), templateId, label, versionId, note: note?.trim() || null };
    await insertLabelMove(tx, { ...move, requestedBy: actor.memberId, state: "pending" });
    await recordAudit(tx, actor, {
      action: "templates.request_label",
      targetType: "template",
      targetId: templateId,
      before: { label, versionId: approved?.versionId ?? null },
      after: { label, versionId, number: version.number, note: move.note },
    });
    return accept({ versionId });
  });
}

/**
 * Moves a label to where somebody else asked for. Needs `templates:approve`; refuses whoever asked, whatever their
 * roles, and another version than the one that waits, where the approver says which they have seen.
 */
export function approveLabel(
  actor: Actor,
  { templateId, label, versionId }: Place & { versionId?: string | undefined },
): Promise<
  Result<
    { versionId: string },
    "forbidden" | "not_found" | "label_not_asked_for" | "label_own_request" | "conflict"
  >
> {
  return db().transaction(async (tx) => {
    if (!can(actor, "templates:approve")) return refuse("forbidden");
    if (!(await lockTemplate(tx, templateId))) return refuse("not_found");
    const { approved, pending } = await movesOf(tx, { templateId, label });
    if (!pending) return refuse("label_not_asked_for", { label });
    if (pending.requestedBy === actor.memberId) return refuse("label_own_request");
    if (versionId !== undefined && versionId !== pending.versionId) return refuse("conflict");
    await settle(tx, pending, "approved", actor);
    await recordAudit(tx, actor, {
      action: "templates.move_label",
      targetType: "template",
      targetId: templateId,
      before: { label, versionId: approved?.versionId ?? null, number: approved?.number ?? null },
      after: {
        label,
        versionId: pending.versionId,
        number: pending.number,
        requestedBy: pending.requestedBy,
      },
    });
    return accept({ versionId: pending.versionId });
  });
}

/** Takes back what was asked for, by whoever asked or might have approved it: the label stays where it is. */
export function withdrawLabel(
  actor: Actor,
  { templateId, label }: Place,
): Promise<Result<null, "forbidden" | "not_found" | "label_not_asked_for">> {
  return db().transaction(async (tx) => {
    if (!can(actor, "templates:approve")) return refuse("forbidden");
    if (!(await lockTemplate(tx, templateId))) return refuse("not_found");
    const { pending } = await movesOf(tx, { templateId, label });
    if (!pending) return refuse("label_not_asked_for", { label });
    await settle(tx, pending, "withdrawn", actor);
    await recordAudit(tx, actor, {
      action: "templates.withdraw_label",
      targetType: "template",
      targetId: templateId,
      before: { label, versionId: pending.versionId, requestedBy: pending.requestedBy },
    });
    return accept(null);
  });
}

async function movesOf(tx: Db, { templateId, label }: Place) {
  const moves = (await readLabelMoves(tx, [templateId])).filter((move) => move.label === label);
  return {
    approved: moves.find(({ state }) => state === "approved"),
    pending: moves.find(({ state }) => state === "pending"),
  };
}

async function settle(tx: Db, { id }: NamedMove, state: NamedMove["state"], actor: Actor): Promise<void> {
  await settleLabelMove(tx, id, { state, decidedBy: actor.memberId, decidedAt: new Date() });
}
