import type { CellChange, CellRow } from "#db/queries/trials/cells.ts";
import { roundText } from "#lib/calls/kept-answer.ts";
import type { Payer } from "#lib/calls/ledger-entry.ts";
import { pay } from "#lib/calls/pay.ts";
import { settledCost } from "#lib/calls/settle-call.ts";
import { type OwnedTrial, TrialCellAccount } from "#lib/calls/trial-account.ts";
import type { Judgement } from "#lib/checks/by-model/model-check.ts";
import { RubricJudge } from "#lib/checks/by-model/rubric-judge.ts";
import type { TemplateChecks } from "#lib/checks/template-checks.ts";
import type { Failure } from "#lib/failure.ts";
import { loadShown } from "#lib/images/load-shown.ts";
import {
  advance,
  type ItemEnding,
  type ItemEvent,
  isAtJudge,
  type Judged,
  LONGEST_WATCHED_WAIT_MS,
} from "#lib/items/advance.ts";
import { endpointOf } from "#lib/items/endpoint-of.ts";
import {
  type CarriedProgress,
  carriedOf,
  type EndedStep,
  type Progress,
  progressOf,
} from "#lib/items/progress.ts";
import { chatRequestOf, type ItemCall, keyOf, promptOf } from "#lib/items/prompt-of.ts";
import type { Recipe } from "#lib/items/recipe.ts";
import { type ToolRound, toldRound } from "#lib/items/tool-rounds.ts";
import { verdictsOf } from "#lib/items/verdicts-of-ending.ts";
import { workOf } from "#lib/items/work-of.ts";
import type { CallableModel } from "#lib/models/callable-model.ts";
import type { CallOutcome } from "#lib/models/endpoints/call-outcome.ts";
import { addMeters, type Meter, meterOf } from "#lib/models/meter.ts";
import { subtractAmounts, sumAmounts } from "#lib/money.ts";
import type { CallGate } from "#lib/pacing/call-gate.ts";
import { gateTo } from "#lib/pacing/gates.ts";
import { sleep } from "#lib/sleep.ts";
import { storableValue } from "#lib/storable-text.ts";
import type { DrawingWork, Work } from "#lib/templates/render-work.ts";
import { carryOut } from "#lib/work/carry-out.ts";
import { drawPictures } from "#lib/work/draw-pictures.ts";
import type { ExhaustedModels } from "./exhausted-models.ts";
import type { LoadedVariant } from "./load-variant.ts";
import type { PartialTexts } from "./partial-texts.ts";

/** What the cells of one run share. */
export interface TrialRun {
  trial: OwnedTrial;
  datasetId: string;
  variants: readonly LoadedVariant[];
  /** Of each variant's template. */
  checks: readonly TemplateChecks[];
  gates: ReadonlyMap<string, CallGate>;
  partialTexts: PartialTexts;
  /** Models that will answer nothing more in this run, and why. */
  exhausted: ExhaustedModels;
  /** Somebody has stopped the trial. */
  cancelled: AbortSignal;
  /** No new call begins, for that or because the process is to stop. */
  stopping: AbortSignal;
  /** Calls under way are given up. */
  aborting: AbortSignal;
}

export type Cell = Pick<
  CellRow,
  | "seq"
  | "variant"
  | "language"
  | "steps"
  | "carried"
  | "calls"
  | "inputTokens"
  | "cachedInputTokens"
  | "outputTokens"
  | "latencyMs"
>;

/**
 * Makes one cell's output: carries out what `advance` says. Every call is in the ledger before this returns.
 * `null` when the cell was left for another run.
 */
export async function askCell(
  run: TrialRun,
  cell: Cell,
  values: Record<string, string>,
): Promise<CellChange | null> {
  const variant = run.variants[cell.variant];
  if (!variant) return { status: "failed", failure: { code: "internal" } };
  const ended = cell.steps ?? [];
  const gone = ended.length === 0 ? run.exhausted.get(variant.model.id) : null;
  if (gone) return { status: "failed", failure: gone };

  const recipe = variant.recipeIn(cell.language);
  const asking = new CellInTheAsking(run, cell, variant, recipe);
  const source = { values, language: cell.language };
  let progress = progressOf(source, cell.carried ?? spentOn(ended), ended);
  let event: ItemEvent | null = { kind: "taken-up" };
  while (event) {
    const turn = advance(recipe, progress, event, Math.random());
    progress = turn.progress;
    if (event.kind === "worked" && turn.round && !(await asking.keepRound(turn.round, progress))) return null;
    switch (turn.command.do) {
      case "end":
        await asking.leave();
        return {
          ...asking.ended(turn.command.ending, progress),
          ...stepsOfCell(recipe, progress),
          carried: null,
        };
      case "pause":
        await asking.leave();
        // What a tool lacks says nothing of the model, which other cells go on asking.
        return event.kind === "worked"
          ? {
              ...asking.ended({ state: "failed", failure: turn.command.reason, misfits: false }, progress),
              ...stepsOfCell(recipe, progress),
            }
          : asking.paused(turn.command.reason, progress);
      case "wait":
        event = (await sleep(turn.command.forMs, run.stopping)) ? { kind: "waited" } : null;
        break;
      case "work": {
        const prepared = await workOf(recipe, progress);
        event =
          prepared.kind === "work"
            ? await asking.work(prepared.work, progress)
            : { kind: "unrendered", prompt: prepared };
        break;
      }
      case "call": {
        const prompt = await promptOf(recipe, progress);
        event =
          prompt.kind === "call" ? await asking.call(prompt.call, progress) : { kind: "unrendered", prompt };
      }
    }
    // Its output is there: whoever stops the trial loses only what would have been said of it.
    if (!event && run.cancelled.aborted && isAtJudge(recipe, progress))
      event = { kind: "unjudged", failure: { code: "trial_cancelled" } };
  }
  await asking.leave();
  const goneMeanwhile = run.stopping.aborted ? null : run.exhausted.get(asking.asked.id);
  return goneMeanwhile ? asking.paused(goneMeanwhile, progress) : null;
}

/** One cell while it is asked, with what its calls have taken. */
class CellInTheAsking {
  readonly #run: TrialRun;
  readonly #cell: Cell;
  readonly #variant: LoadedVariant;
  readonly #recipe: Recipe;
  readonly #account: TrialCellAccount;
  /** The model that was asked last. */
  asked: CallableModel;
  /** Of the calls that every item of the template would take. */
  #meter: Meter;
  #latencyMs: number;
  /** From where the call under way goes out. */
  #progress: Progress | null = null;

  constructor(run: TrialRun, cell: Cell, variant: LoadedVariant, recipe: Recipe) {
    this.#run = run;
    this.#cell = cell;
    this.#variant = variant;
    this.#recipe = recipe;
    this.asked = variant.model;
    const { inputTokens, cachedInputTokens, outputTokens } = cell;
    this.#meter = meterOf({
      inputTokens: inputTokens ?? 0,
      cachedInputTokens: cachedInputTokens ?? 0,
      outputTokens: outputTokens ?? 0,
    });
    this.#latencyMs = cell.latencyMs ?? 0;
    const payer = payerOf(run.trial, variant);
    this.#account = new TrialCellAccount(
      run.trial,
      payer,
      cell,
      run.stopping,
      (outcome, settlement, entryId) => this.#keep(outcome as CallOutcome, settledCost(settlement), entryId),
    );
  }

  /** `null` when this run may go on with the cell no more. */
  async call(which: ItemCall, progress: Progress): Promise<ItemEvent | null> {
    this.#progress = progress;
    const { partialTexts, stopping, aborting, exhausted } = this.#run;
    const { seq } = this.#cell;
    const showing = await loadShown(which, stopping);
    if (showing?.kind !== "shown") return showing;
    const { parameters, stepModels } = this.#variant;
    const model = (which.modelId !== undefined && stepModels.get(which.modelId)) || this.#variant.model;
    this.asked = model;
    const gate = this.#run.gates.get(model.id) ?? gateTo(model);
    const leaving = exhausted.leaving(model.id, stopping);
    const paid = await pay(
      this.#account,
      {
        key: keyOf(seq, which),
        callee: { model, gate },
        endpoint: endpointOf(which),
        request: {
          ...chatRequestOf(which, parameters, showing.pictures),
          // Nobody reads along what is said of an output.
          ...(which.purpose !== "check" && { onText: (text: string) => partialTexts.set(seq, text) }),
        },
      },
      // Somebody looks at it: an outage of the provider, and a long closing, are to be seen at once rather than waited for.
      { leaving, signal: aborting, evenIfOut: true, patienceMs: LONGEST_WATCHED_WAIT_MS },
    );
    partialTexts.drop(seq);
    if (paid.kind === "left") {
      const goneModel = which.purpose === "check" && !stopping.aborted ? exhausted.get(model.id) : null;
      if (goneModel) return { kind: "unjudged", failure: goneModel };
      const retryAfterMs = leaving.aborted ? 0 : gate.fullForMs;
      if (retryAfterMs === 0) return null;
      return { kind: "called", outcome: { kind: "throttled", retryAfterMs }, cost: "0" };
    }
    if (paid.kind === "unfunded") return paid;
    const { outcome, settlement } = paid;
    if (outcome.kind !== "answered" && stopping.aborted) return null;
    return {
      ...{ kind: "called", outcome, cost: settledCost(settlement) },
      entryId: this.#account.lastEntryId,
    };
  }

  /** Keeps what the model of a step was told by now. @returns whether this run may go on with the cell. */
  async keepRound(round: ToolRound, progress: Progress): Promise<boolean> {
    const told = toldRound(round);
    return (
      told === null || this.#account.keepAgain(told.entryId, told.text, { carried: carriedOf(progress) })
    );
  }

  /** `null` when this run may go on with the cell no more. */
  async work(work: Work, { ended, attempts }: Progress): Promise<ItemEvent | null> {
    const { trial, stopping, aborting } = this.#run;
    if (work.kind === "draw") return this.#draw(work, { step: ended.length, calls: attempts });
    const place = { runId: trial.id, seq: this.#cell.seq, step: ended.length };
    const terms = { memberId: trial.createdBy, ...place, leaving: stopping, signal: aborting };
    const startedAt = performance.now();
    const outcome = await carryOut(work, terms);
    // How long pictures take is what a run of them lasts by.
    if (work.kind === "picture") this.#latencyMs += Math.round(performance.now() - startedAt);
    return outcome && { kind: "worked", outcome };
  }

  #draw(work: DrawingWork, at: { step: number; calls: number }): Promise<ItemEvent | null> {
    const { trial, stopping, aborting, exhausted, gates } = this.#run;
    const model = this.#variant.stepModels.get(work.modelId) ?? this.#variant.model;
    this.asked = model;
    return drawPictures(work, {
      account: this.#account,
      callee: { model, gate: gates.get(model.id) ?? gateTo(model) },
      ...{ memberId: trial.createdBy, runId: trial.id, seq: this.#cell.seq, ...at },
      options: {
        leaving: exhausted.leaving(model.id, stopping),
        ...{ signal: aborting, evenIfOut: true, patienceMs: LONGEST_WATCHED_WAIT_MS },
      },
      onCalled: (outcome) => {
        if (outcome.kind !== "answered") return;
        this.#meter = addMeters(this.#meter, outcome.usage);
        this.#latencyMs += outcome.latencyMs;
      },
    });
  }

  /** Gives back what is reserved for a call that is not made any more. */
  leave(): Promise<void> {
    return this.#account.giveBack();
  }

  // In the transaction that pays a call: neither the step that is over by it nor an answer that something follows from is
  // paid again, whoever goes on.
  #keep(outcome: CallOutcome, cost: string, entryId: string): CellChange & { answer?: string } {
    const before = this.#progress;
    if (!before || outcome.kind !== "answered") return {};
    if (!isScoring(this.#recipe, before.ended.length)) {
      this.#meter = addMeters(this.#meter, outcome.usage);
      this.#latencyMs += outcome.latencyMs;
    }
    const event = { kind: "called", outcome, cost, entryId } as const;
    const { progress, round, command } = advance(this.#recipe, before, event, 0);
    if (progress.ended.length > before.ended.length)
      return { steps: keptSteps(progress), carried: null, ...this.#taken() };
    const answer = round && { answer: roundText(round) };
    if (command.do === "end") return { ...answer };
    return { carried: carriedOf(progress), ...this.#taken(), ...answer };
  }

  ended(ending: ItemEnding, progress: Progress): CellChange {
    const { attempts, source } = progress;
    const checks = verdictsOf(
      ending,
      progress,
      this.#run.checks[this.#cell.variant]?.in(source.language) ?? [],
    );
    switch (ending.state) {
      case "skipped":
        return { status: "skipped", failure: ending.reason };
      case "failed":
        return {
          status: "failed",
          failure: ending.failure,
          ...(attempts > 0 && this.#figures(progress)),
          checks,
        };
      case "succeeded":
        return {
          ...{ status: "succeeded", output: ending.output, checks },
          ...this.#figures(progress),
          judged: judgedBy(ending.judged),
        };
    }
  }

  /** Nothing of the cell's model can go on: neither can its other cells. */
  paused(reason: Failure, progress: Progress): CellChange {
    const { exhausted } = this.#run;
    const known = exhausted.note(this.asked.id, reason);
    return { status: "failed", failure: known, ...this.#figures(progress) };
  }

  #figures({ attempts, cost, ended }: Progress): CellChange {
    const { currency } = this.#variant.model.price;
    const scoring = ended.filter((_, place) => isScoring(this.#recipe, place));
    const judgingCost = sumAmounts(scoring.map((step) => step.cost));
    return {
      ...this.#taken(),
      calls: attempts - scoring.reduce((sum, step) => sum + step.attempts, 0),
      cost: subtractAmounts(cost, judgingCost),
      ...(scoring.length > 0 && { judgingCost }),
      currency,
    };
  }

  #taken(): CellChange {
    const { inputTokens, cachedInputTokens, outputTokens } = this.#meter;
    return { inputTokens, cachedInputTokens, outputTokens, latencyMs: this.#latencyMs };
  }
}

/** Whether a step is one that only trials ask: no item of a batch takes it. */
function isScoring({ steps }: Recipe, place: number): boolean {
  const step = steps[place];
  return step?.kind === "judge" && step.check.scoresOnly;
}

/** What steps that are over have taken. */
function spentOn(ended: readonly EndedStep[]): CarriedProgress {
  return {
    attempts: ended.reduce((sum, step) => sum + step.attempts, 0),
    cost: sumAmounts(ended.map((step) => step.cost)),
  };
}

function judgedBy(judged: readonly Judged[]): Record<string, Judgement> | null {
  const said = judged.flatMap(({ check, judgement }) =>
    check instanceof RubricJudge ? [[check.version, judgement] as const] : [],
  );
  return said.length > 0 ? Object.fromEntries(said) : null;
}

// Of one step nothing more is to be told than of the cell itself.
function stepsOfCell({ steps }: Recipe, progress: Progress): CellChange {
  return { steps: steps.length > 1 ? keptSteps(progress) : null };
}

function keptSteps({ ended }: Progress): CellChange["steps"] {
  return storableValue(ended) as CellChange["steps"];
}

function payerOf({ id, createdBy }: OwnedTrial, { version, model }: LoadedVariant): Payer {
  return {
    run: { kind: "trial", id },
    templateId: version.templateId,
    templateVersionId: version.id,
    memberId: createdBy,
    currency: model.price.currency,
  };
}
