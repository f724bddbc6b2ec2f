import { createRouterClient } from "@orpc/server";
import { eq } from "drizzle-orm";
import { expect, test } from "vitest";
import { templateVersions } from "#db/schema/templates.ts";
import { trialCells, trials } from "#db/schema/trials.ts";
import { router } from "#lib/api/router.ts";
import type { Actor } from "#lib/auth/actor.ts";
import { newId } from "#lib/new-id.ts";
import { bodyOf, templateBodySchema } from "#lib/templates/template.ts";
import { describeOnDatabase } from "#tests/fixtures/describe-on-database.ts";
import { makeSandboxJob } from "#tests/trials/sandbox-job.ts";

const operator: Actor = { memberId: newId(), name: "Olga", roles: ["operator"], via: "session" };
const api = createRouterClient(router, { context: { actor: operator, locale: "en" as const } });

const SAME = { name: "same title", kind: "exact", field: "title", reference: "right" } as const;

describeOnDatabase("evaluators on a trial", (database) => {
  const db = () => database().db;

  test("are told from what is kept, by the version as it was tried", async () => {
    const rows = [
      { name: "A", notes: "x", right: "Alpha" },
      { name: "B", notes: "x", right: "Beta" },
      { name: "C", notes: "x", right: "" },
      { name: "D", notes: "x", right: "Delta" },
    ];
    const job = await makeSandboxJob(db(), { rows, versionState: "draft" });
    const [row] = await db()
      .select()
      .from(templateVersions)
      .where(eq(templateVersions.id, job.templateVersionId));
    if (!row) throw new Error("There is no draft.");
    const { id: versionId, templateId, number, state } = row;
    const body = templateBodySchema.parse({ ...bodyOf(row), evaluators: [SAME] });
    const trialId = newId();
    const draft = { id: versionId, templateId, number, state, ...body };
    const variant = { templateVersionId: versionId, modelId: job.modelId, parameters: {} };
    await db()
      .insert(trials)
      .values({
        ...{ id: trialId, datasetId: job.datasetId, languages: ["en"], status: "succeeded" as const },
        // The second was kept before there were evaluators.
        variants: [
          { ...variant, draft },
          { ...variant, draft: { ...draft, evaluators: undefined } },
        ],
        sample: {
          ...{ size: 4, method: "first" as const, seed: 1 },
          rows: rows.map((_, index) => ({ rowNumber: index + 1, weight: 1, drawnAs: "first" })),
        },
        ...{ createdBy: operator.memberId, finishedAt: new Date() },
      });
    const titles = ["Alpha", "Beta!", "Gamma", null];
    await db()
      .insert(trialCells)
      .values(
        [0, 1].flatMap((ofVariant) =>
          titles.map((title, index) => ({
            ...{
              trialId,
              variant: ofVariant,
              rowNumber: index + 1,
              language: "en",
              seq: ofVariant * 4 + index,
            },
            status: title === null ? ("failed" as const) : ("succeeded" as const),
            output: title === null ? null : { title, description: "d" },
            failure: title === null ? { code: "output_cut_off" } : null,
          })),
        ),
      );

    const trial = await api.trials.get({ id: trialId });
    expect(trial.evaluations).toMatchObject([
      {
        variant: 0,
        evaluators: [
          {
            ...{ name: "same title", kind: "exact", fields: ["title"], gate: true, evaluated: 2, passed: 1 },
            passShare: { share: 0.5 },
            notEvaluated: [
              { reason: "no-reference", count: 1 },
              { reason: "no-output", count: 1 },
            ],
          },
        ],
      },
      { variant: 1, evaluators: [] },
    ]);
    expect(
      trial.cells.filter(({ variant: of }) => of === 0).map(({ evaluations }) => evaluations[0]?.state),
    ).toEqual(["passed", "failed", "not-evaluated", "not-evaluated"]);
  });

  test("are saved with the draft and published with it, and a kind that there is not is refused", async () => {
    const { id } = await api.templates.create({
      name: `Copy ${newId()}`,
      sections: { instruction: "Write about {{ brand }}." },
      inputs: [{ name: "brand" }],
      outputs: [{ name: "title", type: "text" }],
      evaluators: [SAME],
    } as never);
    const { draft } = await api.templates.find({ id });
    expect(draft.evaluators).toMatchObject([{ ...SAME, gate: true, ignoreCase: false }]);
    const near = { ...draft.evaluators[0], kind: "similarity", threshold: 0.7 } as const;
    await api.templates.save({ ...draft, id, evaluators: [near] } as never);
    const { versionId } = await api.templates.publish({ id });
    expect((await api.templates.version({ id: versionId })).evaluators).toMatchObject([near]);
    const guess = { ...draft, id, revision: 2, evaluators: [{ ...SAME, kind: "guess" }] };
    await expect(api.templates.save(guess as never)).rejects.toMatchObject({ code: "BAD_REQUEST" });
  });
});
