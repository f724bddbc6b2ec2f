import { type Db, db } from "#db/client.ts";
import { removeFingerprints } from "#db/queries/checks/fingerprints.ts";
import { readRowsByNumber } from "#db/queries/datasets.ts";
import {
  type CellChange,
  type CellRow,
  readCells,
  updateCell,
  updateCellsIn,
} from "#db/queries/trials/cells.ts";
import { lockTrial, type TrialRow, takeTrial, updateOpenTrial } from "#db/queries/trials/trials.ts";
import { enterLostCall, type OwnedTrial, recoverCells } from "#lib/calls/trial-account.ts";
import { compareOutputs } from "#lib/checks/near-duplicates/compare-outputs.ts";
import { loadTemplateChecks, type TemplateChecks } from "#lib/checks/template-checks.ts";
import type { Failure } from "#lib/failure.ts";
import type { GlossaryVersion } from "#lib/glossaries/load-glossaries.ts";
import { log } from "#lib/observability/log.ts";
import { gateTo } from "#lib/pacing/gates.ts";
import { watchPaces } from "#lib/pacing/watch-paces.ts";
import { LOST } from "#lib/queue/job.ts";
import { enqueue } from "#lib/queue/queue.ts";
import { accept, type Result } from "#lib/result.ts";
import type { JudgeSpec } from "#lib/templates/evaluator-spec.ts";
import type { TemplateVersion } from "#lib/templates/template.ts";
import { askCell, type TrialRun } from "./ask-cell.ts";
import { watchForCancel } from "./cancel-watch.ts";
import { ExhaustedModels } from "./exhausted-models.ts";
import { runTrialJob } from "./jobs.ts";
import { judgesBesides } from "./judges-besides.ts";
import { type LoadedVariant, loadVariant } from "./load-variant.ts";
import { PartialTexts } from "./partial-texts.ts";
import { previewVariants } from "./preview-variants.ts";
import { endingOf, hasEnded, type Variant } from "./trial.ts";

const MAX_LANES_PER_MODEL = 8;
/** The process may stop 8 s after it was asked to, and whoever cancels waits no longer; calls that end before are kept like any other. */
const GRACE_MS = 5_000;

/**
 * A variant as the trial row keeps it; `draft` is the version as it was at the launch, if it was a draft, `glossaries` are
 * those of its prompts as they were. Trials of earlier releases had none.
 */
export type KeptVariant = Variant & { draft?: TemplateVersion; glossaries?: GlossaryVersion[] };

/**
 * Makes the calls of a trial, from wherever an earlier run left off. Ended cells stay; a cell whose call was under way when
 * the last run was lost is asked again, and that call is in the ledger as unknown.
 */
export async function runTrial({ trialId }: { trialId: string }, signal: AbortSignal): Promise<void> {
  const taken = await takeUp(trialId);
  if (!taken) return;
  const { trial, cells } = taken;
  const owned = { id: trial.id, fence: trial.fence, createdBy: trial.createdBy };
  const loaded = await loadVariants(trial.variants as KeptVariant[], {
    isCompared: trial.regressionSetId !== null,
    languages: trial.languages,
  });
  if (!loaded.ok) return endTrial(owned, loaded.refusal);

  const open = trial.status === "running" ? cells.filter((cell) => !hasEnded(cell.status)) : [];
  const partialTexts = new PartialTexts(trialId);
  const watch = watchForCancel(trialId);
  const stopping = AbortSignal.any([signal, watch.cancelled]);
  const aborting = abortLater(stopping, GRACE_MS);
  const models = loaded.value.flatMap(({ model, stepModels }) => [model, ...stepModels.values()]);
  const gates = new Map(models.map((model) => [model.id, gateTo(model)]));
  const paces = await watchPaces([...gates.keys()]);
  try {
    await askCells(open, {
      trial: owned,
      datasetId: trial.datasetId,
      variants: loaded.value,
      checks: await loadChecksOf(loaded.value, trial.languages),
      gates,
      partialTexts,
      exhausted: new ExhaustedModels(),
      cancelled: watch.cancelled,
      stopping,
      aborting: aborting.signal,
    });
  } finally {
    watch.leave();
    paces.leave();
    aborting.done();
    partialTexts.stop();
  }
  if (!signal.aborted || !(await isOpen(trialId))) return endTrial(owned);
  if (signal.reason !== LOST) await handOn(owned);
}

/** The job was tried in vain: the trial ends with what it has, and calls whose end nobody saw are in the ledger as unknown. */
export async function giveUpTrial({ trialId }: { trialId: string }): Promise<void> {
  const taken = await takeUp(trialId);
  if (!taken) return;
  const { id, fence, createdBy } = taken.trial;
  await endTrial({ id, fence, createdBy }, { code: "given_up" });
}

async function takeUp(trialId: string): Promise<{ trial: TrialRow; cells: CellRow[] } | null> {
  return db().transaction(async (tx) => {
    const trial = await takeTrial(tx, trialId);
    if (!trial) return null;
    await recoverCells(tx, trialId, await readCells(tx, trialId));
    return { trial, cells: await readCells(tx, trialId) };
  });
}

async function loadVariants(
  kept: readonly KeptVariant[],
  { isCompared, languages }: { isCompared: boolean; languages: readonly string[] },
): Promise<Result<LoadedVariant[]>> {
  const load = (variant: KeptVariant, judges: readonly JudgeSpec[] = []) => {
    const { draft: version, glossaries = [] } = variant;
    return loadVariant(db(), { ...variant, languages }, { version, glossaries, judges });
  };
  const variants: LoadedVariant[] = [];
  for (const variant of kept) {
    const loaded = await load(variant);
    if (!loaded.ok) return loaded;
    variants.push(loaded.value);
  }
  const [first] = kept;
  const judges = isCompared ? judgesBesides(variants.map(({ version }) => version)) : [];
  if (!first || judges.length === 0) return accept(variants);
  const baseline = await load(first, judges);
  return baseline.ok ? accept([baseline.value, ...variants.slice(1)]) : baseline;
}

async function loadChecksOf(
  variants: readonly LoadedVariant[],
  languages: readonly string[],
): Promise<TemplateChecks[]> {
  return Promise.all(
    variants.map(({ version, glossaries }) =>
      loadTemplateChecks(db(), version.checks, languages, { glossaries }),
    ),
  );
}

async function askCells(open: readonly CellRow[], run: TrialRun): Promise<void> {
  const rowNumbers = [...new Set(open.map((cell) => cell.rowNumber))];
  const rows = await readRowsByNumber(db(), run.datasetId, rowNumbers);
  const valuesOf = new Map(rows.map((row) => [row.rowNumber, row.values]));
  const lanes = [...run.gates.keys()].flatMap((modelId) => {
    const waiting = open.filter((cell) => run.variants[cell.variant]?.model.id === modelId);
    const limit = run.variants.find(({ model }) => model.id === modelId)?.model.limits.concurrency;
    const count = Math.min(MAX_LANES_PER_MODEL, limit ?? MAX_LANES_PER_MODEL, waiting.length);
    return Array.from({ length: count }, () => lane(waiting, valuesOf, run));
  });
  await Promise.all(lanes);
}

/** Nobody saw how the call of such a cell ended, if one was under way. */
const BROKEN = { status: "failed", failure: { code: "internal" } } as const;

// Lanes share one list of waiting cells; each takes the next.
async function lane(
  waiting: CellRow[],
  valuesOf: ReadonlyMap<number, Record<string, string>>,
  run: TrialRun,
): Promise<void> {
  for (let cell = waiting.shift(); cell && !run.stopping.aborted; cell = waiting.shift()) {
    const { seq, rowNumber } = cell;
    const change = await askCell(run, cell, valuesOf.get(rowNumber) ?? {}).catch((err: unknown) => {
      log.error({ err, trialId: run.trial.id, seq }, "a cell could not be asked");
      return BROKEN;
    });
    if (change === null || !(await finishCell(run, cell, change))) return;
  }
}

async function finishCell(run: TrialRun, cell: CellRow, change: CellChange): Promise<boolean> {
  const { trial } = run;
  const { seq } = cell;
  return db().transaction(async (tx) => {
    if (!(await lockTrial(tx, trial.id, trial.fence))) return false;
    if (change === BROKEN) {
      const broken = (await readCells(tx, trial.id)).find((one) => one.seq === seq);
      if (broken) await enterLostCall(tx, broken);
    }
    const compared = await compareCell(tx, run, cell, change);
    await updateCell(tx, trial.id, seq, { ...compared, partialText: null, inFlight: null });
    return true;
  });
}

// Variants are not held against each other: they are made of the same rows.
async function compareCell(
  tx: Db,
  { trial, datasetId, checks }: TrialRun,
  { seq, variant, rowNumber, language }: CellRow,
  change: CellChange,
): Promise<CellChange> {
  const spec = checks[variant]?.nearDuplicates;
  if (!spec || change.status !== "succeeded" || !change.output) return change;
  const company = { runId: trial.id, datasetId, variant };
  const made = { seq, rowNumber, language, version: 1, output: change.output };
  const verdict = (await compareOutputs(tx, company, spec, [made])).get(seq);
  return verdict ? { ...change, checks: [...(change.checks ?? []), verdict] } : change;
}

async function endTrial({ id, fence }: OwnedTrial, failure?: Failure): Promise<void> {
  await db().transaction(async (tx) => {
    const trial = await lockTrial(tx, id, fence);
    if (!trial) return;
    const reason = failure ?? { code: "trial_cancelled" };
    await updateCellsIn(tx, id, ["running"], {
      status: "failed",
      failure: reason,
      inFlight: null,
      partialText: null,
    });
    await updateCellsIn(tx, id, ["pending"], { status: failure ? "failed" : "skipped", failure: reason });
    const cells = await readCells(tx, id);
    const status = trial.status === "cancelled" ? "cancelled" : endingOf(cells);
    await removeFingerprints(tx, id);
    const firstFailure = cells.find((cell) => cell.status === "failed")?.failure;
    await updateOpenTrial(tx, id, {
      status,
      finishedAt: new Date(),
      failure: failure ?? (status === "failed" ? (firstFailure ?? null) : null),
      preview: await previewVariants(tx, trial, cells),
    });
  });
}

// Whoever has taken the trial over meanwhile goes on with it already.
async function handOn({ id, fence }: OwnedTrial): Promise<void> {
  await db().transaction(async (tx) => {
    if (await lockTrial(tx, id, fence)) await enqueue(tx, runTrialJob, { trialId: id });
  });
}

async function isOpen(trialId: string): Promise<boolean> {
  const cells = await readCells(db(), trialId);
  return cells.some((cell) => !hasEnded(cell.status));
}

// Aborts some time after another signal did, unless the work is done before.
function abortLater(signal: AbortSignal, afterMs: number): { signal: AbortSignal; done(): void } {
  const controller = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  const start = () => {
    timer = setTimeout(() => controller.abort(), afterMs);
  };
  if (signal.aborted) start();
  else signal.addEventListener("abort", start, { once: true });
  return {
    signal: controller.signal,
    done() {
      signal.removeEventListener("abort", start);
      clearTimeout(timer);
    },
  };
}
