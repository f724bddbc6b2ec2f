import type { Db } from "#db/client.ts";
import type { ConversationRow } from "#db/queries/conversations/conversations.ts";
import type { TurnRow } from "#db/queries/conversations/turns.ts";
import { findDataset, readRowsByNumber } from "#db/queries/datasets.ts";
import { findArchivedTemplate, findDraft } from "#db/queries/templates.ts";
import { loadPromptTerms } from "#lib/glossaries/load-glossaries.ts";
import type { ChatMessage } from "#lib/models/endpoints/call-outcome.ts";
import { accept, type Result, refuse } from "#lib/result.ts";
import { inLanguage } from "#lib/templates/in-language.ts";
import { type OffersRefusalCode, offersRefusal } from "#lib/templates/offers-refusal.ts";
import { readsFor } from "#lib/templates/reads-for.ts";
import { namedStandIn, renderSteps } from "#lib/templates/render-steps.ts";
import type { UnrenderedPrompt } from "#lib/templates/render-within.ts";
import { givesPicture, isGenerating } from "#lib/templates/steps.ts";
import { type OutputField, type TemplateBody, templateBodySchema } from "#lib/templates/template.ts";

/** What a template sends for the row of a conversation, as its draft is now. */
export interface RenderedTurn {
  prompt: ChatMessage[];
  /** The fields that it asks for. */
  outputs: OutputField[];
  draftRevision: number | null;
  templateVersionId: string | null;
  /** Where more is done for the answer than to send the prompt. */
  chain: TurnRow["chain"];
  /** Whether its model may call tools. */
  offersTools: boolean;
}

export type RenderRefusal =
  | OffersRefusalCode
  | "conversation_template_gone"
  | "conversation_row_gone"
  | "input_missing"
  | "input_blocked"
  | "input_not_number"
  | "input_not_picture"
  | "prompt_broken";

const NOTHING: RenderedTurn = {
  ...{ prompt: [], outputs: [], draftRevision: null, templateVersionId: null },
  ...{ chain: null, offersTools: false },
};

/**
 * Renders what the draft of a conversation's template sends for its row: of a chain, its first step that asks a model, what
 * the steps before it will find told by their names. The sample values stand for the row where the conversation has none;
 * without a template nothing is sent.
 */
export async function renderTurn(
  tx: Db,
  { templateId, datasetId, rowNumber, language }: ConversationRow,
): Promise<Result<RenderedTurn, RenderRefusal>> {
  if (templateId === null) return accept(NOTHING);
  const draft = await findDraft(tx, templateId);
  if (!draft || (await findArchivedTemplate(tx, templateId))) return refuse("conversation_template_gone");
  const body = templateBodySchema.parse(draft);
  const values = await valuesOf(tx, body, datasetId, rowNumber);
  if (!values) return refuse("conversation_row_gone");
  const terms = await loadPromptTerms(tx, body);
  const steps = await renderSteps(inLanguage(body, language), values, language, {
    terms,
    standIn: namedStandIn,
    ...readsFor(tx),
  });
  const asked = steps.find(({ kind, rendered }) => kind === "generate" && rendered !== null);
  const rendered = asked?.rendered;
  if (!asked || !rendered || rendered.kind === "work") return accept(NOTHING);
  if (rendered.kind !== "prompt") return unrendered(rendered);
  const place = steps.indexOf(asked);
  const upToIt = body.steps.slice(0, place + 1);
  const untold = await offersRefusal(tx, { steps: upToIt });
  if (untold) return untold;
  const { outputs } = asked;
  return accept({
    prompt: rendered.messages,
    outputs,
    draftRevision: draft.revision,
    templateVersionId: draft.id,
    ...moreThanPrompt(body, upToIt, values),
  });
}

// Behind a step that gives a picture it is the prompt alone: nobody draws while they talk.
function moreThanPrompt(
  template: TemplateBody,
  upToIt: TemplateBody["steps"],
  values: Record<string, string>,
): Pick<RenderedTurn, "chain" | "offersTools"> {
  const answering = upToIt.at(-1);
  if (!answering || upToIt.some(givesPicture)) return { chain: null, offersTools: false };
  const offersTools = isGenerating(answering) && (answering.tools?.offered.length ?? 0) > 0;
  const hasMore = upToIt.length > 1 || offersTools;
  return { chain: hasMore ? { template, values, step: upToIt.length - 1 } : null, offersTools };
}

async function valuesOf(
  tx: Db,
  { inputs }: TemplateBody,
  datasetId: string | null,
  rowNumber: number | null,
): Promise<Record<string, string> | null> {
  if (datasetId === null || rowNumber === null)
    return Object.fromEntries(inputs.map(({ name, sample }) => [name, sample]));
  const dataset = await findDataset(tx, datasetId);
  const [row] = dataset ? await readRowsByNumber(tx, datasetId, [rowNumber]) : [];
  return row?.values ?? null;
}

function unrendered(prompt: UnrenderedPrompt): Result<never, RenderRefusal> {
  switch (prompt.kind) {
    case "skipped":
      return refuse("input_missing", { input: prompt.input });
    case "blocked":
      return refuse("input_blocked", { input: prompt.input });
    case "unreadable":
      return refuse(`input_not_${prompt.needs}`, { input: prompt.input, value: prompt.value });
    case "broken":
      return refuse("prompt_broken", {
        ...prompt.problem.params,
        section: prompt.section,
        reason: prompt.problem.code,
      });
  }
}
