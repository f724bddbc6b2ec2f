import { sql } from "drizzle-orm";
import { beforeAll, expect, test } from "vitest";
import { sumDecided, sumSpend, sumSpendByCurrency } from "#db/queries/spend/sum-spend.ts";
import { recordAttempts } from "#db/queries/spend.ts";
import type { Actor } from "#lib/auth/actor.ts";
import { sumAmounts } from "#lib/money.ts";
import { newId } from "#lib/new-id.ts";
import { claimItems } from "#lib/review/claim-items.ts";
import { decideItems } from "#lib/review/decide-items.ts";
import { exportAttempts } from "#lib/spend/export-attempts.ts";
import type { LedgerEntry } from "#lib/spend/ledger.ts";
import { buildReport } from "#lib/spend/spend-report.ts";
import { describeOnDatabase } from "#tests/fixtures/describe-on-database.ts";
import { seedBatch, seedMember } from "#tests/review/seed-batch.ts";

const manager: Actor = { memberId: newId(), name: "Max", roles: ["manager"], via: "session" };
const RANGE = { from: "2020-01-01", to: "2035-12-31", timeZone: "UTC" };

describeOnDatabase("spend by model", (database) => {
  const [first, fallback] = [newId(), newId()];
  const priceId = newId();
  let batchId: string;

  const entry = (
    seq: number,
    modelId: string,
    cost: string,
    more: Partial<LedgerEntry> = {},
  ): LedgerEntry => ({
    id: newId(),
    kind: "settled",
    runKind: "batch",
    runId: batchId,
    seq,
    modelId,
    priceId,
    templateId: newId(),
    memberId: manager.memberId,
    outcome: "answered",
    cost,
    currency: "USD",
    simulated: false,
    ...more,
  });

  beforeAll(async () => {
    const { db } = database();
    const operator = await seedMember("Ana", ["operator"]);
    const mei = await seedMember("Mei");
    batchId = await seedBatch({ launchedBy: operator, items: 4 });
    await db.execute(sql`update batches set model_id = ${first}, fallback_model_id = ${fallback}, currency = 'USD'
      where id = ${batchId}`);
    // The second and the fourth item were made by the fallback, after calls that the first model was paid for.
    await recordAttempts(db, [
      entry(0, first, "0.10"),
      entry(1, first, "0.01"),
      entry(1, fallback, "0.50"),
      entry(2, first, "0.20"),
      entry(3, first, "0.02"),
      entry(3, fallback, "0.70"),
    ]);
    await db.execute(sql`update batch_items i set cost = (select sum(cost) from attempts a
      where a.run_id = i.batch_id and a.seq = i.seq) where batch_id = ${batchId}`);
    const question = { batchId, limit: 10, state: "pending" as const, except: [], resume: false };
    const claimed = await claimItems(mei, question);
    if (!claimed.ok) throw new Error(claimed.refusal.code);
    const decisions = claimed.value.claims.map(({ itemId, token, outputVersion }, at) => ({
      itemId,
      token,
      outputVersion,
      ...(at < 2 ? { decision: "approve" as const } : { decision: "reject" as const, reason: "1" }),
    }));
    await decideItems(mei, decisions);
    await decideItems(mei, [{ ...decisions[1]!, decision: "undo" }]);
    await decideItems(mei, [{ ...decisions[1]!, token: decisions[1]!.token + 1, decision: "approve" }]);
  });

  test("adds up with a fallback: what a model made and what its calls cost stand under that model", async () => {
    const { db } = database();
    const spent = (await sumSpend(db, RANGE, "USD", ["model"])).filter(({ keys }) =>
      [first, fallback].includes(keys[0]!),
    );
    const decided = (await sumDecided(db, RANGE, "USD", "model")).filter(({ key }) =>
      [first, fallback].includes(key),
    );
    const { groups, whole } = buildReport("model", "USD", spent, decided, new Map());
    const of = (key: string) => groups.find((group) => group.key === key);
    expect(of(first)).toMatchObject({
      cost: { amount: "0.33" },
      approvedItems: 1,
      rejectedItems: 1,
      rejectedCost: { amount: "0.22" },
      costPerApprovedItem: { amount: "0.33" },
    });
    expect(of(fallback)).toMatchObject({
      cost: { amount: "1.2" },
      approvedItems: 1,
      rejectedItems: 1,
      rejectedCost: { amount: "0.7" },
      costPerApprovedItem: { amount: "1.2" },
    });
    expect(whole).toMatchObject({
      cost: { amount: sumAmounts(groups.map(({ cost }) => cost.amount)) },
      approvedItems: 2,
      rejectedItems: 2,
      rejectedCost: { amount: "0.92" },
    });
    const byBatch = (await sumDecided(db, RANGE, "USD", "batch")).filter(({ key }) => key === batchId);
    expect(byBatch).toMatchObject([{ approved: 2, rejected: 2 }]);
  });

  test("chooses its currency by calls, since amounts of two currencies are no more and no less than each other", async () => {
    const { db } = database();
    await recordAttempts(db, [entry(9, first, "5000", { currency: "JPY", runId: newId() })]);
    expect((await sumSpendByCurrency(db, RANGE)).map(({ currency }) => currency).slice(0, 2)).toEqual([
      "USD",
      "JPY",
    ]);
  });

  test("every exported line can be recomputed from its own columns", async () => {
    const { db } = database();
    const [providerId, modelId, price] = [newId(), newId(), newId()];
    await db.execute(sql`insert into providers (id, name, kind) values (${providerId}, 'p', 'openai')`);
    await db.execute(
      sql`insert into models (id, provider_id, name, kind) values (${modelId}, ${providerId}, 'm', 'text')`,
    );
    await db.execute(sql`insert into prices (id, model_id, effective_from, currency, input_per_mtok, cached_input_per_mtok,
      output_per_mtok, batch_discount) values (${price}, ${modelId}, now(), 'USD', 0.333333, 0.1, 2.5, 0.5)`);
    const usage = { inputTokens: 1_000, cachedInputTokens: 400, outputTokens: 300 };
    const at = { modelId, priceId: price };
    await recordAttempts(db, [
      entry(0, modelId, "0.0009899998", { ...at, ...usage, runId: newId() }),
      entry(1, modelId, "0.0004950002", { ...at, ...usage, batchDiscount: "0.5", runId: newId() }),
      entry(2, modelId, "0.5", { ...at, kind: "unknown", outcome: "worker_lost", runId: newId() }),
      entry(3, modelId, "0", { ...at, kind: "released", outcome: "refused", runId: newId() }),
    ]);
    const file = await exportAttempts(manager, { model: modelId });
    if (!file.ok) throw new Error(file.refusal.code);
    const [head = "", ...lines] = (await file.value.text()).replace("\ufeff", "").trim().split("\r\n");
    const columns = head.split(",");
    const rows = lines.map((line) =>
      Object.fromEntries(line.split(",").map((cell, at) => [columns[at], cell])),
    );
    expect(rows.map(({ basis }) => basis).sort()).toEqual(["nothing", "reservation", "usage", "usage"]);
    for (const row of rows.filter(({ basis }) => basis === "usage")) {
      const fresh = Number(row.inputTokens) - Number(row.cachedInputTokens);
      const cost =
        (fresh * Number(row.inputPerMTok) +
          Number(row.cachedInputTokens) * Number(row.cachedInputPerMTok) +
          Number(row.outputTokens) * Number(row.outputPerMTok)) /
        1_000_000;
      expect(cost).toBeCloseTo(Number(row.cost), 12);
    }
    expect(rows.find(({ batchDiscount }) => batchDiscount === "0.5")).toMatchObject({
      inputPerMTok: "0.166667",
    });
  });
});
