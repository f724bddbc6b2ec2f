import { eq } from "drizzle-orm";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { db } from "#db/client.ts";
import { findBatch } from "#db/queries/batches/batches.ts";
import { takeChunk } from "#db/queries/batches/chunks.ts";
import { flushResults, type ItemResult } from "#db/queries/batches/flush-results.ts";
import {
  type CallToReserve,
  type OwnedChunk,
  ownerKey,
  reserveCalls,
} from "#db/queries/batches/reserve-calls.ts";
import { batchChunks } from "#db/schema/batches.ts";
import { retryBatch } from "#lib/batches/run/control-batch.ts";
import { feedBatch } from "#lib/batches/run/feed-batch.ts";
import { HeldChunk } from "#lib/batches/run/held-chunks.ts";
import { openChunk } from "#lib/batches/run/open-chunk.ts";
import { readOpenItems } from "#lib/batches/run/read-open-items.ts";
import { runChunk } from "#lib/batches/run/run-chunk.ts";
import { BatchReservations } from "#lib/calls/batch-reservations.ts";
import { log } from "#lib/observability/log.ts";
import { describeOnBothDatabases } from "#tests/fixtures/describe-on-both-databases.ts";
import { startProvider, type TestProvider } from "#tests/fixtures/provider.ts";
import { booksOf, launch, makeMaterials, operator } from "./batch-fixture.ts";

describeOnBothDatabases("the ownership of a chunk", () => {
  let provider: TestProvider;
  const stop = new AbortController();
  beforeAll(async () => {
    provider = await startProvider();
  });
  afterAll(() => provider.stop());

  async function launched(cap = "1") {
    const materials = await makeMaterials({ providerUrl: provider.url, rows: 10 });
    const batchId = await launch(materials, { budgetCap: { amount: cap, currency: "USD" } });
    await db().transaction((tx) => feedBatch(tx, batchId));
    const chunk = await takeChunk(db(), batchId, 0);
    return { batchId, chunk: { batchId, number: 0, fence: chunk?.fence ?? 0 } };
  }

  async function reserve(chunk: OwnedChunk, calls: CallToReserve[]) {
    const { owned, ...reserved } = await reserveCalls(db(), chunk.batchId, [{ chunk, calls }]);
    return { ...reserved, owned: owned.includes(ownerKey(chunk)) };
  }

  function resultOf(chunk: { number: number; fence: number }, seq: number): ItemResult {
    const closed = {
      key: `${seq}.0`,
      reserved: "0.1",
      spent: "0.04",
      unknown: "0",
      inputTokens: 7,
      outputTokens: 3,
    };
    const ended = {
      seq,
      rowNumber: seq + 1,
      language: "en",
      state: "succeeded" as const,
      output: { title: "T" },
      failureGroup: null,
      failure: null,
      cost: "0.04",
      attempts: 1,
      reviewState: "pending" as const,
      checks: [],
      rowDigest: null,
    };
    return { chunk: chunk.number, fence: chunk.fence, seq, entries: [], closed: [closed], ended };
  }

  test("as many calls are granted as fit under the cap, and not one more", async () => {
    const { batchId, chunk } = await launched("0.35");
    const calls = [0, 1, 2, 3].map((seq) => ({ key: `${seq}.0`, amount: "0.1" }));
    expect(await reserve(chunk, calls)).toMatchObject({ granted: 3, owned: true, inFlight: false });
    expect(await reserve(chunk, calls.slice(3))).toMatchObject({ granted: 0, inFlight: true });
    expect(await reserve(chunk, [{ key: "9.0", amount: "0.05" }])).toMatchObject({ granted: 1 });
    expect((await booksOf(batchId)).batch.reserved).toBe("0.35");
  });

  test("an owner whose chunk was taken over can neither reserve nor write", async () => {
    const { batchId, chunk } = await launched();
    await reserve(chunk, [{ key: "0.0", amount: "0.1" }]);
    await takeChunk(db(), batchId, 0);
    expect(await reserve(chunk, [{ key: "1.0", amount: "0.1" }])).toMatchObject({
      granted: 0,
      owned: false,
    });
    const written = await db().transaction((tx) => flushResults(tx, batchId, 1, [resultOf(chunk, 0)]));
    expect(written.refused).toBe(1);
    const { batch, items, progress } = await booksOf(batchId);
    expect(items).toEqual([]);
    expect(batch).toMatchObject({ spent: "0", reserved: "0.1" });
    expect(progress?.succeeded ?? 0).toBe(0);
  });

  test("an old owner in the new one's process gets nothing of what the new one is granted", async () => {
    const { batchId, chunk: old } = await launched();
    const now = { ...old, fence: (await takeChunk(db(), batchId, 0))?.fence ?? 0 };
    const reservations = new BatchReservations(batchId);
    const calls = [0, 1].map((seq) => ({ key: `${seq}.0`, amount: "0.1" }));
    const first = reservations.reserve(now, [{ key: "9.0", amount: "0.1" }], stop.signal);
    // While that is under way, these two wait for the next statement together.
    const reserved = await Promise.all([
      first,
      reservations.reserve(old, calls, stop.signal),
      reservations.reserve(now, calls, stop.signal),
    ]);
    expect(reserved).toEqual([
      { kind: "reserved", calls: 1 },
      { kind: "left" },
      { kind: "reserved", calls: 2 },
    ]);
    expect((await booksOf(batchId)).batch.reserved).toBe("0.3");
  });

  test("is told in the log by its number, without the answers it keeps", async () => {
    const { batchId } = await launched();
    await db()
      .update(batchChunks)
      .set({ carried: { 3: { attempts: 1, cost: "0", answer: { text: "A paid answer." } } } })
      .where(eq(batchChunks.batchId, batchId));
    const taken = await takeChunk(db(), batchId, 0);
    if (!taken) throw new Error("The chunk was not taken.");
    const opened = await openChunk(taken, new HeldChunk(batchId), stop.signal);
    if (!opened.ok) throw new Error(opened.refusal.code);
    const { reservations, leaving } = opened.value.purse;
    await takeChunk(db(), batchId, 0);
    const warn = vi.spyOn(log, "warn");
    const reserved = await reservations.reserve(taken, [{ key: "3.0", amount: "0.1" }], leaving);
    expect(reserved).toEqual({ kind: "left" });
    opened.value.close();
    expect(warn).toHaveBeenCalledExactlyOnceWith(
      { batchId, chunk: 0, fence: taken.fence },
      expect.any(String),
    );
    warn.mockRestore();
  });

  test("results written twice count once", async () => {
    const { batchId, chunk } = await launched();
    await reserve(chunk, [{ key: "0.0", amount: "0.1" }]);
    for (let time = 0; time < 2; time++)
      await db().transaction((tx) => flushResults(tx, batchId, 1, [resultOf(chunk, 0)]));
    const { batch, items, progress } = await booksOf(batchId);
    expect(items).toHaveLength(1);
    expect(batch).toMatchObject({ spent: "0.04", reserved: "0" });
    expect(progress).toMatchObject({ succeeded: 1, reviewPending: 1 });
  });

  test("what a lost owner had in flight becomes unknown, and its items are made again", async () => {
    const { batchId, chunk } = await launched();
    await reserve(chunk, [
      { key: "0.0", amount: "0.1" },
      { key: "4.0", amount: "0.1" },
    ]);
    await runChunk({ batchId, number: 0 }, stop.signal);
    const { batch, items, entries } = await booksOf(batchId);
    expect(batch).toMatchObject({
      state: "succeeded",
      unknown: "0.2",
      reserved: "0",
      spent: provider.bill(),
    });
    expect(items.map(({ attempts }) => attempts)).toEqual([2, 1, 1, 1, 2, 1, 1, 1, 1, 1]);
    const unknown = entries.filter(({ kind }) => kind === "unknown");
    expect(unknown.map(({ seq, outcome }) => [seq, outcome])).toEqual([
      [0, "worker_lost"],
      [4, "worker_lost"],
    ]);
  });

  test("a retry between a chunk's being taken and being read moves its items once", async () => {
    const { batchId, chunk } = await launched();
    const taken = await takeChunk(db(), batchId, 0);
    if (!taken) throw new Error("The chunk was not taken.");
    const failed = resultOf({ ...chunk, fence: taken.fence }, 3);
    await db().transaction((tx) =>
      flushResults(tx, batchId, 1, [
        {
          ...failed,
          closed: [],
          ended: {
            ...(failed.ended as NonNullable<ItemResult["ended"]>),
            state: "failed",
            output: null,
            failureGroup: "provider_refused",
            failure: { code: "provider_refused" },
            reviewState: "none",
          },
        },
      ]),
    );
    expect(await retryBatch(operator, { id: batchId })).toMatchObject({ ok: true, value: { items: 1 } });
    const batch = await findBatch(db(), batchId);
    if (!batch) throw new Error("There is no batch.");
    const open = await readOpenItems({ batch, recipe: { steps: [] }, memory: null }, taken);
    expect(open.map(({ seq }) => seq)).toEqual([0, 1, 2, 4, 5, 6, 7, 8, 9]);
  });
});
