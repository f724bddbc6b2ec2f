import { createRouterClient } from "@orpc/server";
import { sql } from "drizzle-orm";
import { beforeAll, expect, test } from "vitest";
import { insertModel, insertPrice, insertProvider } from "#db/queries/models.ts";
import { recordAttempts } from "#db/queries/spend.ts";
import { router } from "#lib/api/router.ts";
import type { Actor } from "#lib/auth/actor.ts";
import { sumAmounts } from "#lib/money.ts";
import { newId } from "#lib/new-id.ts";
import { seededRandom } from "#lib/seeded-random.ts";
import type { LedgerEntry } from "#lib/spend/ledger.ts";
import { SPEND_DIMENSIONS } from "#lib/spend/spend-report.ts";
import { describeOnBothDatabases } from "#tests/fixtures/describe-on-both-databases.ts";

const manager: Actor = { memberId: newId(), name: "Mia", roles: ["manager"], via: "session" };
const api = (actor: Actor = manager) =>
  createRouterClient(router, { context: { actor, locale: "en" as const } });

const modelIds = [newId(), newId(), newId()];
const templateIds = [newId(), newId()];
const memberIds = [newId(), newId()];
const runs = [newId(), newId(), newId(), newId()];
const zone = { timeZone: "Asia/Shanghai" };

function randomEntries(count: number): LedgerEntry[] {
  const random = seededRandom(11);
  const pick = <Item>(items: Item[]) => items[Math.floor(random() * items.length)] as Item;
  return Array.from({ length: count }, (_, seq) => {
    const run = pick(runs);
    const isTrial = run === runs[0];
    const kind = random() < 0.05 ? "unknown" : random() < 0.05 ? "released" : "settled";
    return {
      id: newId(),
      at: new Date(Date.UTC(2026, 0, 1) + Math.floor(random() * 90 * 86_400_000)),
      kind,
      runKind: isTrial ? "trial" : "batch",
      runId: run,
      seq,
      modelId: pick(modelIds),
      priceId: newId(),
      templateId: pick(templateIds),
      language: [null, "en", "zh-CN"][seq % 3] ?? null,
      memberId: pick(memberIds),
      outcome: "answered",
      inputTokens: Math.floor(random() * 900),
      outputTokens: Math.floor(random() * 300),
      cost: kind === "released" ? "0" : (random() / 1_000).toFixed(12),
      currency: random() < 0.8 ? "CNY" : "USD",
      simulated: random() < 0.5,
    };
  });
}

describeOnBothDatabases("the spend report", (database) => {
  const entries = randomEntries(4_000);
  const settled = (currency: string, isMeant: (entry: LedgerEntry) => boolean = () => true) =>
    sumAmounts(
      entries
        .filter((one) => one.kind === "settled" && one.currency === currency && isMeant(one))
        .map((one) => one.cost),
    );

  beforeAll(async () => {
    for (let from = 0; from < entries.length; from += 130) {
      await recordAttempts(database().db, entries.slice(from, from + 130));
    }
  });

  test("agrees with the ledger and with its sums to the last digit, whatever it is grouped by", async () => {
    const [sums] = await database().db.execute<{ ledger: string; buckets: string; unknown: string }>(sql`
      select (select sum(cost) from attempts where kind = 'settled' and currency = 'CNY')::text as ledger,
        (select sum(settled) from spend_buckets where currency = 'CNY')::text as buckets,
        (select sum(cost) from attempts where kind = 'unknown' and currency = 'CNY')::text as unknown`);
    expect(sums?.buckets).toBe(sums?.ledger);
    for (const groupBy of SPEND_DIMENSIONS) {
      const report = await api().spend.report({ from: "2025-12-31", to: "2026-04-02", groupBy });
      expect(report.currency).toBe("CNY");
      expect(report.total.amount).toBe(settled("CNY"));
      expect(sumAmounts([report.total.amount])).toBe(sumAmounts([sums?.ledger ?? ""]));
      expect(sumAmounts(report.groups.map((group) => group.cost.amount))).toBe(report.total.amount);
      expect(report.unknown.amount).toBe(sumAmounts([sums?.unknown ?? ""]));
      expect(report.otherCurrencies).toEqual([{ amount: settled("USD"), currency: "USD" }]);
      expect(report.attempts).toBe(entries.filter((one) => one.currency === "CNY").length);
    }
  });

  test("begins its days at midnight of the reader's zone, even 5:45 from UTC", async () => {
    for (const [timeZone, offsetHours] of [
      ["Asia/Shanghai", 8],
      ["Asia/Kathmandu", 5.75],
    ] as const) {
      const from = Date.UTC(2026, 1, 10) - offsetHours * 3_600_000;
      const isMeant = ({ at }: LedgerEntry) => Number(at) >= from && Number(at) < from + 2 * 86_400_000;
      const report = await api().spend.report({
        from: "2026-02-10",
        to: "2026-02-11",
        timeZone,
        currency: "CNY",
      });
      expect(report.total.amount).toBe(settled("CNY", isMeant));
      expect(report.groups.map((group) => group.key)).toEqual(["2026-02-10", "2026-02-11"]);
    }
  });

  test("takes a time for the whole day it falls on", async () => {
    const day = await api().spend.report({ from: "2026-02-10", to: "2026-02-10", currency: "CNY", ...zone });
    const time = await api().spend.report({
      from: "2026-02-09T17:00:00Z",
      to: "2026-02-10T03:12:00+08:00",
      currency: "CNY",
      ...zone,
    });
    expect(time.total).toEqual(day.total);
  });

  test("puts all trials into one group", async () => {
    const report = await api().spend.report({
      from: "2026-01-01",
      to: "2026-03-31",
      groupBy: "batch",
      currency: "USD",
    });
    expect(report.groups.map((group) => group.key).sort()).toEqual(["trials", ...runs.slice(1)].sort());
  });

  test("sums by team what its members spent, and by language what was made in it, with what is of none told as such", async () => {
    const [member = ""] = memberIds;
    await database().db.execute(sql`
      insert into members (id, email, name, roles, team) values (${member}, 'ann@example.com', 'Ann', '{operator}', 'Shoes')
      on conflict (id) do update set team = 'Shoes'`);
    const days = { from: "2025-12-31", to: "2026-04-02", currency: "CNY" };
    const amounts = ({ groups }: { groups: { key: string; label: string; cost: { amount: string } }[] }) =>
      Object.fromEntries(groups.map(({ key, label, cost }) => [key, [label, cost.amount]]));
    expect(amounts(await api().spend.report({ ...days, groupBy: "team" }))).toEqual({
      Shoes: ["Shoes", settled("CNY", ({ memberId }) => memberId === member)],
      "-": ["", settled("CNY", ({ memberId }) => memberId !== member)],
    });
    expect(amounts(await api().spend.report({ ...days, groupBy: "language" }))).toEqual({
      en: ["en", settled("CNY", ({ language }) => language === "en")],
      "zh-CN": ["zh-CN", settled("CNY", ({ language }) => language === "zh-CN")],
      "-": ["", settled("CNY", ({ language }) => language === null)],
    });
    for (const stackBy of ["team", "language"] as const) {
      const daily = await api().spend.daily({ ...days, stackBy });
      expect(sumAmounts(daily.series.map(({ cost }) => cost.amount))).toBe(settled("CNY"));
    }
    for (const filter of [{ team: "Shoes" }, { team: "-" }, { language: "en" }, { language: "-" }]) {
      const file = await api().spend.export({ ...days, ...filter });
      const [head = "", ...lines] = (await file.text()).trim().split("\r\n");
      const columns = head.split(",");
      const rows = lines.map((line) => line.split(","));
      const of = (row: string[], column: string) => row[columns.indexOf(column)] ?? "";
      const [[kind = "", wanted = ""] = []] = Object.entries(filter);
      expect(rows.every((row) => of(row, kind) === (wanted === "-" ? "" : wanted))).toBe(true);
      const paid = rows.filter((row) => of(row, "kind") === "settled").map((row) => of(row, "cost"));
      const isOf = ({ memberId, language }: LedgerEntry) =>
        kind === "team" ? (memberId === member) === (wanted === "Shoes") : (language ?? "-") === wanted;
      expect(sumAmounts(paid)).toBe(settled("CNY", isOf));
    }
    await database().db.execute(sql`update members set team = null where id = ${member}`);
    expect(Object.keys(amounts(await api().spend.report({ ...days, groupBy: "team" })))).toEqual(["-"]);
  });

  test("stacks days into series that add up to the total", async () => {
    const daily = await api().spend.daily({
      from: "2026-01-01",
      to: "2026-03-31",
      stackBy: "batch",
      currency: "CNY",
    });
    expect(daily.days).toHaveLength(90);
    const parts = daily.days.flatMap((day) => Object.values(day.costs).map((cost) => cost.amount));
    expect(sumAmounts(parts)).toBe(settled("CNY"));
    expect(sumAmounts(daily.series.map((series) => series.cost.amount))).toBe(settled("CNY"));
  });

  test("lets every entry behind a figure be read, a page at a time", async () => {
    const question = {
      from: "2026-01-05",
      to: "2026-02-05",
      model: modelIds[0] ?? "",
      currency: "CNY",
      ...zone,
    };
    const seen: { id: string; amount: string; kind: string }[] = [];
    let cursor: string | null = null;
    do {
      const page: Awaited<ReturnType<ReturnType<typeof api>["spend"]["attempts"]>> =
        await api().spend.attempts({
          ...question,
          limit: 100,
          ...(cursor && { cursor }),
        });
      seen.push(...page.items.map(({ id, cost, kind }) => ({ id, amount: cost.amount, kind })));
      cursor = page.nextCursor;
    } while (cursor);
    const { groups } = await api().spend.report({
      ...question,
      groupBy: "model",
    });
    const group = groups.find((one) => one.key === modelIds[0]);
    expect(new Set(seen.map(({ id }) => id)).size).toBe(group?.attempts);
    const amounts = seen.filter(({ kind }) => kind === "settled").map(({ amount }) => amount);
    expect(sumAmounts(amounts)).toBe(group?.cost.amount);
  });

  test("exports the same entries as a file, with every digit", async () => {
    const file = await api().spend.export({ from: "2026-01-05", to: "2026-02-05", currency: "CNY", ...zone });
    const lines = (await file.text()).trim().split("\r\n");
    const at = (lines[0] ?? "").split(",").indexOf("cost");
    const kinds = (lines[0] ?? "").split(",").indexOf("kind");
    const rows = lines.slice(1).map((line) => line.split(","));
    const { total } = await api().spend.report({
      from: "2026-01-05",
      to: "2026-02-05",
      currency: "CNY",
      ...zone,
    });
    const amounts = rows.filter((row) => row[kinds] === "settled").map((row) => row[at] ?? "");
    expect(sumAmounts(amounts)).toBe(total.amount);
  });

  test("divides what batches cost by the items approved, in the days asked for", async () => {
    const batchId = runs[1] ?? "";
    await database().db.execute(sql`
      insert into batches (id, name, dataset_id, template_id, template_version_id, model_id, languages, row_count,
        item_count, mode, review_plan, state, currency, cap, launched_by)
      values (${batchId}, 'Spring', ${newId()}, ${templateIds[0]}, ${newId()}, ${modelIds[0]}, '{en}', 3, 3,
        'realtime', '{"kind":"every"}', 'succeeded', 'CNY', 10, ${memberIds[0]})`);
    await database().db.execute(sql`
      insert into decision_buckets (starts_at, batch_id, model_id, approved, rejected, rejected_cost) values
        ('2026-02-01', ${batchId}, ${modelIds[0]}, 1, 0, 0), ('2026-02-10', ${batchId}, ${modelIds[0]}, 1, 1, 0.25),
        ('2026-05-01', ${batchId}, ${modelIds[0]}, 1, 0, 0)`);
    const question = { from: "2026-02-01", to: "2026-02-28", groupBy: "batch", currency: "CNY" } as const;
    const report = await api().spend.report(question);
    const group = report.groups.find((one) => one.key === batchId);
    expect(group).toMatchObject({
      label: "Spring",
      approvedItems: 2,
      rejectedItems: 1,
      rejectedCost: { amount: "0.25", currency: "CNY" },
    });
    const inFebruary = ({ at }: LedgerEntry) =>
      Number(at) >= Date.UTC(2026, 1, 1) && Number(at) < Date.UTC(2026, 2, 1);
    const byBatches = settled("CNY", (one) => one.runKind === "batch" && inFebruary(one));
    expect(Number(report.costPerApprovedItem?.amount)).toBeCloseTo(Number(byBatches) / 2, 10);
    expect(report.approvedItems).toBe(2);
    const before = await api().spend.report({ ...question, from: "2026-01-01", to: "2026-01-31" });
    expect(before.costPerApprovedItem).toBeNull();
  });

  test("tells of an entry what it metered and at which price, on the page and in the file", async () => {
    const { db } = database();
    const [providerId, modelId, priceId, id] = [newId(), newId(), newId(), newId()];
    await insertProvider(db, { id: providerId, name: "Drawing", kind: "openai-compatible" });
    await insertModel(db, { id: modelId, providerId, name: "draws", kind: "image" });
    const perMTok = { inputPerMTok: "1", outputPerMTok: "2" };
    const effectiveFrom = new Date(0);
    await insertPrice(db, {
      id: priceId,
      modelId,
      effectiveFrom,
      currency: "EUR",
      ...perMTok,
      perImage: "0.04",
    });
    const [entry] = randomEntries(1) as [LedgerEntry];
    const metered = { inputTokens: 9, outputTokens: 80, reasoningTokens: 70, pictures: 2 };
    const at = new Date("2026-06-01T12:00:00Z");
    await recordAttempts(db, [{ ...entry, ...metered, id, at, modelId, priceId, currency: "EUR" }]);

    expect(await api().spend.attempt({ id })).toMatchObject({
      usage: { ...metered, cachedInputTokens: 0 },
      price: {
        inputPerMTok: { amount: "1", currency: "EUR" },
        perImage: { amount: "0.04", currency: "EUR" },
      },
    });
    const days = { from: "2026-06-01", to: "2026-06-02" };
    const file = await api().spend.export({ ...days, currency: "EUR", ...zone });
    const [names, row] = (await file.text())
      .trim()
      .split("\r\n")
      .map((line) => line.split(","));
    expect(row?.[names?.indexOf("reasoningTokens") ?? -1]).toBe("70");
    expect(row?.[names?.indexOf("pictures") ?? -1]).toBe("2");
  });

  test("of days without spend is zero, in US dollars unless asked otherwise", async () => {
    const report = await api().spend.report({ from: "2020-01-01", to: "2020-01-31" });
    expect(report).toMatchObject({
      total: { amount: "0", currency: "USD" },
      groups: [],
      costPerApprovedItem: null,
    });
  });

  test("is refused to who may not read spend, and for days that end before they begin", async () => {
    const reviewer: Actor = { ...manager, roles: ["reviewer"] };
    await expect(api(reviewer).spend.report({})).rejects.toThrow("forbidden");
    await expect(api().spend.report({ from: "2026-02-02", to: "2026-02-01" })).rejects.toThrow(
      "invalid_range",
    );
  });
});
