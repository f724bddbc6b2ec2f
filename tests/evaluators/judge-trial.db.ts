import { eq } from "drizzle-orm";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { readCells } from "#db/queries/trials/cells.ts";
import { attempts } from "#db/schema/spend.ts";
import { templateVersions } from "#db/schema/templates.ts";
import { explainCell } from "#lib/explanations/explain-cell.ts";
import { sumAmounts } from "#lib/money.ts";
import { newId } from "#lib/new-id.ts";
import { type EvaluatorSpec, evaluatorSpecSchema } from "#lib/templates/evaluator-spec.ts";
import { runTrial } from "#lib/trials/run-trial.ts";
import { type MaterialOptions, makeMaterials, operator, until } from "#tests/batches/batch-fixture.ts";
import { describeOnDatabase } from "#tests/fixtures/describe-on-database.ts";
import {
  type Behaviour,
  type SeenRequest,
  startProvider,
  type TestProvider,
} from "#tests/fixtures/provider.ts";
import { apiOf } from "./kept-trial.ts";

const never = new AbortController().signal;
const api = apiOf("operator", "manager");
const judge = (more: object = {}): EvaluatorSpec =>
  evaluatorSpecSchema.parse({ name: "tone", kind: "judge", rubric: "Calm.", modelId: "", ...more });

const isJudging = ({ prompt }: SeenRequest) => prompt.includes("<output>");
const title: Behaviour = { do: "answer", text: '{"title":"A round fig"}' };
const rated = (score: number): Behaviour => ({
  do: "answer",
  text: JSON.stringify({ reason: `It is worth ${score}.`, score }),
});

describeOnDatabase("a judge in a trial", (database) => {
  const db = () => database().db;
  let provider: TestProvider;
  beforeAll(async () => {
    provider = await startProvider();
  });
  afterAll(() => provider.stop());
  beforeEach(() => provider.behave((seen) => (isJudging(seen) ? rated(4) : title)));

  async function launched(
    options: Partial<MaterialOptions> = {},
    more: { judgeCap?: { amount: string; currency: string } } = {},
  ) {
    const rows = options.rows ?? 3;
    const made = await makeMaterials({ providerUrl: provider.url, rows, evaluators: [judge()], ...options });
    const { datasetId, templateVersionId, modelId } = made;
    const request = {
      ...{ datasetId, variants: [{ templateVersionId, modelId }] },
      sample: { size: rows, method: "first" as const },
    };
    const estimate = await api.trials.estimate(request);
    const { id } = await api.trials.launch({ ...request, ...more });
    return { id, made, estimate };
  }

  const ledgerOf = (id: string) => db().select().from(attempts).where(eq(attempts.runId, id));

  test("scores every output with a reason, is told beforehand with its cap, and is paid beside what an item costs", async () => {
    const { id, estimate } = await launched();
    expect(estimate.judging).toMatchObject({ calls: 3, cap: { currency: "USD" } });
    expect(Number(estimate.judging?.cap.amount)).toBeGreaterThan(Number(estimate.judging?.expected.amount));
    const billedBefore = provider.bill();
    await runTrial({ trialId: id }, never);
    const trial = await api.trials.get({ id });
    expect(trial.cells.map(({ evaluations }) => evaluations[0])).toEqual(
      Array.from({ length: 3 }, () => ({
        ...{ name: "tone", state: "passed", score: 0.75, reference: null, reason: null, failure: null },
        rating: { points: 4, scale: 5, why: "It is worth 4." },
      })),
    );
    expect(trial.evaluations[0]?.evaluators).toMatchObject([
      { kind: "judge", evaluated: 3, passed: 3, gate: false, agreement: { n: 0, gates: false } },
    ]);
    const entries = await ledgerOf(id);
    expect(entries.filter(({ purpose }) => purpose === "check")).toHaveLength(3);
    const checks = sumAmounts(entries.flatMap(({ purpose, cost }) => (purpose === "check" ? [cost] : [])));
    const [cells] = [await readCells(db(), id)];
    expect(Number(sumAmounts(cells.map(({ judgingCost }) => judgingCost ?? "0")))).toBeCloseTo(
      Number(checks),
      12,
    );
    expect(Number(trial.spent[0]?.amount)).toBeCloseTo(Number(provider.bill()) - Number(billedBefore), 12);
    expect(Number(trial.judging?.spent.amount)).toBeCloseTo(Number(checks), 12);
    // What the whole run costs is asked of what its items cost.
    const made = sumAmounts(entries.flatMap(({ purpose, cost }) => (purpose === "check" ? [] : [cost])));
    expect(Number(trial.preview?.total.expected.amount)).toBeCloseTo(Number(made), 12);
    const told = await explainCell(operator, id, 0);
    expect(told.ok && told.value.steps[1]).toMatchObject({ name: "judge tone", kind: "judge", calls: 1 });
  });

  test("that answers nonsense has evaluated nothing: it is in no share, and its words say why", async () => {
    const { id } = await launched();
    provider.behave((seen) => (isJudging(seen) ? { do: "answer", text: "Lovely, ten of ten!" } : title));
    await runTrial({ trialId: id }, never);
    const trial = await api.trials.get({ id });
    expect(trial.counts.succeeded).toBe(3);
    expect(trial.cells[0]?.evaluations[0]).toMatchObject({
      ...{ state: "not-evaluated", reason: "not-judged", score: null, rating: null },
      failure: { code: "judge_unreadable", message: expect.stringContaining("Lovely, ten of ten!") },
    });
    expect(trial.evaluations[0]?.evaluators[0]).toMatchObject({
      ...{ evaluated: 0, passShare: null, meanScore: null },
      notEvaluated: [{ reason: "not-judged", count: 3 }],
    });
  });

  test("stops at its own cap: outputs are made all the same, and those beyond it say why they are not judged", async () => {
    // One call holds at most what 500 tokens of an answer and its prompt cost.
    const { id } = await launched(
      { rows: 8, limits: { concurrency: 1 } },
      { judgeCap: { amount: "0.0032", currency: "USD" } },
    );
    await runTrial({ trialId: id }, never);
    const trial = await api.trials.get({ id });
    expect(trial.counts.succeeded).toBe(8);
    const judged = (await ledgerOf(id)).filter(({ purpose }) => purpose === "check");
    expect(judged.length).toBeGreaterThan(0);
    expect(judged.length).toBeLessThan(8);
    expect(Number(sumAmounts(judged.map(({ cost }) => cost)))).toBeLessThanOrEqual(0.0032);
    const unjudged = trial.cells.filter(
      ({ evaluations }) => evaluations[0]?.failure?.code === "judge_cap_reached",
    );
    expect(unjudged).toHaveLength(8 - judged.length);
  });

  test("a worker that is killed while a judge reads leaves the output: only the judge is asked again", async () => {
    const { id } = await launched({ rows: 1 });
    let [written, read] = [0, 0];
    provider.behave((seen) => {
      if (!isJudging(seen)) {
        written++;
        return title;
      }
      read++;
      return read === 1 ? { ...rated(1), afterMs: 2_500 } : rated(5);
    });
    const lost = runTrial({ trialId: id }, never);
    await until(async () => read === 1);
    await runTrial({ trialId: id }, never);
    await lost;
    expect([written, read]).toEqual([1, 2]);
    const kinds = (await ledgerOf(id)).map(({ purpose, kind }) => `${purpose} ${kind}`).sort();
    expect(kinds).toEqual(["check settled", "check unknown", "generate settled"]);
    const trial = await api.trials.get({ id });
    expect(trial.cells[0]?.evaluations[0]?.rating?.points).toBe(5);
    expect(trial.cells[0]?.calls).toBe(1);
  });

  test("that is also a check is asked once, and its verdict stands with the others", async () => {
    const { id } = await launched({ checks: [{ kind: "judge", evaluator: "tone", severity: "block" }] });
    provider.behave((seen) => (isJudging(seen) ? rated(1) : title));
    await runTrial({ trialId: id }, never);
    const trial = await api.trials.get({ id });
    expect((await ledgerOf(id)).filter(({ purpose }) => purpose === "check")).toHaveLength(3);
    expect(trial.cells[0]?.checks.at(-1)).toMatchObject({
      ...{ kind: "judge", verdict: "warn" },
      message: { code: "judge_failed_unproven", text: expect.stringContaining("It is worth 1.") },
    });
    expect(trial.cells[0]?.evaluations[0]?.state).toBe("failed");
  });

  test("of a later version judges the first of a regression set too, by the same rubric", async () => {
    const { id, made } = await launched({ evaluators: [] });
    await runTrial({ trialId: id }, never);
    const [row] = await db()
      .select()
      .from(templateVersions)
      .where(eq(templateVersions.id, made.templateVersionId));
    const templateId = row?.templateId ?? "";
    const { id: setId } = await api.regressionSets.keep({ id: templateId, name: "Set", trialId: id });
    const draft = {
      ...row,
      ...{ id: newId(), number: null, state: "draft" as const, note: null },
      evaluators: [judge({ modelId: made.modelId })],
    };
    await db()
      .insert(templateVersions)
      .values(draft as typeof templateVersions.$inferInsert);
    const request = {
      regressionSetId: setId,
      variants: [made.templateVersionId, draft.id].map((version) => ({
        ...{ templateVersionId: version, modelId: made.modelId },
      })),
    };
    expect((await api.trials.estimate(request)).judging?.calls).toBe(6);
    const { id: compared } = await api.trials.launch(request);
    await runTrial({ trialId: compared }, never);
    expect((await ledgerOf(compared)).filter(({ purpose }) => purpose === "check")).toHaveLength(6);
    const [comparison] = (await api.trials.get({ id: compared })).comparisons;
    // It has shown no agreement with people yet, and so it only informs.
    expect(comparison?.cases.map(({ result, reason }) => [result, reason])).toEqual(
      Array.from({ length: 3 }, () => ["not-comparable", "nothing-judged"]),
    );
  });

  test("is refused where its model does not write, and where no model of its currency is meant", async () => {
    const made = await makeMaterials({
      providerUrl: provider.url,
      rows: 1,
      evaluators: [judge({ modelId: newId() })],
    });
    const { datasetId, templateVersionId, modelId } = made;
    const variants = [{ templateVersionId, modelId }];
    const launch = api.trials.launch({ datasetId, variants, sample: { size: 1, method: "first" } });
    await expect(launch).rejects.toMatchObject({ data: { code: "step_model_not_found" } });
  });
});
