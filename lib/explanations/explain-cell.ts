import { db } from "#db/client.ts";
import { findDataset, readRowsByNumber } from "#db/queries/datasets.ts";
import { readRowCorrections } from "#db/queries/row-corrections.ts";
import { findVersion } from "#db/queries/templates.ts";
import { readCells } from "#db/queries/trials/cells.ts";
import { nameTemplates } from "#db/queries/trials/template-names.ts";
import { findTrial, type TrialRow } from "#db/queries/trials/trials.ts";
import type { Actor } from "#lib/auth/actor.ts";
import { can } from "#lib/auth/can.ts";
import { byLanguage } from "#lib/by-language.ts";
import { loadPromptTerms } from "#lib/glossaries/load-glossaries.ts";
import { inOrder } from "#lib/in-order.ts";
import { accept, type Result, refuse } from "#lib/result.ts";
import type { JudgeSpec } from "#lib/templates/evaluator-spec.ts";
import { rulesFired } from "#lib/templates/rules-fired.ts";
import { type TemplateBody, templateBodySchema } from "#lib/templates/template.ts";
import { judgesBesides } from "#lib/trials/judges-besides.ts";
import { trialRecipes } from "#lib/trials/load-variant.ts";
import type { KeptVariant } from "#lib/trials/run-trial.ts";
import { explainCalls, nameMakers, totalOf } from "./explain-calls.ts";
import { explainSteps } from "./explain-steps.ts";
import type { Explanation } from "./explanation.ts";
import { promptBases } from "./prompt-basis.ts";
import { rowHistory } from "./row-history.ts";

/** How a cell of a trial came about, as `explainItem` tells it of an item. Needs `trials:read`. */
export async function explainCell(
  actor: Actor,
  trialId: string,
  seq: number,
): Promise<Result<Explanation, "forbidden" | "not_found">> {
  if (!can(actor, "trials:read")) return refuse("forbidden");
  const named = await findTrial(db(), trialId);
  const [cell] = named ? await readCells(db(), trialId, [seq]) : [];
  if (!named || !cell) return refuse("not_found");
  const variant = (named.trial.variants as KeptVariant[])[cell.variant];
  const version = variant && (variant.draft ?? (await findVersion(db(), variant.templateVersionId)));
  if (!variant || !version) return refuse("not_found");
  const { id, templateId, number, state } = version;
  const body = { id, templateId, number, state, ...templateBodySchema.parse(version) };
  const { datasetId } = named.trial;
  const { rowNumber, language } = cell;
  const [row] = await readRowsByNumber(db(), datasetId, [rowNumber]);
  const dataset = await findDataset(db(), datasetId);
  const columns = dataset?.columns.map(({ name }) => name) ?? [];
  const values = inOrder(row?.values ?? {}, columns);
  const corrections = await readRowCorrections(db(), datasetId, rowNumber);
  const terms = await loadPromptTerms(db(), body, variant.glossaries ?? []);
  const judges = await otherJudges(named.trial, cell.variant, body);
  const recipe = trialRecipes(body, variant.parameters ?? {}, terms, { judges })(language);
  const calls = await explainCalls(db(), {
    run: { id: trialId, seq },
    recipe,
    ended: cell.steps ?? [],
    bases: promptBases(language, rowHistory(values, corrections), []),
    outputAt: () => cell.output,
  });
  const currency = cell.currency ?? calls[0]?.cost.currency ?? "USD";
  const names = await nameTemplates(db(), [version.templateId]);
  return accept({
    run: { kind: "trial", id: trialId, name: named.datasetName ?? "" },
    seq,
    itemId: null,
    language,
    state: cell.status,
    failure: cell.failure,
    template: {
      id: version.templateId,
      name: names.get(version.templateId) ?? "",
      versionId: variant.templateVersionId,
      versionNumber: variant.draft ? null : version.number,
    },
    dataset: { id: datasetId, name: named.datasetName ?? "" },
    ...(await nameMakers(
      db(),
      variant.modelId,
      byLanguage(version.languageOverrides, language)?.value.modelId ?? variant.modelId,
    )),
    parameters: variant.parameters,
    row: {
      number: rowNumber,
      values,
      columns,
      isGone: !row,
      corrections: corrections.map(({ at, ...correction }) => ({ at: at.toISOString(), ...correction })),
    },
    rules: rulesFired(body, values, language).flatMap(({ index, fired }) => {
      const rule = body.rules[index];
      return rule ? [{ index, fired, rule }] : [];
    }),
    steps: explainSteps(recipe, calls, {
      ended: cell.steps ?? [],
      isMade: cell.status === "succeeded",
      currency,
    }),
    calls,
    total: totalOf(calls, currency),
    output: cell.output,
    outputVersion: cell.output && 1,
    versions: [],
    checks: cell.checks,
    checkedVersion: cell.output && 1,
    isBlind: false,
  });
}

/** Who judged the first variant of a comparison because the later ones have them. */
async function otherJudges(
  { variants, regressionSetId }: TrialRow,
  variant: number,
  own: Pick<TemplateBody, "evaluators">,
): Promise<JudgeSpec[]> {
  if (variant !== 0 || regressionSetId === null) return [];
  const others: Pick<TemplateBody, "evaluators">[] = [];
  for (const { draft, templateVersionId } of (variants as KeptVariant[]).slice(1)) {
    const version = draft ?? (await findVersion(db(), templateVersionId));
    if (version) others.push(templateBodySchema.parse(version));
  }
  return judgesBesides([own, ...others]);
}
