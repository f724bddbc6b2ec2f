import { type Db, db } from "#db/client.ts";
import { findDataset, readRowsByNumber } from "#db/queries/datasets.ts";
import type { Actor } from "#lib/auth/actor.ts";
import { can } from "#lib/auth/can.ts";
import { byLanguage } from "#lib/by-language.ts";
import { loadPromptTerms } from "#lib/glossaries/load-glossaries.ts";
import type { RowTerm } from "#lib/glossaries/terms-in-row.ts";
import { inOrder } from "#lib/in-order.ts";
import { loadCallableModel } from "#lib/models/callable-model.ts";
import { countMessageTokens } from "#lib/models/count-tokens.ts";
import type { ChatMessage } from "#lib/models/endpoints/call-outcome.ts";
import { meterOf } from "#lib/models/meter.ts";
import { costOf } from "#lib/models/price.ts";
import { type Money, money, sumAmounts } from "#lib/money.ts";
import { accept, type Refusal, type Result, refuse } from "#lib/result.ts";
import { assumeOutputTokens } from "./assume-output-tokens.ts";
import { checkTemplate } from "./check-template.ts";
import { inLanguage, placeInLanguage } from "./in-language.ts";
import { pickExtreme, ROWS_LOOKED_AT, type RowPick, spreadRows } from "./pick-row.ts";
import { renderPrompt } from "./render-prompt.ts";
import type { RenderedPrompt } from "./render-within.ts";
import { belowWith, rowTerms } from "./row-terms.ts";
import { type FiredRule, rulesFired } from "./rules-fired.ts";
import { resolveSnippets } from "./snippets/resolve-snippets.ts";
import type { TemplateBody } from "./template.ts";
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

export interface PromptPreview {
  row: PreviewedRow;
  /** What becomes of this row. */
  kind: "prompt" | "skipped" | "blocked" | "broken";
  /** Exactly what goes out; empty unless `kind` is "prompt". */
  messages: ChatMessage[];
  /** The input that is missing, where the row is skipped or blocked. */
  missingInput: string | null;
  problems: TemplateProblem[];
  /** Every rule, and whether it fires on this row. */
  rules: FiredRule[];
  /** The terms of the glossaries that the row has, as the prompt tells of them. */
  terms: RowTerm[];
  /** The language tag of the override that holds; `null` where none does. */
  override: string | null;
  tokens: { input: number; assumedOutput: number } | null;
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
  const request = { ...asked, snippets: await resolveSnippets(db(), asked) };
  const { language } = request;
  const { values } = row.value;
  const template = inLanguage(request, language);
  const terms = rowTerms(await loadPromptTerms(db(), request), template, values, language);
  const rendered = await renderPrompt(template, values, language, { below: belowWith(terms) });
  const messages = rendered.kind === "prompt" ? rendered.messages : [];
  const problems = checkTemplate(request);
  if (rendered.kind === "broken" && problems.every(({ severity }) => severity !== "error"))
    problems.unshift(placeInLanguage(request, language, rendered.problem));
  if (rendered.kind === "unreadable") problems.unshift(notNumber(request, rendered));
  return accept({
    row: row.value,
    kind: rendered.kind === "unreadable" ? "broken" : rendered.kind,
    messages,
    missingInput: rendered.kind === "skipped" || rendered.kind === "blocked" ? rendered.input : null,
    problems,
    rules: rulesFired(request, values, language),
    terms,
    override: byLanguage(request.languageOverrides, language)?.tag ?? null,
    ...(await priced(template, messages)),
  });
}

function notNumber(
  { inputs }: PreviewRequest,
  { input, value }: Extract<RenderedPrompt, { kind: "unreadable" }>,
): TemplateProblem {
  const index = inputs.findIndex(({ name }) => name === input);
  return atField(`inputs.${index}`, "input_not_number", { input, value });
}

async function priced(
  { outputs, language, modelId }: PreviewRequest,
  messages: ChatMessage[],
): Promise<Pick<PromptPreview, "tokens" | "cost" | "costRefusal">> {
  if (messages.length === 0) return { tokens: null, cost: null, costRefusal: null };
  const model = modelId === undefined ? null : await loadCallableModel(db(), modelId);
  const name = model?.ok ? model.value.name : USUAL_MODEL;
  const tokens = {
    input: countMessageTokens(messages, name),
    assumedOutput: assumeOutputTokens(outputs, language),
  };
  if (!model?.ok) return { tokens, cost: null, costRefusal: model?.refusal ?? null };
  const { price, simulated } = model.value;
  const input = costOf(meterOf({ inputTokens: tokens.input }), price);
  const output = costOf(meterOf({ outputTokens: tokens.assumedOutput }), price);
  const cost = {
    input: money(input, price.currency),
    assumedOutput: money(output, price.currency),
    total: money(sumAmounts([input, output]), price.currency),
    simulated,
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
