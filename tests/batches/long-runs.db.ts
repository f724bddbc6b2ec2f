import { and, eq } from "drizzle-orm";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { db } from "#db/client.ts";
import { batchChunks } from "#db/schema/batches.ts";
import { describeOnDatabase } from "#tests/fixtures/describe-on-database.ts";
import { startProvider, type TestProvider } from "#tests/fixtures/provider.ts";
import { booksOf, launch, makeMaterials, untilState, workHere } from "./batch-fixture.ts";

vi.mock("#lib/batches/run/chunk-plan.ts", async (actual) => ({
  ...(await actual<object>()),
  LONGEST_RUN_MS: 1_000,
}));

describeOnDatabase("a chunk that takes longer than its job may", () => {
  let provider: TestProvider;
  beforeAll(async () => {
    provider = await startProvider({ latencyMs: 300 });
    await workHere();
  });
  afterAll(() => provider.stop());

  test("is let go in time and taken anew, and nothing of it is lost, paid twice or unknown", async () => {
    const id = await launch(
      await makeMaterials({ providerUrl: provider.url, rows: 12, limits: { concurrency: 1 } }),
    );
    await untilState(id, ["succeeded"]);
    const { batch, items } = await booksOf(id);
    expect(items).toHaveLength(12);
    expect(provider.billedCalls()).toBe(12);
    expect(batch).toMatchObject({ spent: provider.bill(), unknown: "0", reserved: "0" });
    const [chunk] = await db()
      .select({ fence: batchChunks.fence })
      .from(batchChunks)
      .where(and(eq(batchChunks.batchId, id), eq(batchChunks.number, 0)));
    expect(chunk?.fence).toBeGreaterThanOrEqual(3);
  });
});
