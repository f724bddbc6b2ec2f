import { db } from "#db/client.ts";
import {
  giveBackOfRescan,
  type KeptJudgement,
  keepJudgement,
  readJudgements,
  takeForRescan,
} from "#db/queries/checks/evaluation-calls.ts";
import type { OutputToRescan, RescannedTemplate } from "#db/queries/checks/rescan-outputs.ts";
import type { RescanRow } from "#db/queries/checks/rescans.ts";
import { readRowsByNumber } from "#db/queries/datasets.ts";
import {
  EvaluationCallAccount,
  type EvaluationPurse,
  type KeepJudgement,
} from "#lib/calls/evaluation-account.ts";
import type { Callee } from "#lib/calls/pay.ts";
import type { Failure } from "#lib/failure.ts";
import { gateTo } from "#lib/pacing/gates.ts";
import { loadStepModels } from "#lib/templates/step-models.ts";
import { type Asked, askModel } from "../by-model/ask-model.ts";
import { loadAgreements } from "../by-model/load-agreements.ts";
import { makeModelChecks } from "../by-model/make-model-checks.ts";
import type { Judgement, ModelCheck } from "../by-model/model-check.ts";
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
  const { specs: checks, evaluators, templateId, outputs } = page;
  const currency = rescan.judgeCurrency;
  const agreements = await loadAgreements(db(), { templateId, evaluators });
  const asking = makeModelChecks({ checks, evaluators }, "batch", agreements);
  const [first, last] = [outputs.at(0), outputs.at(-1)];
  if (asking.length === 0 || !first || !last || currency === null) return new Map();
  const rowNumbers = [...new Set(outputs.map(({ rowNumber }) => rowNumber))];
  const rows = await readRowsByNumber(db(), page.datasetId, rowNumbers);
  const where = { rescanId: rescan.id, batchId };
  const kept = await readJudgements(db(), where, { from: first.seq, to: last.seq });
  const judging = new PageJudging({
    ...{ where, asking, leaving },
    purse: purseOf(rescan, page, currency),
    callees: await calleesOf(asking, currency),
    valuesOf: new Map(rows.map(({ rowNumber, values }) => [rowNumber, values])),
    known: new Map(kept.map((one) => [keyOf(one), one.judgement as unknown as Judgement])),
  });
  return judging.all(outputs);
}

interface Judging {
  where: { rescanId: string; batchId: string };
  asking: readonly ModelCheck[];
  purse: EvaluationPurse;
  /** By the model's id; why it cannot be asked where it cannot. */
  callees: ReadonlyMap<string, Callee | Failure>;
  valuesOf: ReadonlyMap<number, Readonly<Record<string, string>>>;
  /** What an earlier worker of the re-scan was told. */
  known: ReadonlyMap<string, Judgement>;
  leaving: AbortSignal;
}

type JudgedVersion = Pick<KeptJudgement, "seq" | "outputVersion" | "name">;

function keyOf({ seq, outputVersion, name }: JudgedVersion): string {
  return `${seq}.${outputVersion} ${name}`;
}

/** The outputs of a page, so many at a time. */
class PageJudging {
  readonly #judging: Judging;
  readonly #judged = new Map<string, JudgedNow[]>();
  #isLeft = false;

  constructor(judging: Judging) {
    this.#judging = judging;
  }

  async all(outputs: readonly OutputToRescan[]): Promise<JudgedOutputs | null> {
    const waiting = [...outputs];
    await Promise.all(Array.from({ length: AT_ONCE }, () => this.#lane(waiting)));
    return this.#isLeft || this.#judging.leaving.aborted ? null : this.#judged;
  }

  // Lanes share one list; each takes the next.
  async #lane(waiting: OutputToRescan[]): Promise<void> {
    const { leaving } = this.#judging;
    for (
      let output = waiting.shift();
      output && !leaving.aborted && !this.#isLeft;
      output = waiting.shift()
    ) {
      const said = await this.#about(output);
      if (said) this.#judged.set(versionOf(output), said);
      else this.#isLeft = true;
    }
  }

  /** What each check says of an output; `null` where it has to be left. */
  async #about(output: OutputToRescan): Promise<JudgedNow[] | null> {
    const { seq, version, language, rowNumber } = output;
    const { asking, valuesOf, known } = this.#judging;
    const made = { source: valuesOf.get(rowNumber) ?? {}, language, output: output.output };
    const said: JudgedNow[] = [];
    for (const [step, check] of asking.entries()) {
      const of = { seq, outputVersion: version, name: check.name };
      const told = known.get(keyOf(of));
      const question = told ? null : check.ask(made);
      const judgement = question ? await this.#ask({ check, question, made, seq, step }, of) : told;
      if (judgement === null) return null;
      if (judgement) said.push({ check, judgement });
    }
    return said;
  }

  #ask(asked: Omit<Asked, "callee" | "account">, of: JudgedVersion): Promise<Judgement | null> {
    const { where, purse, callees, leaving } = this.#judging;
    const { check, made } = asked;
    const callee = callees.get(check.modelId);
    if (!callee || !("gate" in callee))
      return Promise.resolve({ notRun: callee ?? { code: "model_not_found" } });
    const keep: KeepJudgement = async (tx, outcome) => {
      if (outcome.kind !== "answered") return;
      await keepJudgement(tx, { ...where, ...of, judgement: { ...check.read(outcome, made) } });
    };
    const account = new EvaluationCallAccount(purse, made.language, keep, leaving);
    return askModel({ ...asked, callee, account }, leaving);
  }
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
