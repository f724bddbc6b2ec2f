import { eq, sql } from "drizzle-orm";
import { describe, expect, inject, test, vi } from "vitest";
import { type Db, db } from "#db/client.ts";
import { lockBatch } from "#db/queries/batches/batches.ts";
import { flushResults } from "#db/queries/batches/flush-results.ts";
import { closeOneCall } from "#db/queries/batches/reserve-one-call.ts";
import { lockReviewCounters, shareReviewCounters } from "#db/queries/review/decisions.ts";
import { batchChunks, batches, batchItems } from "#db/schema/batches.ts";
import { retryBatch } from "#lib/batches/run/control-batch.ts";
import { runRescan } from "#lib/checks/rescans/run-rescan.ts";
import { startRescan } from "#lib/checks/rescans/start-rescan.ts";
import { askBulkAction } from "#lib/outputs/ask-bulk-action.ts";
import { runBulkAction } from "#lib/outputs/run-bulk-action.ts";
import { runFormLots } from "#lib/review/lots/form-lots.ts";
import { onPostgres } from "#tests/fixtures/open-test-database.ts";
import { value } from "./as-reviewer.ts";
import { type SeedOptions, seedBatch, seedMember } from "./seed-batch.ts";

const server = inject("postgres");
const goesOn = new AbortController().signal;

// The embedded database has one connection: there nobody waits for a lock.
describe.skipIf(!server)("whoever writes of a batch takes its review counters first", () => {
  if (server) onPostgres(server, tests);
});

function tests(): void {
  test("what a call came to is entered without waiting for the counters with the batch held", async () => {
    const batchId = await seeded();
    const sums = { reserved: "0", spent: "0.5", unknown: "0", inputTokens: 7, outputTokens: 3 };
    await meanwhile(
      (tx) => shareReviewCounters(tx, batchId),
      () => db().transaction((tx) => closeOneCall(tx, batchId, sums, [])),
      (tx) => lockBatch(tx, batchId),
    );
    const [batch] = await db().select().from(batches).where(eq(batches.id, batchId));
    expect(Number(batch?.spent)).toBe(0.5);
  });

  test("a lot is formed without waiting for the counters with the batch held", async () => {
    const reviewPlan = { kind: "lots", aql: "1.0", level: "II" } as const;
    const batchId = await seeded({ items: 60, reviewState: "in-lot", reviewPlan });
    await meanwhile(
      (tx) => lockReviewCounters(tx, [batchId]),
      () => runFormLots({ batchId }),
      (tx) => lockBatch(tx, batchId),
    );
    const waiting = await db()
      .select()
      .from(batchItems)
      .where(sql`batch_id = ${batchId} and review_state = 'pending'`);
    expect(waiting).toHaveLength(13);
  });

  test("failed items are put back without waiting for the counters with the batch held", async () => {
    const operator = await seedMember("Ana", ["operator"]);
    const batchId = await seedBatch({ launchedBy: operator, items: 1 });
    await db().execute(sql`update batch_items set state = 'failed', review_state = 'none', output = null,
      failure_group = 'timeout' where batch_id = ${batchId}`);
    await meanwhile(
      (tx) => shareReviewCounters(tx, batchId),
      async () => expect(value(await retryBatch(operator, { id: batchId }))).toMatchObject({ items: 1 }),
      (tx) => lockBatch(tx, batchId),
    );
  });

  test("results that pass unread are compared with others only when the counters are had", async () => {
    const batchId = await seeded();
    await db()
      .insert(batchChunks)
      .values({ batchId, number: 0, fromSeq: 0, toSeq: 9, state: "running", fence: 1 });
    const ended = {
      ...{ seq: 5, rowNumber: 6, language: "en", state: "succeeded" as const, output: { title: "T" } },
      ...{
        failureGroup: null,
        failure: null,
        cost: "0",
        attempts: 1,
        reviewState: "approved" as const,
        checks: [],
        rowDigest: null,
      },
    };
    const settle = vi.fn(async (_tx: Db, endings: (typeof ended)[]) => endings);
    const flush = (tx: Db) =>
      flushResults(tx, batchId, 1, [{ chunk: 0, fence: 1, seq: 5, entries: [], closed: [], ended }], (t, e) =>
        settle(t, e as (typeof ended)[]),
      );
    await meanwhile(
      (tx) => lockReviewCounters(tx, [batchId]),
      () => db().transaction(flush),
      async () => expect(settle).not.toHaveBeenCalled(),
    );
    expect(settle).toHaveBeenCalledOnce();
  });

  test.each(["a re-scan", "a bulk re-check"])(
    "%s comes wholly before or after a publication's cut-off",
    async (by) => {
      const batchId = await seeded({
        checks: [{ kind: "links", severity: "block" }],
        output: sql`jsonb_build_object('title', 'see www.shop.example')`,
      });
      const manager = await seedMember("Max", ["manager", "operator"]);
      const verdicts = async () =>
        (await db().select().from(batchItems).where(eq(batchItems.batchId, batchId))).flatMap(
          ({ checks }) => checks,
        );
      const check =
        by === "a re-scan"
          ? async (rescanId: string) => runRescan({ rescanId }, goesOn)
          : async (actionId: string) => runBulkAction({ actionId }, goesOn);
      const { id } =
        by === "a re-scan"
          ? value(await startRescan(manager, { batchIds: [batchId] }))
          : value(await askBulkAction(manager, { filter: { batchId }, do: "recheck" }));
      await meanwhile(
        (tx) => lockReviewCounters(tx, [batchId]),
        () => check(id),
        // Who has the counters comes by the items: nobody holds those who waits for the counters.
        async (tx) => {
          await tx.execute(sql`select 1 from batch_items where batch_id = ${batchId} for update`);
          expect(await verdicts()).toEqual([]);
        },
      );
      expect(await verdicts()).toMatchObject([{ kind: "links", verdict: "block" }]);
    },
  );
}

async function seeded(options: Partial<SeedOptions> = {}): Promise<string> {
  return seedBatch({ launchedBy: await seedMember("Ana", ["operator"]), items: 1, ...options });
}

/**
 * Begins work while a transaction holds something, and goes on in that transaction once the work waits for a lock: both
 * come to an end where locks are taken in one order.
 */
async function meanwhile(
  hold: (tx: Db) => Promise<unknown>,
  work: () => Promise<unknown>,
  goOn: (tx: Db) => Promise<unknown>,
): Promise<void> {
  let working: Promise<unknown> = Promise.resolve();
  try {
    await db().transaction(async (tx) => {
      await hold(tx);
      working = work();
      working.catch(() => {});
      await vi.waitUntil(isAnybodyWaiting, { timeout: 10_000 });
      await goOn(tx);
    });
  } finally {
    await working;
  }
}

async function isAnybodyWaiting(): Promise<boolean> {
  const [row] = await db().execute<{ waiting: boolean }>(sql`select exists (select 1 from pg_stat_activity
    where datname = current_database() and wait_event_type = 'Lock') as waiting`);
  return row?.waiting === true;
}
