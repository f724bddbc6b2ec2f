import type { Db } from "#db/client.ts";
import { type AttemptRow, listAttempts } from "#db/queries/batches/items.ts";
import { readKeptAnswers } from "#db/queries/kept-answers.ts";
import { nameModels } from "#db/queries/models.ts";
import { readRound } from "#lib/calls/kept-answer.ts";
import { TOOLS_CALLED } from "#lib/calls/ledger-entry.ts";
import type { Failure } from "#lib/failure.ts";
import type { EndedStep } from "#lib/items/progress.ts";
import type { Recipe } from "#lib/items/recipe.ts";
import { namedModel } from "#lib/models/named-model.ts";
import { money, sumAmounts } from "#lib/money.ts";
import { type Misfit, parseOutput } from "#lib/templates/output.ts";
import type { ExplainedCall, Explanation } from "./explanation.ts";
import { matchPrompts } from "./match-prompts.ts";
import type { PromptBasis } from "./prompt-basis.ts";

const MOST_CALLS = 200;

/** What the calls of an item are explained with. */
export interface CallsToExplain {
  run: { id: string; seq: number };
  recipe: Recipe;
  bases: readonly PromptBasis[];
  /** The item's steps that are over. */
  ended: readonly EndedStep[];
  /** What a step gave at a moment, where its answer was that and nothing else; `null` where nobody knows any more. */
  outputAt(at: Date, step: number): Record<string, unknown> | null;
  /** Calls after this moment are left out. */
  until?: Date;
}

/** The calls of an item or cell, with what went out and what came back, in the order in which they were made. */
export async function explainCalls(
  tx: Db,
  { run, recipe, bases, ended, outputAt, until }: CallsToExplain,
): Promise<ExplainedCall[]> {
  const found = await listAttempts(tx, run.id, { seq: run.seq, limit: MOST_CALLS });
  const entries = found.filter(({ at }) => !until || at <= until).toSorted(inTime);
  const kept = await readKeptAnswers(tx, run.id, run.seq);
  const answers = entries.map((entry) => answerOf(entry, kept, outputAt));
  const prompts = await matchPrompts(
    recipe,
    bases,
    ended,
    entries.map((entry, place) => ({
      ...entry,
      answer: answers[place]?.text ?? null,
      isCalling: entry.outcome === TOOLS_CALLED,
    })),
  );
  const names = await nameModels(tx, [...new Set(entries.map(({ modelId }) => modelId))]);
  return entries.map((entry, place) => {
    const answer = answers[place] ?? null;
    const { id, at, kind, purpose, outcome, cost, currency, latencyMs, providerRequestId, simulated } = entry;
    const { inputTokens, cachedInputTokens, outputTokens, reasoningTokens } = entry;
    return {
      id,
      at: at.toISOString(),
      kind,
      purpose,
      step: { index: entry.step, name: recipe.steps[entry.step]?.name ?? "" },
      outcome,
      model: namedModel(entry.modelId, names),
      messages: prompts[place]?.messages ?? null,
      sentAs: prompts[place]?.sentAs ?? null,
      answer: entry.outcome === TOOLS_CALLED ? saidIn(answer) : answer,
      called: entry.outcome === TOOLS_CALLED ? calledIn(answer) : null,
      ...fitOf(recipe, entry, answer),
      usage: { inputTokens, cachedInputTokens, outputTokens, reasoningTokens },
      cost: money(cost, currency),
      latencyMs,
      providerRequestId,
      simulated,
    };
  });
}

/** What calls came to together, in the currency of their run. */
export function totalOf(calls: readonly ExplainedCall[], currency: string): Explanation["total"] {
  const sum = (kind: ExplainedCall["kind"]) =>
    money(sumAmounts(calls.flatMap((call) => (call.kind === kind ? [call.cost.amount] : []))), currency);
  return {
    settled: sum("settled"),
    unknown: sum("unknown"),
    latencyMs: calls.reduce((ms, call) => ms + (call.latencyMs ?? 0), 0),
  };
}

// Entries of one moment are in the order of their ids.
function inTime(one: AttemptRow, other: AttemptRow): number {
  return one.at.getTime() - other.at.getTime() || (one.id < other.id ? -1 : 1);
}

function answerOf(
  { id, at, step, answer }: AttemptRow,
  kept: Map<string, { text: string; isCut: boolean }>,
  outputAt: CallsToExplain["outputAt"],
): ExplainedCall["answer"] {
  if (answer === null) return null;
  if (answer === "kept") {
    const found = kept.get(id);
    return { place: "kept", text: found?.text ?? null, isCut: found?.isCut ?? false };
  }
  const output = outputAt(at, step);
  return { place: "output", text: output && JSON.stringify(output, null, 2), isCut: false };
}

// What stands beside the calls, where anything does.
function saidIn(answer: ExplainedCall["answer"]): ExplainedCall["answer"] {
  const round = answer?.text ? readRound(answer.text) : null;
  if (!answer || !round) return answer;
  return round.said === "" ? null : { ...answer, text: round.said };
}

function calledIn(answer: ExplainedCall["answer"]): ExplainedCall["called"] {
  const round = answer?.text ? readRound(answer.text) : null;
  return (
    round?.calls.map(({ name, arguments: written, result = null }) => ({
      name,
      arguments: written,
      result,
    })) ?? null
  );
}

function fitOf(
  recipe: Recipe,
  { step, outcome }: AttemptRow,
  answer: ExplainedCall["answer"],
): Pick<ExplainedCall, "misfits" | "mended"> {
  const made = recipe.steps[step];
  const isAnswer = outcome !== TOOLS_CALLED && answer?.place === "kept";
  if (!isAnswer || answer.text === null || answer.isCut || made?.kind !== "generate")
    return { misfits: [], mended: [] };
  const parsed = parseOutput(made.outputs, answer.text);
  return parsed.ok
    ? { misfits: [], mended: parsed.coercions }
    : { misfits: parsed.misfits.map(failureOf), mended: [] };
}

function failureOf({ path, code, params }: Misfit): Failure {
  return { code, params: { ...params, field: path } };
}

/** Whom an item's language asks, and its run's model where that is another. */
export async function nameMakers(
  tx: Db,
  runModelId: string,
  modelId: string,
): Promise<{ model: ExplainedCall["model"]; runModel: ExplainedCall["model"] | null }> {
  const names = await nameModels(tx, [modelId, runModelId]);
  return {
    model: namedModel(modelId, names),
    runModel: modelId === runModelId ? null : namedModel(runModelId, names),
  };
}
