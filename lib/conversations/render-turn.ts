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
import type { StepAsked } from "#lib/templates/step-models.ts";
import { givesPicture, isGenerating } from "#lib/templates/steps.ts";
import {
  type GenerateStep,
  type OutputField,
  type TemplateBody,
  templateBodySchema,
} from "#lib/templates/template.ts";
import { earlierAsked } from "./earlier-steps.ts";

/** What a template sends for the row of a conversation, as its draft is now. */
export interface RenderedTurn {
  prompt: ChatMessage[];
  /** The fields that it asks for. */
  outputs: OutputField[];
  draftRevision: number | null;
  templateVersionId: string | null;
  /** Where more is done for the answer than to send the prompt. */
  chain: TurnRow["chain"];
  /** The steps that ask a model before the one that answers does. */
  earlier: StepAsked[];
  /** Those of its steps that may call tools; one that names no model asks the conversation's. */
  calling: GenerateStep[];
}

export type RenderRefusal =
  | OffersRefusalCode
  | "conversation_template_gone"
  | "conversation_row_gone"
  | "conversation_step_gone"
  | "conversation_step_left_out"
  | "input_missing"
  | "input_blocked"
  | "input_not_number"
  | "input_not_picture"
  | "prompt_broken";

const NOTHING: RenderedTurn = {
  ...{ prompt: [], outputs: [], draftRevision: null, templateVersionId: null },
  ...{ chain: null, earlier: [], calling: [] },
};

/**
 * Renders what the draft of a conversation's template sends for its row: of a chain, the step that it is had with, or the
 * first that asks a model; what the steps before it will give told by their names. The sample values stand for the row
 * where the conversation has none; without a template nothing is sent.
 */
export async function renderTurn(
  tx: Db,
  { templateId, step, datasetId, rowNumber, language }: ConversationRow,
): Promise<Result<RenderedTurn, RenderRefusal>> {
  if (templateId === null) return accept(NOTHING);
  const draft = await findDraft(tx, templateId);
  if (!draft || (await findArchivedTemplate(tx, templateId))) return refuse("conversation_template_gone");
  const body = templateBodySchema.parse(draft);
  const values = await valuesOf(tx, body, datasetId, rowNumber);
  if (!values) return refuse("conversation_row_gone");
  if (step !== null && !body.steps.some((one) => isGenerating(one) && one.name === step))
    return refuse("conversation_step_gone", { step });
  const terms = await loadPromptTerms(tx, body);
  const steps = await renderSteps(inLanguage(body, language), values, language, {
    terms,
    standIn: namedStandIn,
    ...readsFor(tx),
  });
  const asked = steps.find(({ name, kind, rendered }) =>
    step === null ? kind === "generate" && rendered !== null : name === step,
  );
  if (step !== null && asked?.rendered === null) return refuse("conversation_step_left_out");
  const rendered = asked?.rendered;
  if (!asked || !rendered || rendered.kind === "work") return accept(NOTHING);
  const place = steps.indexOf(asked);
  // One that is refused for its row is refused before those that come first are paid.
  for (const { rendered: sent } of steps.slice(0, place + 1))
    if (sent && sent.kind !== "prompt" && sent.kind !== "work") return unrendered(sent);
  if (rendered.kind !== "prompt") return accept(NOTHING);
  const upToIt = body.steps.slice(0, place + 1);
  const untold = await offersRefusal(tx, { steps: upToIt });
  if (untold) return untold;
  const { outputs } = asked;
  return accept({
    prompt: rendered.messages,
    outputs,
    draftRevision: draft.revision,
    templateVersionId: draft.id,
    ...moreThanPrompt(body, { language, values, upToIt }),
  });
}

// Behind a step that gives a picture it is the prompt alone: nobody draws while they talk.
function moreThanPrompt(
  template: TemplateBody,
  {
    language,
    values,
    upToIt,
  }: { language: string; values: Record<string, string>; upToIt: TemplateBody["steps"] },
): Pick<RenderedTurn, "chain" | "earlier" | "calling"> {
  const answering = upToIt.at(-1);
  if (!answering || !isGenerating(answering) || upToIt.some(givesPicture))
    return { chain: null, earlier: [], calling: [] };
  const step = upToIt.length - 1;
  const before = inLanguage(template, language).steps.slice(0, step).filter(isGenerating);
  // Who answers is the conversation's to say.
  const calling = [...before, { ...answering, modelId: undefined }].filter(
    ({ tools }) => (tools?.offered.length ?? 0) > 0,
  );
  const hasMore = step > 0 || calling.length > 0;
  return {
    chain: hasMore ? { template, values, step } : null,
    earlier: earlierAsked(template, language, step),
    calling,
  };
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
