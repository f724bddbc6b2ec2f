import type { Db } from "#db/client.ts";
import { type NamedMove, readLabelMoves } from "#db/queries/template-labels.ts";
import { LABELS, type Label } from "./label.ts";

/** A label of a template: the version it is on, and the one that somebody asks to move it to. */
export interface LabelView {
  label: Label;
  /** `null` while it was never moved to any. */
  current: { versionId: string; number: number; movedAt: Date | null; movedBy: string | null } | null;
  pending: {
    versionId: string;
    number: number;
    note: string | null;
    requestedAt: Date;
    requestedBy: { memberId: string; name: string | null };
  } | null;
}

/** The labels of templates by template, each with what waits for approval. */
export async function viewLabels(tx: Db, templateIds: readonly string[]): Promise<Map<string, LabelView[]>> {
  const moves = await readLabelMoves(tx, templateIds);
  return new Map(templateIds.map((id) => [id, LABELS.map((label) => viewOf(label, id, moves))]));
}

/** The version that a label of a template is on; `null` while it is on none. */
export async function labelledVersion(tx: Db, templateId: string, label: Label): Promise<string | null> {
  const labels = (await viewLabels(tx, [templateId])).get(templateId) ?? [];
  return labels.find((one) => one.label === label)?.current?.versionId ?? null;
}

function viewOf(label: Label, templateId: string, moves: readonly NamedMove[]): LabelView {
  const of = (state: NamedMove["state"]) =>
    moves.find((move) => move.templateId === templateId && move.label === label && move.state === state);
  const [moved, asked] = [of("approved"), of("pending")];
  return {
    label,
    current: moved
      ? {
          ...{ versionId: moved.versionId, number: moved.number },
          ...{ movedAt: moved.decidedAt, movedBy: moved.decidedByName },
        }
      : null,
    pending: asked
      ? {
          ...{ versionId: asked.versionId, number: asked.number },
          ...{ note: asked.note, requestedAt: asked.requestedAt },
          requestedBy: { memberId: asked.requestedBy, name: asked.requestedByName },
        }
      : null,
  };
}
