import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { sumAmounts } from "#lib/money.ts";
import { describeOnBothDatabases } from "#tests/fixtures/describe-on-both-databases.ts";
import { startProvider, type TestProvider } from "#tests/fixtures/provider.ts";
import { booksOf, launch, makeMaterials, untilState, workHere } from "./batch-fixture.ts";

describeOnBothDatabases("a batch", () => {
  let provider: TestProvider;
  beforeAll(async () => {
    provider = await startProvider();
    await workHere();
  });
  afterEach(() => provider.behave(undefined));
  afterAll(() => provider.stop());

  test("makes every item once, and its ledger equals the provider's bill to the last digit", async () => {
    const before = { bill: provider.bill(), calls: provider.billedCalls() };
    const materials = await makeMaterials({ providerUrl: provider.url, rows: 230, languages: ["en", "de"] });
    const id = await launch(materials);
    await untilState(id, ["succeeded"]);
    const { batch, items, entries, progress } = await booksOf(id);
    expect(items.map(({ seq }) => seq)).toEqual(Array.from({ length: 460 }, (_, seq) => seq));
    expect(items[3]).toMatchObject({ rowNumber: 2, language: "de", state: "succeeded", attempts: 1 });
    expect(items.every((item) => item.reviewState === "pending")).toBe(true);
    expect(progress).toMatchObject({ succeeded: 460, failed: 0, skipped: 0, reviewPending: 460, running: 0 });
    expect(provider.billedCalls() - before.calls).toBe(460);
    expect(batch.reserved).toBe("0");
    expect(batch.unknown).toBe("0");
    expect(sumAmounts([before.bill, batch.spent])).toBe(provider.bill());
    expect(sumAmounts(entries.map(({ cost }) => cost))).toBe(batch.spent);
  });
});
