import { createRouterClient } from "@orpc/server";
import { beforeAll, expect, test } from "vitest";
import { insertModel, insertProvider } from "#db/queries/models.ts";
import { recordAttempts } from "#db/queries/spend.ts";
import { router } from "#lib/api/router.ts";
import type { Actor } from "#lib/auth/actor.ts";
import { newId } from "#lib/new-id.ts";
import { describeOnDatabase } from "#tests/fixtures/describe-on-database.ts";

const manager: Actor = { memberId: newId(), name: "Mia", roles: ["manager"], via: "session" };
const api = createRouterClient(router, { context: { actor: manager, locale: "en" as const } });

describeOnDatabase("spend beside the period before", (database) => {
  const [kept, gone, fresh] = [newId(), newId(), newId()];

  beforeAll(async () => {
    const { db } = database();
    const providerId = newId();
    await insertProvider(db, { id: providerId, name: "Here", kind: "openai" });
    for (const [id, name] of [
      [kept, "kept"],
      [gone, "gone"],
      [fresh, "fresh"],
    ] as const)
      await insertModel(db, { id, providerId, name, kind: "text" });
    const entry = (modelId: string, at: string, cost: string, currency = "USD") => ({
      ...{
        id: newId(),
        at: new Date(at),
        kind: "settled" as const,
        runKind: "batch" as const,
        runId: newId(),
        seq: 0,
      },
      ...{ modelId, priceId: newId(), memberId: manager.memberId, outcome: "answered", cost, currency },
    });
    await recordAttempts(db, [
      entry(kept, "2026-05-03T00:00:00Z", "0.3"),
      entry(kept, "2026-04-03T00:00:00Z", "0.2"),
      entry(kept, "2026-04-29T00:00:00Z", "0.7"),
      entry(gone, "2026-04-10T00:00:00Z", "0.000000000001"),
      entry(fresh, "2026-05-10T00:00:00Z", "0.1"),
      entry(kept, "2026-04-03T00:00:00Z", "9", "CNY"),
    ]);
  });

  test("each model has what it cost before, in the same currency and to the last digit, gone ones too", async () => {
    const report = await api.spend.report({
      from: "2026-05-01",
      to: "2026-05-12",
      groupBy: "model",
      currency: "USD",
    });
    expect(report.groups.map(({ label, detail, cost }) => [label, detail, cost.amount])).toEqual([
      ["kept", "Here", "0.3"],
      ["fresh", "Here", "0.1"],
    ]);
    expect(report.before).toMatchObject({ from: "2026-04-01", to: "2026-04-12" });
    expect(report.before.total.amount).toBe("0.200000000001");
    expect(report.before.groups.map(({ label, detail, cost }) => [label, detail, cost.amount])).toEqual([
      ["kept", "Here", "0.2"],
      ["gone", "Here", "0.000000000001"],
    ]);
  });

  test("a whole month is compared with the whole month before", async () => {
    const report = await api.spend.report({
      from: "2026-05-01",
      to: "2026-05-31",
      groupBy: "person",
      currency: "USD",
    });
    expect(report.before).toMatchObject({ from: "2026-04-01", to: "2026-04-30" });
    expect(report.before.total.amount).toBe("0.900000000001");
  });
});
