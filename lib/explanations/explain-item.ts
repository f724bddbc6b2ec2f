import { db } from "#db/client.ts";
import { type BatchRow, findBatch } from "#db/queries/batches/batches.ts";
import { readSteps } from "#db/queries/batches/item-steps.ts";
import { findDataset } from "#db/queries/datasets.ts";
import { findProbe } from "#db/queries/review/probes.ts";
import { type RegenerationRow, readRegenerations } from "#db/queries/review/regenerations.ts";
import { readRowCorrections } from "#db/queries/row-corrections.ts";
import { findVersion } from "#db/queries/templates.ts";
import { nameTemplates } from "#db/queries/trials/template-names.ts";
import { AppError } from "#lib/app-error.ts";
import type { Actor } from "#lib/auth/actor.ts";
import { can } from "#lib/auth/can.ts";
import { itemId } from "#lib/batches/item-id.ts";
import { seqCount } from "#lib/batches/item-seq.ts";
import { parametersSchema } from "#lib/batches/parameters.ts";
import { termsOf } from "#lib/batches/terms.ts";
import { type ItemWithRow, viewItem } from "#lib/batches/view/view-items.ts";
import { modelIdIn } from "#lib/calls/language-models.ts";
import { isKeptBlind } from "#lib/checks/shown-blind.ts";
import { loadPromptTerms } from "#lib/glossaries/load-glossaries.ts";
import { accept, type Result, refuse } from "#lib/result.ts";
import { complaintOf } from "#lib/review/regeneration/complaint.ts";
import { rulesFired } from "#lib/templates/rules-fired.ts";
import type { TemplateVersion } from "#lib/templates/template.ts";
import { explainCalls, nameMakers, totalOf } from "./explain-calls.ts";
import { explainSteps } from "./explain-steps.ts";
import type { Explanation } from "./explanation.ts";
import { type FeedbackPeriod, holdsAt, promptBases } from "./prompt-basis.ts";
import { rowHistory } from "./row-history.ts";

/** An item as its reader may see it. */
interface SeenItem {
  item: ItemWithRow;
  /** The item whose calls these are; another one where it is a copy. */
  seq: number;
  /** What happened later is not told of it. */
  until?: Date;
}

/**
 * How an item of a batch came about: its row, the rules that fired on it, every call with its messages and its answer,
 * what the checks say. Needs `batches:read`. Whoever may be asked to judge it without the checks is told neither of them
 * nor of the calls, which repeat what they say, until it is decided.
 */
export async function explainItem(
  actor: Actor,
  batchId: string,
  seq: number,
): Promise<Result<Explanation, "forbidden" | "not_found" | "outputs_removed">> {
  if (!can(actor, "batches:read")) return refuse("forbidden");
  const batch = await findBatch(db(), batchId);
  if (!batch) return refuse("not_found");
  const seen = await seeItem(actor, batch, seq);
  if (!seen.ok) return seen;
  const { item, until } = seen.value;
  const version = await versionOf(batch);
  const made = { run: { id: batchId, seq: seen.value.seq }, ...(until && { until }) };
  const isBlind = isKeptBlind(actor, batch, item);
  const corrections = await readRowCorrections(db(), batch.datasetId, item.rowNumber);
  const { steps, calls } = isBlind
    ? { steps: [], calls: [] }
    : await callsOf(batch, version, item, made, corrections);
  const dataset = await findDataset(db(), batch.datasetId);
  const names = await nameTemplates(db(), [batch.templateId]);
  return accept({
    run: { kind: "batch", id: batchId, name: batch.name },
    seq,
    itemId: itemId(batchId, seq),
    language: item.language,
    state: item.state,
    failure: item.failure,
    template: {
      id: batch.templateId,
      name: names.get(batch.templateId) ?? "",
      versionId: version.id,
      versionNumber: version.number,
    },
    dataset: { id: batch.datasetId, name: dataset?.name ?? "" },
    ...(await nameMakers(db(), batch.modelId, modelIdIn(batch, item.language))),
    parameters: parametersSchema.parse(batch.parameters),
    row: {
      number: item.rowNumber,
      values: item.values,
      columns: item.columns,
      isGone: Object.keys(item.values).length === 0,
      corrections: corrections.map(({ at, ...correction }) => ({ at: at.toISOString(), ...correction })),
    },
    rules: rulesFired(version, item.values, item.language).flatMap(({ index, fired }) => {
      const rule = version.rules[index];
      return rule ? [{ index, fired, rule }] : [];
    }),
    steps,
    calls,
    total: totalOf(calls, batch.currency),
    output: item.output,
    outputVersion: item.outputVersion,
    versions: item.versions,
    checks: isBlind ? [] : item.checks,
    checkedVersion: item.checkedVersion,
    isBlind,
  });
}

// To whom it was shown a probe is an item like any other; for everybody else there is none of that number.
async function seeItem(
  actor: Actor,
  batch: BatchRow,
  seq: number,
): Promise<Result<SeenItem, "forbidden" | "not_found" | "outputs_removed">> {
  const probe =
    seq >= seqCount(batch) ? await findProbe(db(), actor.memberId, { batchId: batch.id, seq }) : null;
  const found = await viewItem(actor, batch.id, seq);
  if (!found.ok) return found;
  if (!probe) return accept({ item: found.value, seq });
  return accept({ item: found.value, seq: probe.ofSeq, until: probe.createdAt });
}

async function callsOf(
  batch: BatchRow,
  version: TemplateVersion,
  item: ItemWithRow,
  { run, until }: { run: { id: string; seq: number }; until?: Date },
  corrections: Awaited<ReturnType<typeof readRowCorrections>>,
): Promise<Pick<Explanation, "steps" | "calls">> {
  const place = { batchId: run.id, seq: run.seq };
  const terms = await loadPromptTerms(db(), version, batch.glossaries);
  const { recipeIn } = termsOf(batch, version, { hasFallback: batch.fallbackModelId !== null, terms });
  const recipe = recipeIn(item.language);
  const regenerations = await readRegenerations(db(), place);
  const outputs = new Map(item.versions.map((one) => [one.version, one.output]));
  const kept = recipe.steps.length > 1 ? await readSteps(db(), run.id, [run.seq]) : null;
  const ended = kept?.get(run.seq) ?? [];
  const calls = await explainCalls(db(), {
    run,
    recipe,
    ended,
    bases: promptBases(
      item.language,
      rowHistory(item.values, corrections),
      regenerations.flatMap((one) => rejectionOf(one, outputs)),
    ),
    outputAt: (at, step) => {
      const regeneration = regenerations.find((one) => holdsAt(periodOf(one), at));
      if (regeneration) return outputs.get(regeneration.toVersion ?? 0) ?? null;
      return ended.find((_, index) => index === step)?.output ?? outputs.get(1) ?? null;
    },
    ...(until && { until }),
  });
  const isMade = item.state === "succeeded";
  return { steps: explainSteps(recipe, calls, { ended, isMade, currency: batch.currency }), calls };
}

/** What a model was told while it wrote anew; nothing where the row was at fault. */
function rejectionOf(one: RegenerationRow, outputs: Map<number, Record<string, unknown>>): FeedbackPeriod[] {
  if (one.cause !== "rejection") return [];
  const output = outputs.get(one.fromVersion) ?? {};
  return [{ ...periodOf(one), feedback: { complaint: complaintOf(one.reason), note: one.note, output } }];
}

function periodOf({ askedAt, endedAt }: RegenerationRow) {
  return { from: askedAt, to: endedAt };
}

async function versionOf({ id, templateVersionId }: BatchRow): Promise<TemplateVersion> {
  const version = await findVersion(db(), templateVersionId);
  if (!version) throw new AppError("A batch lost its template's version.", { facts: { batchId: id } });
  return version as TemplateVersion;
}
