import { db } from "#db/client.ts";
import type { Actor } from "#lib/auth/actor.ts";
import {
  EvaluationCallAccount,
  type EvaluationPurse,
  enterForgottenCalls,
} from "#lib/calls/evaluation-account.ts";
import { compareAmounts, type Money, subtractAmounts, sumAmounts } from "#lib/money.ts";
import { newId } from "#lib/new-id.ts";
import { gateTo } from "#lib/pacing/gates.ts";
import { accept, type Result } from "#lib/result.ts";
import { loadStepModels, type StepModelRefusal } from "#lib/templates/step-models.ts";
import { askModel } from "./by-model/ask-model.ts";
import type { MadeOutput, ModelCheck } from "./by-model/model-check.ts";
import type { JudgedNow } from "./check-anew.ts";

const LONGEST_MS = 120_000;

/**
 * Asks models about an output that somebody tries checks on, one after the other and under a cap; what is beyond it was not
 * run. Each call is in the ledger, for whoever tries.
 */
export async function tryModels(
  { memberId }: Actor,
  checks: readonly ModelCheck[],
  made: MadeOutput,
  cap: Money,
): Promise<Result<JudgedNow[], StepModelRefusal>> {
  const asks = ({ kind }: ModelCheck) =>
    kind === "moderation" ? ("moderation" as const) : ("text" as const);
  const asked = checks.map((check) => ({ name: check.name, modelId: check.modelId, asks: asks(check) }));
  const models = await loadStepModels(db(), asked, cap.currency);
  if (!models.ok) return models;
  await db().transaction(enterForgottenCalls);
  const leaving = AbortSignal.timeout(LONGEST_MS);
  const purse = purseOf(memberId, cap);
  const judged: JudgedNow[] = [];
  for (const [step, check] of checks.entries()) {
    const model = models.value.get(check.modelId);
    const question = check.ask(made);
    if (!model || !question) continue;
    const account = new EvaluationCallAccount(purse, made.language, async () => {}, leaving);
    const callee = { model, gate: gateTo(model) };
    const judgement = await askModel({ check, question, made, callee, account, seq: 0, step }, leaving);
    judged.push({ check, judgement: judgement ?? { notRun: { code: "given_up" } } });
  }
  return accept(judged);
}

/** One call after the other is made from it: nobody else takes anything meanwhile. */
function purseOf(memberId: string, { amount: cap, currency }: Money): EvaluationPurse {
  let spent = "0";
  return {
    payer: {
      ...{ run: { kind: "evaluation", id: newId() }, templateId: null, templateVersionId: null },
      ...{ memberId, currency },
    },
    take(_, amount) {
      const isLacking = compareAmounts(sumAmounts([spent, amount]), cap) > 0;
      if (!isLacking) spent = sumAmounts([spent, amount]);
      return Promise.resolve({ kind: isLacking ? "lacking" : "taken", inFlight: false });
    },
    giveBack(_, { amount, cost }) {
      spent = subtractAmounts(sumAmounts([spent, cost]), amount);
      return Promise.resolve(true);
    },
  };
}
