import { createRouterClient } from "@orpc/server";
import { and, eq } from "drizzle-orm";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { db } from "#db/client.ts";
import { batchItems } from "#db/schema/batches.ts";
import { evaluationCalls } from "#db/schema/checks.ts";
import { attempts } from "#db/schema/spend.ts";
import { router } from "#lib/api/router.ts";
import type { Actor } from "#lib/auth/actor.ts";
import { feedBatch } from "#lib/batches/run/feed-batch.ts";
import { runChunk } from "#lib/batches/run/run-chunk.ts";
import { runRescan } from "#lib/checks/rescans/run-rescan.ts";
import { sumAmounts } from "#lib/money.ts";
import { newId } from "#lib/new-id.ts";
import { evaluatorSpecSchema } from "#lib/templates/evaluator-spec.ts";
import { launch, makeMaterials, until } from "#tests/batches/batch-fixture.ts";
import { describeOnDatabase } from "#tests/fixtures/describe-on-database.ts";
import {
  type Behaviour,
  type SeenRequest,
  startProvider,
  type TestProvider,
} from "#tests/fixtures/provider.ts";

const never = new AbortController().signal;
const boss: Actor = { memberId: newId(), name: "Mei", roles: ["manager", "operator"], via: "session" };
const api = createRouterClient(router, { context: { actor: boss, locale: "en" as const } });
const tone = evaluatorSpecSchema.parse({ name: "tone", kind: "judge", rubric: "Calm.", modelId: "" });
const isJudging = ({ prompt }: SeenRequest) => prompt.includes("<output>");
const rated = (score: number): Behaviour => ({
  do: "answer",
  text: JSON.stringify({ reason: `It is worth ${score}.`, score }),
});

describeOnDatabase("models in a re-scan", () => {
  let provider: TestProvider;
  let score = 5;
  beforeAll(async () => {
    provider = await startProvider();
  });
  afterAll(() => provider.stop());
  beforeEach(() => {
    score = 5;
    provider.behave((seen) => (isJudging(seen) ? rated(score) : { do: "answer", text: '{"title":"Fig"}' }));
  });

  /** A batch of judged outputs, over. */
  async function judged(rows = 3) {
    const made = await makeMaterials({
      ...{ providerUrl: provider.url, rows, evaluators: [tone] },
      checks: [{ kind: "judge", evaluator: "tone", severity: "warn" }],
    });
    const batchId = await launch(made, { cache: false });
    await db().transaction((tx) => feedBatch(tx, batchId));
    await runChunk({ batchId, number: 0 }, never);
    return { batchId, ...made };
  }

  const scoresOf = async (batchId: string) => {
    const items = await db()
      .select()
      .from(batchItems)
      .where(eq(batchItems.batchId, batchId))
      .orderBy(batchItems.seq);
    return items.map(({ checks }) => {
      const judgements = checks.filter(({ kind }) => kind === "judge");
      expect(judgements).toHaveLength(1);
      return judgements[0]?.message.params.score ?? judgements[0]?.message.code;
    });
  };
  const ledgerOf = (runId: string) =>
    db()
      .select()
      .from(attempts)
      .where(and(eq(attempts.runKind, "evaluation"), eq(attempts.runId, runId)));

  test("are counted and told before, asked where there is a cap, and paid as checks of an evaluation", async () => {
    const { batchId } = await judged();
    score = 2;
    const { judging, outputs } = await api.rescans.preview({ batchIds: [batchId] });
    expect(judging?.calls).toBe(3);
    expect(outputs).toBe(3);
    const before = Number(provider.bill());
    const { id } = await api.rescans.start({ batchIds: [batchId], judgeCap: judging?.cap } as never);
    await runRescan({ rescanId: id }, never);
    const rescan = await api.rescans.get({ id });
    expect(rescan).toMatchObject({ status: "succeeded", checked: 3, newlyWarned: 3 });
    expect(await scoresOf(batchId)).toEqual([2, 2, 2]);
    const entries = await ledgerOf(id);
    expect(entries.map(({ purpose, kind }) => [purpose, kind])).toEqual(
      Array.from({ length: 3 }, () => ["check", "settled"]),
    );
    const spent = Number(sumAmounts(entries.map(({ cost }) => cost)));
    expect(spent).toBeCloseTo(Number(provider.bill()) - before, 12);
    expect(Number(rescan.judging?.spent.amount)).toBeCloseTo(spent, 12);
    expect(spent).toBeLessThanOrEqual(Number(judging?.cap.amount));
    expect(await db().$count(evaluationCalls)).toBe(0);
  });

  test("are not asked without a cap: what they have said of the same text stays", async () => {
    const { batchId } = await judged();
    score = 1;
    const asked = provider.requests();
    const { id } = await api.rescans.start({ batchIds: [batchId] });
    await runRescan({ rescanId: id }, never);
    expect(provider.requests()).toBe(asked);
    expect(await scoresOf(batchId)).toEqual([5, 5, 5]);
    expect(await api.rescans.get({ id })).toMatchObject({ checked: 3, newlyWarned: 0, judging: null });
  });

  test("are asked no more than their cap bears; what was said before stays where they are not", async () => {
    const { batchId } = await judged(6);
    score = 3;
    const cap = { amount: "0.0032", currency: "USD" };
    const { id } = await api.rescans.start({ batchIds: [batchId], judgeCap: cap });
    await runRescan({ rescanId: id }, never);
    const paid = (await ledgerOf(id)).length;
    expect(paid).toBeGreaterThan(0);
    expect(paid).toBeLessThan(6);
    expect((await scoresOf(batchId)).toSorted()).toEqual([
      ...Array.from({ length: paid }, () => 3),
      ...Array.from({ length: 6 - paid }, () => 5),
    ]);
  });

  test("that another worker takes over pays for no answer twice, and for what was in flight once more", async () => {
    const { batchId } = await judged(2);
    let asked = 0;
    provider.behave(() => {
      asked++;
      return asked === 2 ? { ...rated(1), afterMs: 2_500 } : rated(4);
    });
    const cap = { amount: "1", currency: "USD" };
    const { id } = await api.rescans.start({ batchIds: [batchId], judgeCap: cap });
    const lost = runRescan({ rescanId: id }, never);
    await until(async () => asked === 2 && (await ledgerOf(id)).length === 1);
    await runRescan({ rescanId: id }, never);
    await lost;
    expect(asked).toBe(3);
    expect((await ledgerOf(id)).map(({ kind }) => kind).sort()).toEqual(["settled", "settled", "unknown"]);
    expect(await scoresOf(batchId)).toEqual([4, 4]);
    expect(await api.rescans.get({ id })).toMatchObject({ status: "succeeded", checked: 2 });
  });

  test("that refuse keep no re-scan from its end", async () => {
    const { batchId } = await judged(2);
    provider.behave(() => ({ do: "fail", status: 403, body: "no" }));
    const { id } = await api.rescans.start({
      batchIds: [batchId],
      judgeCap: { amount: "1", currency: "USD" },
    });
    await runRescan({ rescanId: id }, never);
    expect(await api.rescans.get({ id })).toMatchObject({ status: "succeeded", checked: 2 });
    expect(await scoresOf(batchId)).toEqual([5, 5]);
    expect(Number((await api.rescans.get({ id })).judging?.spent.amount)).toBe(0);
  });

  test("can be tried on an output under a cap, by whoever may run trials", async () => {
    const { modelId } = await makeMaterials({ providerUrl: provider.url, rows: 1 });
    score = 2;
    const input = {
      checks: [{ kind: "judge", evaluator: "tone", severity: "block" }],
      evaluators: [{ ...tone, modelId }],
      ...{ row: { name: "Fig" }, output: { title: "Fig" } },
    };
    await expect(api.checks.try(input as never)).rejects.toMatchObject({
      data: { code: "judge_cap_missing" },
    });
    const cap = { amount: "1", currency: "USD" };
    const { verdicts } = await api.checks.try({ ...input, budgetCap: cap } as never);
    expect(verdicts).toMatchObject([
      { kind: "judge", verdict: "warn", message: { code: "judge_failed_unproven" } },
    ]);
    const none = { amount: "0.000001", currency: "USD" };
    const { verdicts: capped } = await api.checks.try({ ...input, budgetCap: none } as never);
    expect(capped).toMatchObject([
      { message: { code: "check_not_run", params: { listReason: "judge_cap_reached" } } },
    ]);
    const reader = { ...boss, roles: ["reviewer" as const] };
    const asReader = createRouterClient(router, { context: { actor: reader, locale: "en" as const } });
    await expect(asReader.checks.try({ ...input, budgetCap: cap } as never)).rejects.toMatchObject({
      data: { code: "forbidden" },
    });
  });
});
