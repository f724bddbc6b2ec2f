import { db } from "#db/client.ts";
import { insertConversation } from "#db/queries/conversations/conversations.ts";
import { findDataset, readRowsByNumber } from "#db/queries/datasets.ts";
import { findDraft, findTemplate } from "#db/queries/templates.ts";
import type { Actor } from "#lib/auth/actor.ts";
import { can } from "#lib/auth/can.ts";
import { recordAudit } from "#lib/auth/record-audit.ts";
import type { Money } from "#lib/money.ts";
import { newId } from "#lib/new-id.ts";
import { accept, type Result, refuse } from "#lib/result.ts";
import { isGenerating } from "#lib/templates/steps.ts";
import { templateBodySchema } from "#lib/templates/template.ts";
import { defaultCap } from "./default-cap.ts";
import { loadSpeaker, type SpeakerRefusal } from "./load-speaker.ts";

const FALLBACK_LANGUAGE = "en";

export interface ConversationToStart {
  templateId?: string | undefined;
  /** The name of the step of its draft that is spoken to. Default: the first that asks a model. */
  step?: string | undefined;
  modelId: string;
  /** With `rowNumber`. */
  datasetId?: string | undefined;
  rowNumber?: number | undefined;
  /** Default: the first of the template. */
  language?: string | undefined;
  /** In the model's currency; default: room for some twenty turns. */
  cap?: Money | undefined;
}

export type StartRefusal =
  | SpeakerRefusal
  | "forbidden"
  | "template_not_found"
  | "template_archived"
  | "dataset_not_found"
  | "conversation_row_gone"
  | "conversation_step_gone"
  | "conversation_cap_currency";

/** Begins a conversation of the actor's own; nothing is asked yet. Needs `conversations:run`. */
export async function startConversation(
  actor: Actor,
  { templateId, step, modelId, datasetId, rowNumber, language, cap }: ConversationToStart,
): Promise<Result<{ id: string }, StartRefusal>> {
  if (!can(actor, "conversations:run")) return refuse("forbidden");
  const model = await loadSpeaker(db(), { modelId });
  if (!model.ok) return model;
  const { price } = model.value;
  if (cap && cap.currency !== price.currency)
    return refuse("conversation_cap_currency", { currency: price.currency });
  const template = templateId === undefined ? null : await findTemplate(db(), templateId);
  if (templateId !== undefined && !template) return refuse("template_not_found");
  if (template?.archivedAt) return refuse("template_archived", { name: template.name });
  const rowRefusal = await refusalOfRow(datasetId, rowNumber);
  if (rowRefusal) return refuse(rowRefusal);
  const draft = template && (await findDraft(db(), template.id));
  const steps = draft ? templateBodySchema.parse(draft).steps : [];
  if (step !== undefined && !steps.some((one) => isGenerating(one) && one.name === step))
    return refuse("conversation_step_gone", { step });
  const conversation = {
    id: newId(),
    memberId: actor.memberId,
    templateId: template?.id ?? null,
    step: step ?? null,
    modelId,
    datasetId: datasetId ?? null,
    rowNumber: datasetId === undefined ? null : (rowNumber ?? null),
    language: language ?? draft?.languages[0] ?? FALLBACK_LANGUAGE,
    cap: cap?.amount ?? defaultCap(price),
    currency: price.currency,
  };
  await db().transaction(async (tx) => {
    await insertConversation(tx, conversation);
    const { id, memberId: _, ...after } = conversation;
    await recordAudit(tx, actor, {
      action: "conversations.start",
      targetType: "conversation",
      targetId: id,
      after,
    });
  });
  return accept({ id: conversation.id });
}

async function refusalOfRow(
  datasetId: string | undefined,
  rowNumber: number | undefined,
): Promise<"dataset_not_found" | "conversation_row_gone" | null> {
  if (datasetId === undefined) return null;
  if (!(await findDataset(db(), datasetId))) return "dataset_not_found";
  const rows = await readRowsByNumber(db(), datasetId, rowNumber === undefined ? [] : [rowNumber]);
  return rows.length > 0 ? null : "conversation_row_gone";
}
