import { type Db, db } from "#db/client.ts";
import {
  type ConversationRow,
  findConversation,
  lockConversation,
  updateConversation,
} from "#db/queries/conversations/conversations.ts";
import { insertTurn, readTurns, type TurnRow } from "#db/queries/conversations/turns.ts";
import type { Actor } from "#lib/auth/actor.ts";
import { can } from "#lib/auth/can.ts";
import { isBlankText, trimBlanks } from "#lib/blank-text.ts";
import { compareAmounts, sumAmounts } from "#lib/money.ts";
import { enqueue } from "#lib/queue/queue.ts";
import { accept, type Result, refuse } from "#lib/result.ts";
import { usedUpBudget } from "#lib/spend/budgets/view-budgets.ts";
import { cutText } from "#lib/storable-text.ts";
import { loadStepModels, type StepModelRefusal } from "#lib/templates/step-models.ts";
import { toollessModel } from "#lib/templates/toolless-model.ts";
import { type AnswersAs, MAX_TURNS } from "./conversation.ts";
import { answerTurnJob } from "./jobs.ts";
import { loadSpeaker, type SpeakerRefusal } from "./load-speaker.ts";
import { type RenderedTurn, type RenderRefusal, renderTurn } from "./render-turn.ts";

const MAX_TITLE_CHARS = 80;

export interface TurnToAsk {
  conversationId: string;
  /** "" sends the prompt alone, as a run would. */
  text: string;
  /** Asks what was said last anew, with the draft as it is now. */
  again: boolean;
  /** As the turn that is asked anew, else free words. */
  answersAs?: AnswersAs | undefined;
}

export type AskRefusal =
  | SpeakerRefusal
  | RenderRefusal
  | StepModelRefusal
  | "forbidden"
  | "not_found"
  | "budget_used_up"
  | "conversation_archived"
  | "conversation_cap_reached"
  | "conversation_busy"
  | "conversation_full"
  | "conversation_nothing_said"
  | "conversation_without_fields"
  | "model_calls_no_tools";

/**
 * Says something in a conversation of the actor's own; the model is asked by a worker. Needs `conversations:run`. The
 * template's prompt is rendered now, so that the turn is about the draft that the person sees. Refuses with
 * `conversation_busy` while another turn runs: nothing is paid twice.
 */
export async function askTurn(actor: Actor, asked: TurnToAsk): Promise<Result<{ seq: number }, AskRefusal>> {
  if (!can(actor, "conversations:run")) return refuse("forbidden");
  const found = await findConversation(db(), asked.conversationId, actor.memberId);
  if (!found) return refuse("not_found");
  const { conversation } = found;
  if (conversation.archivedAt) return refuse("conversation_archived");
  const model = await loadSpeaker(db(), conversation);
  if (!model.ok) return model;
  const unfunded = await moneyRefusal(conversation);
  if (unfunded) return unfunded;
  const rendered = await renderTurn(db(), conversation);
  if (!rendered.ok) return rendered;
  const { earlier, calling } = rendered.value;
  const earlierModels = await loadStepModels(db(), earlier, conversation.currency);
  if (!earlierModels.ok) return earlierModels;
  const toolless = toollessModel({ steps: calling }, model.value, earlierModels.value);
  if (toolless) return refuse("model_calls_no_tools", { model: toolless.name });
  return db().transaction((tx) => addTurn(tx, conversation.id, asked, rendered.value));
}

async function moneyRefusal(conversation: ConversationRow): Promise<Result<never, AskRefusal> | null> {
  const { modelId, templateId, memberId, currency, spent, unknownSpend, cap } = conversation;
  const isUsedUp = compareAmounts(sumAmounts([spent, unknownSpend]), cap) >= 0;
  if (isUsedUp && compareAmounts(cap, "0") > 0) return refuse("conversation_cap_reached");
  const budget = await usedUpBudget({ currency, templateId, modelIds: [modelId], memberId });
  return budget === null ? null : refuse("budget_used_up", { budget });
}

async function addTurn(
  tx: Db,
  conversationId: string,
  { text, again, answersAs }: TurnToAsk,
  { prompt, outputs, draftRevision, templateVersionId, chain }: RenderedTurn,
): Promise<Result<{ seq: number }, AskRefusal>> {
  const conversation = await lockConversation(tx, conversationId);
  if (!conversation) return refuse("not_found");
  const turns = await readTurns(tx, conversationId);
  if (turns.some(({ state }) => state === "running")) return refuse("conversation_busy");
  if (turns.length >= MAX_TURNS) return refuse("conversation_full", { limit: MAX_TURNS });
  const last = turns.at(-1);
  if (again && !last) return refuse("conversation_nothing_said");
  const said = again && last ? last.text : trimBlanks(text);
  if (isBlankText(said) && prompt.length === 0) return refuse("conversation_nothing_said");
  const wanted = answersAs ?? (again && last?.outputs ? "fields" : "text");
  if (wanted === "fields" && outputs.length === 0) return refuse("conversation_without_fields");
  const seq = (last?.seq ?? -1) + 1;
  await insertTurn(tx, {
    conversationId,
    seq,
    text: said,
    againOf: again ? firstOf(last) : null,
    prompt,
    draftRevision,
    templateVersionId,
    chain,
    outputs: wanted === "fields" ? outputs : null,
    state: "running",
  });
  const title = conversation.title || cutText(said.replace(/\s+/g, " "), MAX_TITLE_CHARS);
  await updateConversation(tx, conversationId, { title, updatedAt: new Date() });
  await enqueue(tx, answerTurnJob, { conversationId, seq });
  return accept({ seq });
}

// What was asked anew is asked anew from where it was asked first.
function firstOf(last: TurnRow | undefined): number | null {
  return last ? (last.againOf ?? last.seq) : null;
}
