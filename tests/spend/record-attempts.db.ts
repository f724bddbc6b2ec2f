import { sql } from "drizzle-orm";
import { expect, test } from "vitest";
import { recordAttempts } from "#db/queries/spend.ts";
import { newId } from "#lib/new-id.ts";
import type { LedgerEntry } from "#lib/spend/ledger.ts";
import { describeOnBothDatabases } from "#tests/fixtures/describe-on-both-databases.ts";

const shared = { modelId: newId(), priceId: newId(), templateId: newId(), memberId: newId() };

function entry(changes: Partial<LedgerEntry>): LedgerEntry {
  return {
    id: newId(),
    kind: "settled",
    runKind: "batch",
    runId: newId(),
    seq: 0,
    ...shared,
    outcome: "answered",
    cost: "0.000437",
    currency: "USD",
    ...changes,
  };
}

describeOnBothDatabases("the ledger", (database) => {
  const db = () => database().db;

  test("an entry is in the ledger and in its quarter of an hour", async () => {
    const batchId = newId();
    const at = new Date("2026-03-01T10:29:59.999Z");
    await recordAttempts(db(), [
      entry({ runId: batchId, at, inputTokens: 10, outputTokens: 3 }),
      entry({ runId: batchId, at, kind: "unknown", cost: "0.1" }),
      entry({ runId: batchId, at, kind: "released", cost: "0" }),
    ]);
    const [bucket] = await db().execute(sql`select * from spend_buckets where run_id = ${batchId}`);
    expect(bucket).toMatchObject({
      starts_at: expect.stringContaining("10:15:00"),
      run_kind: "batch",
      attempts: 3,
      settled: "0.000437000000",
      unknown: "0.100000000000",
      input_tokens: "10",
    });
  });

  test("writing the same entries again changes nothing", async () => {
    const trialId = newId();
    const entries = [
      entry({ runKind: "trial", runId: trialId }),
      entry({ runKind: "trial", runId: trialId }),
    ];
    await recordAttempts(db(), entries);
    await recordAttempts(db(), entries);
    const [sums] = await db().execute(
      sql`select sum(settled) settled, sum(attempts)::int attempts from spend_buckets where run_id = ${trialId}`,
    );
    expect(sums).toEqual({ settled: "0.000874000000", attempts: 2 });
  });

  test("12,000 entries go in at once, and none is lost to rounding", async () => {
    const batchId = newId();
    const entries = Array.from({ length: 12_000 }, (_, seq) =>
      entry({ runId: batchId, seq, cost: "0.000000000001" }),
    );
    await db().transaction((tx) => recordAttempts(tx, entries));
    const [sums] = await db().execute(
      sql`select sum(settled) settled, sum(attempts)::int attempts from spend_buckets where run_id = ${batchId}`,
    );
    expect(sums).toEqual({ settled: "0.000000012000", attempts: 12_000 });
  });

  test("a transaction that is rolled back leaves neither entry nor sum", async () => {
    const batchId = newId();
    const rolledBack = db().transaction(async (tx) => {
      await recordAttempts(tx, [entry({ runId: batchId })]);
      throw new Error("no");
    });
    await expect(rolledBack).rejects.toThrow("no");
    const [count] = await db().execute(
      sql`select (select count(*) from attempts where run_id = ${batchId})::int
        + (select count(*) from spend_buckets where run_id = ${batchId})::int as rows`,
    );
    expect(count).toEqual({ rows: 0 });
  });

  test("twenty writers of one bucket lose nothing", async () => {
    const batchId = newId();
    const at = new Date();
    const writers = Array.from({ length: 20 }, () =>
      db().transaction((tx) =>
        recordAttempts(tx, [entry({ runId: batchId, at }), entry({ runId: batchId, at, modelId: newId() })]),
      ),
    );
    await Promise.all(writers);
    const [sums] = await db().execute(
      sql`select sum(settled) settled from spend_buckets where run_id = ${batchId}`,
    );
    expect(sums).toEqual({ settled: "0.017480000000" });
  });
});
