import { type Db, db } from "#db/client.ts";
import { findDataset, readRowsByNumber } from "#db/queries/datasets.ts";
import type { Actor } from "#lib/auth/actor.ts";
import { can } from "#lib/auth/can.ts";
import { byLanguage } from "#lib/by-language.ts";
import type { GlossaryMatcher } from "#lib/glossaries/glossary-matcher.ts";
import { loadPromptTerms } from "#lib/glossaries/load-glossaries.ts";
import type { RowTerm } from "#lib/glossaries/terms-in-row.ts";
import { inOrder } from "#lib/in-order.ts";
import { loadCallableModel } from "#lib/models/callable-model.ts";
import { FULL_CAPABILITIES } from "#lib/models/capabilities.ts";
import { countMessageTokens } from "#lib/models/count-tokens.ts";
import { countPrompt } from "#lib/models/endpoints/bound-chat.ts";
import type { ChatMessage } from "#lib/models/endpoints/call-outcome.ts";
import { type Meter, meterOf } from "#lib/models/meter.ts";
import { costOf } from "#lib/models/price.ts";
import { type Money, money, sumAmounts } from "#lib/money.ts";
import { accept, type Refusal, type Result, refuse } from "#lib/result.ts";
import { assumeOutputTokens } from "./assume-output-tokens.ts";
import { checkReferences } from "./check-evaluators.ts";
import { checkTemplate } from "./check-template.ts";
import { inLanguage, placeInLanguage } from "./in-language.ts";
import { offersOf } from "./offers.ts";
import { pickExtreme, ROWS_LOOKED_AT, type RowPick, spreadRows } from "./pick-row.ts";
import { readsFor } from "./reads-for.ts";
import {
  longStandIn,
  namedStandIn,
  type RenderWays,
  renderSteps,
  type StandIn,
  type StepPrompt,
} from "./render-steps.ts";
import type { RenderedPrompt } from "./render-within.ts";
import { resolveTools } from "./resolve-tools.ts";
import { rowTerms } from "./row-terms.ts";
import { type FiredRule, rulesFired } from "./rules-fired.ts";
import { type ShownWork, showWork } from "./shown-work.ts";
import { resolveSnippets } from "./snippets/resolve-snippets.ts";
import { loadStepModels } from "./step-models.ts";
import { stepTools } from "./step-tools.ts";
import { isGenerating, withResult } from "./steps.ts";
import type { TemplateBody, TemplateStep } from "./template.ts";
import { atField, type TemplateProblem } from "./template-problem.ts";

/** Tokens are counted as this family counts them where no model was chosen. */
const USUAL_MODEL = "gpt-4o";

export interface PreviewRequest extends TemplateBody {
  datasetId?: string | undefined;
  /** A pinned row; goes before `pick`. */
  rowNumber?: number | undefined;
  pick?: RowPick | undefined;
  /** Without a dataset: the row itself. Without either, the inputs' sample values. */
  row?: Record<string, string> | undefined;
  language: string;
  modelId?: string | undefined;
}

export interface PreviewedRow {
  rowNumber: number | null;
  values: Record<string, string>;
  /** Of the values, in the order of the file. */
  columns: string[];
}

/** What a step of a chain sends for a row, or does for it; nothing where its condition leaves it out. */
export interface PreviewedStep extends Omit<ShownWork, "name"> {
  name: string;
  kind: TemplateStep["kind"];
  isLeftOut: boolean;
  messages: ChatMessage[];
}

export interface PromptPreview {
  row: PreviewedRow;
  /** What becomes of this row. */
  kind: "prompt" | "skipped" | "blocked" | "broken";
  /** Exactly what goes out; empty unless `kind` is "prompt". Of a chain, what its first step sends. */
  messages: ChatMessage[];
  /** Of a chain: what each step sends, with `[step.field]` for what an earlier one will have written. */
  steps: PreviewedStep[];
  /** The input that is missing, where the row is skipped or blocked. */
  missingInput: string | null;
  problems: TemplateProblem[];
  /** Every rule, and whether it fires on this row. */
  rules: FiredRule[];
  /** The terms of the glossaries that the row has, as the prompt tells of them. */
  terms: RowTerm[];
  /** The language tag of the override that holds; `null` where none does. */
  override: string | null;
  /** `tools` is how many of the input's tell models of the tools that they may call. */
  tokens: { input: number; tools: number; assumedOutput: number } | null;
  /** Per item: the input counted, the output assumed. */
  cost: { input: Money; assumedOutput: Money; total: Money; simulated: boolean } | null;
  /** Why there is no cost although a model was chosen. */
  costRefusal: Refusal | null;
}

/** Renders a template on one real row and says what it takes, changing and calling nothing. */
export async function previewPrompt(
  actor: Actor,
  asked: PreviewRequest,
): Promise<Result<PromptPreview, "forbidden" | "not_found" | "dataset_has_no_rows">> {
  if (!can(actor, "templates:read")) return refuse("forbidden");
  if (asked.datasetId !== undefined && !can(actor, "datasets:read")) return refuse("forbidden");
  const row = await rowFor(db(), asked);
  if (!row.ok) return row;
  const resolved = await resolveTools(db(), asked);
  const request = withResult({ ...resolved, snippets: await resolveSnippets(db(), asked) });
  const { language } = request;
  const { values } = row.value;
  const template = inLanguage(request, language);
  const matcher = await loadPromptTerms(db(), request);
  const prompts = await renderSteps(template, values, language, waysOf(matcher, namedStandIn));
  const rendered = outcomeOf(prompts);
  const shown = await showWork(db(), prompts);
  const messages = rendered.kind === "prompt" ? rendered.messages : [];
  const problems = checkTemplate(request, await offersOf(db(), request));
  if (row.value.rowNumber !== null) problems.push(...checkReferences(request.evaluators, row.value.columns));
  if (rendered.kind === "broken" && problems.every(({ severity }) => severity !== "error"))
    problems.unshift(placeInLanguage(request, language, atStep(request, rendered)));
  if (rendered.kind === "unreadable") problems.unshift(unreadable(request, rendered));
  return accept({
    row: row.value,
    kind: rendered.kind === "unreadable" ? "broken" : rendered.kind,
    messages,
    steps: request.steps.length === 0 ? [] : prompts.map((prompt) => toStep(prompt, shown)),
    missingInput: rendered.kind === "skipped" || rendered.kind === "blocked" ? rendered.input : null,
    problems,
    rules: rulesFired(request, values, language),
    terms: rowTerms(matcher, template, values, language),
    override: byLanguage(request.languageOverrides, language)?.tag ?? null,
    ...(await priced(
      template,
      rendered.kind === "prompt" ? await sizedPrompts(template, prompts, matcher, values) : [],
    )),
  });
}

/** What becomes of a row: what its first step sends, unless nothing can be sent for any of them. */
function outcomeOf(prompts: readonly StepPrompt[]): Outcome {
  const asked = prompts.flatMap(({ rendered }, place) =>
    rendered && rendered.kind !== "work" ? [{ ...rendered, place }] : [],
  );
  const failed = asked.find(({ kind }) => kind !== "prompt");
  return failed ?? asked[0] ?? { kind: "prompt", messages: [], place: 0 };
}

type Outcome = RenderedPrompt & { place: number };

function atStep(
  { steps }: PreviewRequest,
  { problem, place }: Extract<Outcome, { kind: "broken" }>,
): TemplateProblem {
  if (steps.length === 0 || problem.place?.kind !== "text") return problem;
  return { ...problem, place: { ...problem.place, step: place } };
}

function toStep({ name, kind, rendered }: StepPrompt, shown: readonly ShownWork[]): PreviewedStep {
  const {
    sought = null,
    taken = null,
    found = null,
    sent = null,
    made = null,
    drawn = null,
    failure = null,
  } = shown.find((work) => work.name === name) ?? {};
  const messages = rendered?.kind === "prompt" ? rendered.messages : [];
  return {
    ...{ name, kind, messages, sought, taken, found, sent, made, drawn, failure },
    isLeftOut: rendered === null,
  };
}

function waysOf(terms: GlossaryMatcher | null, standIn: StandIn): RenderWays {
  return { terms, standIn, ...readsFor(db()) };
}

// To be counted, what earlier steps will have written is as long as it usually is.
async function sizedPrompts(
  template: PreviewRequest,
  prompts: readonly StepPrompt[],
  terms: GlossaryMatcher | null,
  values: Record<string, string>,
): Promise<readonly StepPrompt[]> {
  if (template.steps.length < 2) return prompts;
  return renderSteps(template, values, template.language, waysOf(terms, longStandIn));
}

function unreadable(
  { inputs }: PreviewRequest,
  { input, value, needs }: Extract<RenderedPrompt, { kind: "unreadable" }>,
): TemplateProblem {
  const index = inputs.findIndex(({ name }) => name === input);
  return atField(`inputs.${index}`, `input_not_${needs}`, { input, value });
}

async function priced(
  { language, modelId, steps }: PreviewRequest,
  prompts: readonly StepPrompt[],
): Promise<Pick<PromptPreview, "tokens" | "cost" | "costRefusal">> {
  const sent = prompts.flatMap(({ rendered, ...prompt }, place) =>
    rendered?.kind === "prompt" ? [{ ...prompt, messages: rendered.messages, step: steps[place] }] : [],
  );
  if (sent.length === 0) return { tokens: null, cost: null, costRefusal: null };
  // One prompt has no model of its own: it is its language that names it.
  const named = steps.length > 0 ? sent : sent.map((prompt) => ({ ...prompt, language }));
  const loaded = modelId === undefined ? null : await loadCallableModel(db(), modelId);
  const chosen = loaded?.ok ? loaded.value : null;
  const own = chosen && (await loadStepModels(db(), named, chosen.price.currency));
  const modelOf = (id: string | undefined) => (id !== undefined && own?.ok && own.value.get(id)) || chosen;
  const calls = sent.map(({ messages, outputs, modelId: id, step }) => {
    const model = modelOf(id);
    const name = model?.name ?? USUAL_MODEL;
    const offered = step && isGenerating(step) ? stepTools(step.tools) : undefined;
    // As it is reserved for: what a model may call goes out with every call of its step.
    const input = countPrompt(name, { ...offered, messages }, FULL_CAPABILITIES);
    const tools = input - countMessageTokens(messages, name);
    return { model, input, tools, assumedOutput: assumeOutputTokens(outputs, language) };
  });
  const tokens = {
    input: calls.reduce((sum, { input }) => sum + input, 0),
    tools: calls.reduce((sum, { tools }) => sum + tools, 0),
    assumedOutput: calls.reduce((sum, { assumedOutput }) => sum + assumedOutput, 0),
  };
  const refusal = (loaded && !loaded.ok && loaded.refusal) || (own && !own.ok && own.refusal);
  if (!chosen || refusal) return { tokens, cost: null, costRefusal: refusal || null };
  const { currency } = chosen.price;
  const priceOf = (meterOfCall: (call: (typeof calls)[number]) => Meter) =>
    sumAmounts(calls.map((call) => costOf(meterOfCall(call), (call.model ?? chosen).price)));
  const input = priceOf((call) => meterOf({ inputTokens: call.input }));
  const output = priceOf((call) => meterOf({ outputTokens: call.assumedOutput }));
  const cost = {
    input: money(input, currency),
    assumedOutput: money(output, currency),
    total: money(sumAmounts([input, output]), currency),
    simulated: calls.every(({ model }) => (model ?? chosen).simulated),
  };
  return { tokens, cost, costRefusal: null };
}

async function rowFor(
  tx: Db,
  { datasetId, rowNumber, pick = "first", row, inputs }: PreviewRequest,
): Promise<Result<PreviewedRow, "not_found" | "dataset_has_no_rows">> {
  if (datasetId === undefined) {
    const samples = Object.fromEntries(inputs.map(({ name, sample }) => [name, sample]));
    const values = row ?? samples;
    return accept({ rowNumber: null, values, columns: Object.keys(values) });
  }
  const dataset = await findDataset(tx, datasetId);
  if (!dataset) return refuse("not_found");
  if (dataset.rowCount === 0) return refuse("dataset_has_no_rows", { name: dataset.name });
  const numbers = numbersFor(dataset.rowCount, rowNumber, pick);
  const rows = await readRowsByNumber(tx, datasetId, numbers);
  const isExtreme = rowNumber === undefined && (pick === "longest" || pick === "emptiest");
  const found = isExtreme ? pickExtreme(rows, pick, inputs) : rows[0];
  if (!found) return refuse("not_found");
  const columns = dataset.columns.map(({ name }) => name);
  return accept({ rowNumber: found.rowNumber, values: inOrder(found.values, columns), columns });
}

function numbersFor(rowCount: number, rowNumber: number | undefined, pick: RowPick): number[] {
  if (rowNumber !== undefined) return [rowNumber];
  if (pick === "first") return [1];
  if (pick === "random") return [1 + Math.floor(Math.random() * rowCount)];
  return spreadRows(rowCount, ROWS_LOOKED_AT);
}
