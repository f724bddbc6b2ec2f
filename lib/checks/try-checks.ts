import { db } from "#db/client.ts";
import type { Actor } from "#lib/auth/actor.ts";
import { can } from "#lib/auth/can.ts";
import type { Money } from "#lib/money.ts";
import { accept, type Result, refuse } from "#lib/result.ts";
import type { CheckSpec } from "#lib/templates/check-spec.ts";
import type { EvaluatorSpec } from "#lib/templates/evaluator-spec.ts";
import type { StepModelRefusal } from "#lib/templates/step-models.ts";
import { makeModelChecks } from "./by-model/make-model-checks.ts";
import { type ChecksRefusalCode, checksRefusal } from "./checks-refusal.ts";
import { compareWithPublished } from "./near-duplicates/compare-outputs.ts";
import { runChecks } from "./run-checks.ts";
import { loadTemplateChecks } from "./template-checks.ts";
import { tryModels } from "./try-models.ts";
import type { Verdict } from "./verdict.ts";

export interface CheckTrial {
  checks: CheckSpec[];
  /** Of the source, by column. */
  row: Record<string, string>;
  output: Record<string, unknown>;
  language: string;
  /** Judges that checks name. */
  evaluators?: EvaluatorSpec[] | undefined;
  /** The most that models which are asked may cost; where none is given, checks that ask one are refused. */
  budgetCap?: Money | undefined;
}

/**
 * What checks would say of an output, near-duplicates among what is published; nothing is kept but what was paid. Needs
 * `templates:read`, and `trials:run` where models are asked: these need a cap.
 */
export async function tryChecks(
  actor: Actor,
  { checks, evaluators = [], row, output, language, budgetCap }: CheckTrial,
): Promise<Result<Verdict[], "forbidden" | "judge_cap_missing" | ChecksRefusalCode | StepModelRefusal>> {
  if (!can(actor, "templates:read")) return refuse("forbidden");
  const refused = await checksRefusal(db(), checks, evaluators);
  if (refused) return refused;
  const loaded = await loadTemplateChecks(db(), checks, [language]);
  const made = { source: row, language, output };
  const asking = makeModelChecks({ checks, evaluators }, "batch");
  if (asking.length > 0 && !can(actor, "trials:run")) return refuse("forbidden");
  if (asking.length > 0 && !budgetCap) return refuse("judge_cap_missing");
  const judged = budgetCap ? await tryModels(actor, asking, made, budgetCap) : accept([]);
  if (!judged.ok) return judged;
  const verdicts = judged.value.reduce<Verdict[]>(
    (told, { check, judgement }) => check.settle(told, judgement, made),
    runChecks(loaded.in(language), row, output, language),
  );
  if (!loaded.nearDuplicates) return accept(verdicts);
  return accept([...verdicts, await compareWithPublished(db(), loaded.nearDuplicates, output, language)]);
}
