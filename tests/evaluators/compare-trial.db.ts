import { and, eq } from "drizzle-orm";
import { expect, test } from "vitest";
import { trialCells, trials } from "#db/schema/trials.ts";
import { describeOnDatabase } from "#tests/fixtures/describe-on-database.ts";
import { apiOf, madeTrial } from "./kept-trial.ts";

const api = apiOf("operator");
const SAME = { name: "same title", kind: "exact", field: "title", reference: "right" } as const;

describeOnDatabase("a comparison on a regression set", (database) => {
  const db = () => database().db;

  /** A set of three rows, in en alone or the first in de too, and a draft that evaluates titles. */
  async function made() {
    const job = await madeTrial(db(), { languages: ["de", "en"] });
    const cases = [
      { rowNumber: 1, language: "de", expected: { title: "Alpha auf Deutsch" } },
      ...[1, 2, 3].map((rowNumber) => ({ rowNumber, language: "en" })),
    ];
    const { id: setId } = await api.regressionSets.keep({
      ...{ id: job.templateId, name: "Set", trialId: job.trialId, cases },
    });
    const published = await api.templates.version({ id: job.templateVersionId });
    const { id, draftVersionId } = await api.templates.create({
      ...(published as object),
      ...{ name: `Copy of ${job.templateId}`, evaluators: [SAME] },
    } as never);
    return { ...job, setId, other: { id, draftVersionId } };
  }

  /** Ends a trial with the titles that each variant wrote, by place; `null`: the answer did not fit. */
  async function finish(trialId: string, titles: Record<string, string | null | undefined>[]) {
    const cells = await db().select().from(trialCells).where(eq(trialCells.trialId, trialId));
    for (const { variant, rowNumber, language, seq } of cells) {
      const title = titles[variant]?.[`${rowNumber} ${language}`];
      const ended =
        title === undefined
          ? { status: "failed" as const, failure: { code: "provider_unavailable" } }
          : title === null
            ? { status: "failed" as const, failure: { code: "output_cut_off" } }
            : { status: "succeeded" as const, output: { title, description: "d" } };
      await db()
        .update(trialCells)
        .set({ ...ended, cost: "0.001", currency: "USD" })
        .where(and(eq(trialCells.trialId, trialId), eq(trialCells.seq, seq)));
    }
    await db()
      .update(trials)
      .set({ status: "succeeded", finishedAt: new Date() })
      .where(eq(trials.id, trialId));
  }

  test("asks exactly its cases, as an ordinary trial, and tells each as fixed, broken or neither", async () => {
    const { templateVersionId, modelId, setId, other } = await made();
    const request = {
      regressionSetId: setId,
      variants: [templateVersionId, other.draftVersionId].map((id) => ({ templateVersionId: id, modelId })),
    };
    const estimate = await api.trials.estimate(request);
    expect(estimate).toMatchObject({ cells: 8, rows: 3, languages: ["de", "en"] });
    expect(estimate.variants.every(({ trial, whole }) => trial !== null && whole === null)).toBe(true);
    const { id } = await api.trials.launch(request);
    const begun = await api.trials.get({ id });
    expect(begun.regressionSet).toMatchObject({ id: setId, name: "Set", version: 1 });
    expect(
      begun.cells.map(({ rowNumber, language, variant }) => `${rowNumber} ${language} ${variant}`),
    ).toEqual([...["1 de 0", "1 de 1", "1 en 0", "1 en 1"], ...["2 en 0", "2 en 1", "3 en 0", "3 en 1"]]);
    await finish(id, [
      { "1 de": "Alpha", "1 en": "Alpha", "2 en": null, "3 en": "Gamma" },
      { "1 de": "Alpha auf Deutsch", "1 en": "Aleph", "2 en": "Beta", "3 en": "Gamma" },
    ]);
    const [comparison] = (await api.trials.get({ id })).comparisons;
    expect(comparison?.cases.map(({ rowNumber, language, result }) => [rowNumber, language, result])).toEqual(
      [
        [1, "de", "fixed"],
        [1, "en", "broken"],
        [2, "en", "fixed"],
        [3, "en", "not-comparable"],
      ],
    );
    expect(comparison).toMatchObject({
      ...{ baseline: 0, candidate: 1, figures: { fixed: 2, broken: 1, unchanged: 0, notComparable: 1 } },
      cost: { baseline: { amount: "0.004", currency: "USD" }, candidate: { amount: "0.004" } },
    });
    const { templateId } = begun.regressionSet as { templateId: string };
    for (const filter of [{ regressionSetId: setId }, { templateId: other.id }])
      expect((await api.trials.list(filter)).items.map((trial) => trial.id)).toEqual([id]);
    expect((await api.trials.list({ templateId })).items[0]?.id).toBe(id);

    // What is right is said otherwise afterwards: the comparison was of the version that was tried.
    await api.regressionSets.change({
      ...{ id: templateId, setId, version: 1 },
      expect: [{ rowNumber: 1, language: "de", expected: { title: "Alpha" } }],
    });
    expect((await api.trials.get({ id })).comparisons[0]?.figures).toMatchObject({ fixed: 2, broken: 1 });
  });

  test("a call that the provider let down says nothing of a version", async () => {
    const { templateVersionId, modelId, setId, other } = await made();
    const { id } = await api.trials.launch({
      regressionSetId: setId,
      variants: [templateVersionId, other.draftVersionId].map((of) => ({ templateVersionId: of, modelId })),
    });
    await finish(id, [{ "1 en": "Alpha", "2 en": "Beta" }, { "1 en": "Alpha" }]);
    const [comparison] = (await api.trials.get({ id })).comparisons;
    expect(comparison?.figures).toMatchObject({ fixed: 0, broken: 0, unchanged: 1, notComparable: 3 });
  });

  test("the last one of a draft is told, with whether the draft still asks the same", async () => {
    const { trialId, modelId, templateId, templateVersionId } = await madeTrial(db());
    const published = await api.templates.version({ id: templateVersionId });
    const { id, draftVersionId } = await api.templates.create({
      ...(published as object),
      ...{ name: `Own ${templateId}`, evaluators: [SAME] },
    } as never);
    const { versionId } = await api.templates.publish({ id });
    await db()
      .update(trials)
      .set({ variants: [{ templateVersionId: versionId, modelId, parameters: {} }] })
      .where(eq(trials.id, trialId));
    expect(await api.trials.lastComparison({ id })).toEqual({ comparison: null });
    const { id: setId } = await api.regressionSets.keep({ id, name: "Set", trialId });
    const compared = await api.trials.launch({
      regressionSetId: setId,
      variants: [versionId, draftVersionId].map((of) => ({ templateVersionId: of, modelId })),
    });
    expect(await api.trials.lastComparison({ id })).toEqual({ comparison: null });
    await finish(compared.id, [
      { "1 en": "Aleph", "2 en": "Beta" },
      { "1 en": "Alpha", "2 en": "Beta" },
    ]);
    expect(await api.trials.lastComparison({ id })).toMatchObject({
      comparison: {
        ...{ trialId: compared.id, against: 1, isCurrent: true, regressionSet: { id: setId, version: 1 } },
        figures: { fixed: 1, broken: 0, unchanged: 1, notComparable: 1 },
      },
    });
    const { draft } = await api.templates.find({ id });
    const sections = { ...draft.sections, instruction: `${draft.sections.instruction} Be brief.` };
    await api.templates.save({ ...draft, id, sections } as never);
    expect(await api.trials.lastComparison({ id })).toMatchObject({ comparison: { isCurrent: false } });
    await expect(apiOf("reviewer").trials.lastComparison({ id })).rejects.toMatchObject({ status: 403 });
  });

  test("rows are from a dataset or from a set, and an archived set is none", async () => {
    const { templateVersionId, modelId, setId, templateId, datasetId } = await made();
    const variants = [{ templateVersionId, modelId }];
    const sample = { size: 1, method: "first" as const };
    for (const rows of [{}, { datasetId }, { sample }, { regressionSetId: setId, datasetId, sample }])
      await expect(api.trials.launch({ variants, ...rows })).rejects.toMatchObject({ status: 422 });
    const inEnglish = { variants, regressionSetId: setId, languages: ["en"] };
    expect(await api.trials.estimate(inEnglish)).toMatchObject({ cells: 3, languages: ["en"] });
    await api.regressionSets.archive({ id: templateId, setId });
    await expect(api.trials.launch({ variants, regressionSetId: setId })).rejects.toMatchObject({
      status: 422,
    });
  });
});
