import { eq } from "drizzle-orm";
import { beforeAll, beforeEach, expect, test, vi } from "vitest";
import { db } from "#db/client.ts";
import { providerBatches } from "#db/schema/batches.ts";
import { sumAmounts } from "#lib/money.ts";
import { describeOnDatabase } from "#tests/fixtures/describe-on-database.ts";
import { type MessageBatchServer, startMessageBatches } from "#tests/fixtures/message-batches.ts";
import { temporaryFolder } from "#tests/fixtures/temporary-folder.ts";
import { untilStateAsTimePasses } from "./as-time-passes.ts";
import { booksOf, launch, makeMaterials, untilState, workHere } from "./batch-fixture.ts";

vi.setConfig({ testTimeout: 90_000 });

describeOnDatabase("a batch in Anthropic's message batches", () => {
  let provider: MessageBatchServer;
  const folder = temporaryFolder();
  beforeAll(() => {
    process.env.DATA_DIR = folder;
    return workHere();
  });
  beforeEach(async () => {
    provider = await startMessageBatches();
    return () => provider.stop();
  });

  const launchBatched = async (rows: number, model = "claude-sonnet-4-5") =>
    launch(
      await makeMaterials({
        providerUrl: provider.url,
        rows,
        batchDiscount: "0.5",
        provider: { kind: "anthropic", model },
      }),
      { mode: "provider-batch" },
    );

  async function expectWhole(id: string, rows: number) {
    const { batch, items, entries } = await booksOf(id);
    expect(items.map(({ seq }) => seq)).toEqual(Array.from({ length: rows }, (_, seq) => seq));
    expect(items.every(({ state }) => state === "succeeded")).toBe(true);
    expect(batch).toMatchObject({ spent: provider.bill(), unknown: "0", reserved: "0" });
    expect(sumAmounts(entries.map(({ cost }) => cost))).toBe(provider.bill());
    expect(provider.billed()).toBe(rows);
  }

  test.each(["claude-sonnet-4-5", "claude-3-5-haiku-latest"])(
    "makes every item with %s at half the price, and its ledger equals the provider's bill",
    async (model) => {
      const id = await launchBatched(150, model);
      await untilState(id, ["succeeded"]);
      await expectWhole(id, 150);
      expect(provider.singles()).toBe(0);
    },
  );

  test("gives requests that expired to another batch, and those that failed again", async () => {
    provider.behave({ finished: 0.5, errored: 0.1 });
    const id = await launchBatched(100);
    await untilState(id, ["succeeded"], 60_000);
    await expectWhole(id, 100);
    const [first] = await db().select().from(providerBatches).where(eq(providerBatches.batchId, id));
    expect(first).toMatchObject({ ending: "expired", requests: 100, takenIn: 100 });
    expect(provider.batches()).toBeGreaterThan(1);
  });

  test("finds a batch again whose making was answered to nobody, and pays for nothing twice", async () => {
    provider.behave({ looks: 1 });
    provider.dropNextAnswer();
    const id = await launchBatched(40);
    // The provider gets time to show it; while it goes on, it cannot be told from anybody else's.
    await untilStateAsTimePasses(id, ["succeeded"], provider);
    await expectWhole(id, 40);
    expect(provider.batches()).toBe(1);
  });
});
