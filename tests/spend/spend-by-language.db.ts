import { sql } from "drizzle-orm";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { db } from "#db/client.ts";
import type { Actor } from "#lib/auth/actor.ts";
import { sumAmounts } from "#lib/money.ts";
import { newId } from "#lib/new-id.ts";
import { claimItems } from "#lib/review/claim-items.ts";
import { decideItems } from "#lib/review/decide-items.ts";
import { reportSpend } from "#lib/spend/report-spend.ts";
import { addMember } from "#tests/auth/people.ts";
import { launch, makeMaterials, untilState, workHere } from "#tests/batches/batch-fixture.ts";
import { describeOnDatabase } from "#tests/fixtures/describe-on-database.ts";
import { startProvider, type TestProvider } from "#tests/fixtures/provider.ts";

vi.setConfig({ testTimeout: 90_000 });

const manager: Actor = { memberId: newId(), name: "Mei", roles: ["manager"], via: "token" };

describeOnDatabase("decisions by language", () => {
  let provider: TestProvider;
  beforeAll(async () => {
    provider = await startProvider();
    await workHere();
  });
  afterAll(() => provider.stop());

  const report = async (groupBy: "language" | "batch") => {
    const answer = await reportSpend(manager, { timeZone: "UTC", currency: "USD", groupBy });
    if (!answer.ok) throw new Error(answer.refusal.code);
    return answer.value;
  };

  test("are those of the items, add up to those of the batches, and are of none once the outputs are gone", async () => {
    const languages = ["en", "zh-CN"];
    const id = await launch(await makeMaterials({ providerUrl: provider.url, rows: 3, languages }));
    await untilState(id, ["succeeded"]);
    const { actor: reviewer } = await addMember(["reviewer"]);
    const claimed = await claimItems(reviewer, {
      ...{ batchId: id, limit: 10, state: "pending" as const, except: [], resume: false },
    });
    if (!claimed.ok) throw new Error(claimed.refusal.code);
    const decided = await decideItems(
      reviewer,
      claimed.value.claims.map(({ itemId, token, outputVersion, language }) => ({
        ...{ itemId, token, outputVersion },
        ...(language === "en"
          ? { decision: "approve" as const }
          : { decision: "reject" as const, reason: "1" }),
      })),
    );
    expect(decided.ok && decided.value.every(({ status }) => status === "accepted")).toBe(true);
    const [byLanguage, byBatch] = [await report("language"), await report("batch")];
    const en = byLanguage.groups.find(({ key }) => key === "en");
    expect(en).toMatchObject({ approvedItems: 3, rejectedItems: 0 });
    for (const figure of ["approvedItems", "rejectedItems", "rejectedCost", "cost"] as const)
      expect(byLanguage.whole[figure]).toEqual(byBatch.whole[figure]);
    expect(sumAmounts(byLanguage.groups.map(({ cost }) => cost.amount))).toBe(byBatch.whole.cost.amount);
    expect(byLanguage.groups.map(({ key }) => key).sort()).toEqual(languages);
    await db().execute(sql`delete from batch_items where batch_id = ${id}`);
    const without = await report("language");
    expect(without.whole.approvedItems).toBe(byBatch.whole.approvedItems);
    expect(without.groups.find(({ key }) => key === "-")).toMatchObject({
      ...{ label: "", approvedItems: byBatch.whole.approvedItems, cost: { amount: "0" } },
    });
  });
});
