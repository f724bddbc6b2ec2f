import { sql } from "drizzle-orm";
import { expect, test } from "vitest";
import { db } from "#db/client.ts";
import { findBatch } from "#db/queries/batches/batches.ts";
import { templateVersions } from "#db/schema/templates.ts";
import type { Actor } from "#lib/auth/actor.ts";
import { readAgreement } from "#lib/checks/by-model/load-agreements.ts";
import { judgeVersion } from "#lib/checks/by-model/rubric-judge.ts";
import { viewDisagreements, viewJudges } from "#lib/evaluators/judges/view-judges.ts";
import { newId } from "#lib/new-id.ts";
import type { Result } from "#lib/result.ts";
import { claimItems } from "#lib/review/claim-items.ts";
import { decideItems } from "#lib/review/decide-items.ts";
import type { DecisionInput } from "#lib/review/decision-input.ts";
import { reopenItem } from "#lib/review/reopen-item.ts";
import { evaluatorSpecSchema, type JudgeSpec } from "#lib/templates/evaluator-spec.ts";
import { templateBodySchema } from "#lib/templates/template.ts";
import { describeOnDatabase } from "#tests/fixtures/describe-on-database.ts";
import { seedBatch, seedMember } from "./seed-batch.ts";

const judge = evaluatorSpecSchema.parse({
  ...{ name: "tone", kind: "judge", rubric: `Calm ${newId()}.`, modelId: newId() },
}) as JudgeSpec;

/** The judge's verdict on item n (from 1): it lets pass every other one, the second, the fourth… */
const verdicts = sql.raw(`jsonb_build_array(jsonb_build_object('kind', 'judge',
  'verdict', case n % 2 when 0 then 'pass' else 'warn' end, 'field', null, 'spans', '[]'::jsonb,
  'version', '${judgeVersion(judge)}',
  'message', jsonb_build_object('code', case n % 2 when 0 then 'judge_passed' else 'judge_failed' end,
    'params', jsonb_build_object('judge', 'tone', 'score', 1 + n % 2, 'scale', 5, 'reason', 'short')),
  'evidence', jsonb_build_object('by', 'model', 'judge', 'tone', 'reason', 'Because of ' || n)))`);

describeOnDatabase("what judges and people say of the same outputs", () => {
  async function seeded(items = 6) {
    const launchedBy = await seedMember("Olga", ["operator"]);
    const reviewer = await seedMember("Ria", ["reviewer", "manager"]);
    const batchId = await seedBatch({ launchedBy, items, verdicts });
    const templateId = (await findBatch(db(), batchId))?.templateId ?? "";
    const draft = templateBodySchema.parse({ evaluators: [judge] });
    const by = { createdBy: launchedBy.memberId };
    await db()
      .insert(templateVersions)
      .values({ id: newId(), templateId, number: null, state: "draft", ...draft, ...by });
    const { claims } = value(
      await claimItems(reviewer, { batchId, limit: items, except: [], state: "pending", resume: false }),
    );
    const decide = async (
      at: number,
      decision: DecisionInput["decision"],
      more: Partial<DecisionInput> = {},
    ) => {
      // What is warned of is handed out first.
      const held = claims.find((claim) => claim.itemId === `${batchId}.${at}`);
      if (!held) throw new Error("The item is not held.");
      const { itemId, token, outputVersion } = held;
      const [result] = value(
        await decideItems(reviewer, [{ itemId, token, outputVersion, decision, ...more }]),
      );
      expect(result?.status).toBe("accepted");
      return result;
    };
    const agreement = () => readAgreement(db(), templateId, judgeVersion(judge));
    return { reviewer, batchId, templateId, decide, agreement };
  }

  const list = async (actor: Actor, templateId: string) =>
    value(await viewDisagreements(actor, { templateId, judge: "tone", limit: 10 })).items;

  test("are held against each other: an approval says good, a rejection and an edit say not", async () => {
    const { decide, agreement, reviewer, templateId } = await seeded();
    // The judge lets pass items 2, 4 and 6; these are at 1, 3 and 5.
    await decide(1, "approve");
    await decide(0, "reject", { reason: "4" });
    await decide(3, "reject", { reason: "1", note: "Not in the row" });
    await decide(5, "edit", { output: { title: "Better", points: [], score: 1, seo: null } });
    await decide(2, "approve");
    await decide(4, "escalate");
    expect(await agreement()).toMatchObject({ n: 5, agreed: 2, passedBad: 2, failedGood: 1, gates: false });
    expect(value(await viewJudges(reviewer, templateId))).toMatchObject([
      { name: "tone", version: judgeVersion(judge), agreement: { n: 5, agreed: 2 } },
    ]);
    const differ = await list(reviewer, templateId);
    expect(
      differ.map(({ judged, decision, rejectReason, note }) => [judged.seq, decision, rejectReason, note]),
    ).toEqual([
      [2, "approve", null, null],
      [5, "edit", null, null],
      [3, "reject", "wrong_fact", "Not in the row"],
    ]);
    // As it was when it was judged, whatever has become of it since.
    expect(differ[1]?.judged).toMatchObject({
      output: { title: "Rose 6" },
      reason: "Because of 6",
      score: 1,
    });
    expect(differ[0]?.memberName).toBe("Ria");
  });

  test("are forgotten with a decision that is taken back, and counted once where it is made again", async () => {
    const { decide, agreement, reviewer, batchId } = await seeded(2);
    const approved = await decide(1, "approve");
    const again = { token: approved?.item?.token ?? 0 };
    await decide(1, "undo", again);
    expect(await agreement()).toMatchObject({ n: 0 });
    const [standing] = [await agreement()];
    expect(standing.interval).toBeNull();
    await decide(0, "reject", { reason: "4" });
    expect(await agreement()).toMatchObject({ n: 1, agreed: 1 });
    const itemId = `${batchId}.0`;
    value(await reopenItem(reviewer, { itemId, note: "Looked at again" }));
    expect(await agreement()).toMatchObject({ n: 0 });
  });

  test("say nothing of an output that was edited since it was judged", async () => {
    const { decide, agreement, batchId } = await seeded(2);
    await db().execute(
      sql`update batch_items set output_version = 2 where batch_id = ${batchId} and seq = 1`,
    );
    await decide(1, "approve", { outputVersion: 2 });
    expect(await agreement()).toMatchObject({ n: 0 });
  });

  test("are another judge's where the rubric has changed", async () => {
    const { decide, templateId } = await seeded(2);
    await decide(1, "approve");
    const other = judgeVersion({ ...judge, rubric: "Loud." });
    expect(await readAgreement(db(), templateId, other)).toMatchObject({ n: 0, gates: false });
  });

  test("are told to whoever may read templates, of a judge that there is", async () => {
    const { reviewer, templateId } = await seeded(1);
    const nobody: Actor = { ...reviewer, roles: [] };
    expect(await viewJudges(nobody, templateId)).toMatchObject({ ok: false, refusal: { code: "forbidden" } });
    const asked = { templateId, judge: "gone", limit: 1 };
    expect(await viewDisagreements(reviewer, asked)).toMatchObject({ refusal: { code: "judge_not_found" } });
    expect(await viewJudges(reviewer, newId())).toMatchObject({ refusal: { code: "not_found" } });
  });
});

function value<Value>(result: Result<Value>): Value {
  if (!result.ok) throw new Error(result.refusal.code);
  return result.value;
}
