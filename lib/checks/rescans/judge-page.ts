import { db } from "#db/client.ts";
import {
  giveBackOfRescan,
  keepJudgement,
  readJudgements,
  takeForRescan,
} from "#db/queries/checks/evaluation-calls.ts";
import type { OutputToRescan, RescannedTemplate } from "#db/queries/checks/rescan-outputs.ts";
import type { RescanRow } from "#db/queries/checks/rescans.ts";
import { readRowsByNumber } from "#db/queries/datasets.ts";
import { EvaluationCallAccount, type EvaluationPurse } from "#lib/calls/evaluation-account.ts";
import type { Callee } from "#lib/calls/pay.ts";
import type { Failure } from "#lib/failure.ts";
import { gateTo } from "#lib/pacing/gates.ts";
import { loadStepModels } from "#lib/templates/step-models.ts";
import { askModel } from "../by-model/ask-model.ts";
import { loadAgreements } from "../by-model/load-agreements.ts";
import { makeModelChecks } from "../by-model/make-model-checks.ts";
import type { Judgement, MadeOutput, ModelCheck } from "../by-model/model-check.ts";
import type { JudgedNow } from "../check-anew.ts";

/** What models have said of outputs by now, by their place and version. */
export type JudgedOutputs = ReadonlyMap<string, readonly JudgedNow[]>;

/** An output in one of its versions. */
export function versionOf({ seq, version }: { seq: number; version: number }): string {
  return `${seq}.${version}`;
}

const AT_ONCE = 8;

/**
 * Asks models about the outputs of a page, before the transaction that checks them: each answer is kept in the transaction
 * that pays it, so that whoever takes the re-scan up later asks for none twice. `null` where it has to be left.
 */
export async function judgePage(
  rescan: RescanRow,
  batchId: string,
  page: RescannedTemplate & { outputs: readonly OutputToRescan[] },
  leaving: AbortSignal,
): Promise<JudgedOutputs | null> {
  const { specs: checks, evaluators, templateId } = page;
  const currency = rescan.judgeCurrency;
  const asking = currency === null ? [] : makeModelChecks({ checks, evaluators }, "batch");
  const [first, last] = [page.outputs.at(0), page.outputs.at(-1)];
  if (asking.length === 0 || !first || !last || currency === null) return new Map();
  const agreements = await loadAgreements(db(), { templateId, evaluators });
  const proven = makeModelChecks({ checks, evaluators }, "batch", agreements);
  const callees = await calleesOf(proven, currency);
  const rows = await readRowsByNumber(db(), page.datasetId, [
    ...new Set(page.outputs.map(({ rowNumber }) => rowNumber)),
  ]);
  const valuesOf = new Map(rows.map(({ rowNumber, values }) => [rowNumber, values]));
  const where = { rescanId: rescan.id, batchId };
  const kept = await readJudgements(db(), where, { from: first.seq, to: last.seq });
  const keptOf = new Map(kept.map((one) => [`${one.seq} ${one.outputVersion} ${one.name}`, one.judgement]));
  const purse = purseOf(rescan, page, currency);
  const judged = new Map<string, JudgedNow[]>();
  let isLeft = false;
  const waiting = [...page.outputs];
  const lane = async () => {
    for (let output = waiting.shift(); output && !leaving.aborted && !isLeft; output = waiting.shift()) {
      const { seq, version, language } = output;
      const made: MadeOutput = {
        ...{ source: valuesOf.get(output.rowNumber) ?? {}, language, output: output.output },
      };
      const said: JudgedNow[] = [];
      for (const [step, check] of proven.entries()) {
        const known = keptOf.get(`${seq} ${version} ${check.name}`) as Judgement | undefined;
        const question = known ? null : check.ask(made);
        if (!known && !question) continue;
        const callee = callees.get(check.modelId);
        let judgement: Judgement | null = known ?? null;
        if (question && callee && "gate" in callee) {
          const account = new EvaluationCallAccount(
            purse,
            language,
            async (tx, outcome) => {
              if (outcome.kind !== "answered") return;
              const { rescanId } = where;
              const read = { ...check.read(outcome, made) };
              await keepJudgement(tx, {
                ...{ rescanId, batchId, seq, outputVersion: version, name: check.name, judgement: read },
              });
            },
            leaving,
          );
          judgement = await askModel({ check, question, made, callee, account, seq, step }, leaving);
        } else if (question && callee && !("gate" in callee)) judgement = { notRun: callee };
        if (!judgement) {
          isLeft = true;
          return;
        }
        said.push({ check, judgement });
      }
      judged.set(versionOf(output), said);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, lane));
  return isLeft || leaving.aborted ? null : judged;
}

/** Whom the checks ask, by the model's id; why it cannot be asked where it cannot. */
async function calleesOf(
  checks: readonly ModelCheck[],
  currency: string,
): Promise<Map<string, Callee | Failure>> {
  const callees = new Map<string, Callee | Failure>();
  for (const { name, modelId, kind } of checks) {
    const asked = {
      name,
      modelId,
      asks: kind === "moderation" ? ("moderation" as const) : ("text" as const),
    };
    const loaded = await loadStepModels(db(), [asked], currency);
    const model = loaded.ok ? loaded.value.get(modelId) : undefined;
    if (model) callees.set(modelId, { model, gate: gateTo(model) });
    else if (!loaded.ok) {
      const { code, params } = loaded.refusal;
      callees.set(modelId, { code, ...(params && { params }) });
    }
  }
  return callees;
}

function purseOf(
  { id, fence, createdBy }: RescanRow,
  { templateId, templateVersionId }: RescannedTemplate,
  currency: string,
): EvaluationPurse {
  return {
    payer: {
      ...{ run: { kind: "evaluation", id }, templateId, templateVersionId },
      ...{ memberId: createdBy, currency },
    },
    take: (tx, amount) => takeForRescan(tx, { id, fence }, amount),
    async giveBack(tx, change) {
      await giveBackOfRescan(tx, id, change);
      return true;
    },
  };
}
