import { eq, sql } from "drizzle-orm";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { db } from "#db/client.ts";
import { beginDueMonths, beginMonths } from "#db/queries/spend/budgets.ts";
import { recordAttempts } from "#db/queries/spend.ts";
import { auditLog } from "#db/schema/auth.ts";
import { budgets } from "#db/schema/spend.ts";
import { templateVersions } from "#db/schema/templates.ts";
import type { Actor } from "#lib/auth/actor.ts";
import { previewBatch } from "#lib/batches/launch/preview-batch.ts";
import { pauseBatch, resumeBatch } from "#lib/batches/run/control-batch.ts";
import { viewBatch } from "#lib/batches/view/view-batch.ts";
import { compareAmounts, subtractAmounts, sumAmounts } from "#lib/money.ts";
import { newId } from "#lib/new-id.ts";
import { type RunningSandbox, startSandbox } from "#lib/sandbox/start-sandbox.ts";
import {
  type BudgetScope,
  changeBudget,
  createBudget,
  deleteBudget,
} from "#lib/spend/budgets/save-budget.ts";
import { viewBudgets } from "#lib/spend/budgets/view-budgets.ts";
import { summariseSpend } from "#lib/spend/report-spend.ts";
import { launchTrial } from "#lib/trials/launch-trial.ts";
import { viewTrial } from "#lib/trials/view-trial.ts";
import { describeOnDatabase } from "#tests/fixtures/describe-on-database.ts";
import { startProvider, type TestProvider } from "#tests/fixtures/provider.ts";
import { makeSandboxJob, perfumes } from "#tests/trials/sandbox-job.ts";
import {
  booksOf,
  launch,
  type Materials,
  makeMaterials,
  operator,
  until,
  untilState,
  workHere,
} from "./batch-fixture.ts";

const manager: Actor = { memberId: newId(), name: "Mei", roles: ["manager"], via: "token" };
const PATIENCE_MS = 60_000;

describeOnDatabase("budgets above batches", () => {
  let provider: TestProvider;
  let sandbox: RunningSandbox;
  beforeAll(async () => {
    sandbox = await startSandbox();
    process.env.SANDBOX_URL = sandbox.url;
    await workHere();
  });
  afterAll(async () => {
    delete process.env.SANDBOX_URL;
    await sandbox.close();
  });
  beforeEach(async () => {
    provider = await startProvider();
  });
  afterEach(async () => {
    await db().update(budgets).set({ archivedAt: new Date() });
    await provider.stop();
  });

  const setBudget = async (amount: string, scope: BudgetScope, name = "Perfumes"): Promise<string> => {
    const created = await createBudget(manager, {
      name,
      amount: { amount, currency: "USD" },
      scope,
      timeZone: "Asia/Shanghai",
    });
    if (!created.ok) throw new Error(JSON.stringify(created.refusal));
    return created.value.id;
  };
  const templateOf = async ({ templateVersionId }: Materials): Promise<string> => {
    const [version] = await db()
      .select({ id: templateVersions.templateId })
      .from(templateVersions)
      .where(eq(templateVersions.id, templateVersionId));
    return version?.id ?? "";
  };
  const budgetOf = async (id: string) => {
    const viewed = await viewBudgets(manager);
    const found = viewed.ok ? viewed.value.find((budget) => budget.id === id) : undefined;
    if (!found) throw new Error("No such budget.");
    const { spent, unknownSpend, reserved, left } = found;
    return {
      ...found,
      spent: spent.amount,
      unknown: unknownSpend.amount,
      reserved: reserved.amount,
      left: left.amount,
    };
  };

  test("a batch pauses at a budget and says which; raised, it goes on to the end", async () => {
    provider.latency(20);
    const materials = await makeMaterials({
      providerUrl: provider.url,
      rows: 60,
      limits: { concurrency: 8 },
    });
    const id = await setBudget("0.0045", { kind: "template", id: await templateOf(materials) });
    const batchId = await launch(materials, { parameters: { maxOutputTokens: 60 } });
    await untilState(batchId, ["paused"]);
    const { batch } = await booksOf(batchId);
    expect(batch.pausedFor).toEqual({ code: "over_budget", params: { by: "budget", budget: "Perfumes" } });
    expect(await viewBatch(operator, batchId)).toMatchObject({
      value: { waitingFor: { code: "over_budget", params: { by: "budget", budget: "Perfumes" } } },
    });
    expect(compareAmounts(provider.bill(), "0.0045")).toBeLessThanOrEqual(0);
    expect(await budgetOf(id)).toMatchObject({ spent: provider.bill(), reserved: "0", unknown: "0" });
    expect(await changeBudget(manager, id, { amount: { amount: "5", currency: "USD" } })).toMatchObject({
      ok: true,
    });
    await resumeBatch(operator, { id: batchId });
    await untilState(batchId, ["succeeded"]);
    expect(provider.billedCalls()).toBe(60);
    expect(await budgetOf(id)).toMatchObject({ spent: provider.bill(), reserved: "0" });
    const audited = await db().select().from(auditLog).where(eq(auditLog.targetId, id)).orderBy(auditLog.id);
    expect(audited.map(({ action, before }) => [action, before])).toEqual([
      ["budgets.create", null],
      ["budgets.change", { name: "Perfumes", amount: "0.0045" }],
    ]);
  });

  test("two batches under one budget never pass it together, and each scope counts what is its own", async () => {
    provider.latency(20);
    const limits = { concurrency: 8 };
    const mine = await makeMaterials({ providerUrl: provider.url, rows: 500, limits });
    const other = await makeMaterials({ providerUrl: provider.url, rows: 500, limits });
    const person = await setBudget("0.02", { kind: "person", id: operator.memberId }).catch(() => null);
    // A person must be a member: this one stands in no table.
    expect(person).toBeNull();
    const before = await everything();
    const all = await setBudget(sumAmounts([before, "0.05"]), { kind: "all" });
    const model = await setBudget("100", { kind: "model", id: mine.modelId }, "Model");
    const ids = await Promise.all(
      [mine, other].map((materials) => launch(materials, { parameters: { maxOutputTokens: 60 } })),
    );
    for (const id of ids) await untilState(id, ["paused"], PATIENCE_MS);
    const [first, second] = await Promise.all(ids.map((id) => booksOf(id)));
    expect(compareAmounts(provider.bill(), "0.05")).toBeLessThanOrEqual(0);
    expect(Number(provider.bill())).toBeGreaterThan(0.99 * 0.05);
    expect(sumAmounts([first?.batch.spent ?? "", second?.batch.spent ?? ""])).toBe(provider.bill());
    expect(await budgetOf(all)).toMatchObject({
      spent: sumAmounts([before, provider.bill()]),
      reserved: "0",
    });
    expect(await budgetOf(model)).toMatchObject({ spent: first?.batch.spent, reserved: "0" });
  });

  test("a budget set while a batch runs holds from then on, and no promise is lost or doubled", async () => {
    provider.latency(60);
    const materials = await makeMaterials({
      providerUrl: provider.url,
      rows: 300,
      limits: { concurrency: 6 },
    });
    const batchId = await launch(materials);
    await until(async () => provider.billedCalls() > 20);
    const id = await setBudget("100", { kind: "template", id: await templateOf(materials) });
    const gone = await setBudget("100", { kind: "all" }, "Gone");
    await until(async () => (await budgetOf(gone)).reserved !== "0");
    await deleteBudget(manager, gone);
    await untilState(batchId, ["succeeded"], PATIENCE_MS);
    // Entries under way when it was set are counted by the recount half a minute later.
    await db().transaction((tx) => beginMonths(tx, [id]));
    expect(await budgetOf(id)).toMatchObject({ spent: provider.bill(), reserved: "0" });
    const [deleted] = await db().select().from(budgets).where(eq(budgets.id, gone));
    expect(Number(deleted?.reserved)).toBe(0);
  });

  test("its figures are those of the Spend page, simulated calls and trials included", async () => {
    const materials = await makeMaterials({ providerUrl: provider.url, rows: 12 });
    const id = await setBudget("1000", { kind: "all" });
    const { datasetId, templateVersionId, modelId } = await makeSandboxJob(db());
    const trial = await launchTrial(operator, {
      datasetId,
      variants: [{ templateVersionId, modelId }],
      sample: { size: 8, method: "first" },
    });
    if (!trial.ok) throw new Error(trial.refusal.code);
    const batchId = await launch(materials);
    await untilState(batchId, ["succeeded"]);
    await until(async () => (await trialOf(trial.value.id)).named.trial.status === "succeeded");
    await recordAttempts(db(), [
      entry({ simulated: true, cost: "0.25" }),
      entry({ kind: "unknown", cost: "0.5" }),
    ]);
    const summary = await summariseSpend(manager, { timeZone: "Asia/Shanghai", currency: "USD" });
    if (!summary.ok) throw new Error("refused");
    const { cost, unknown } = summary.value.monthToDate;
    expect(await budgetOf(id)).toMatchObject({ spent: cost.amount, unknown: unknown.amount, reserved: "0" });
  });

  test("a trial is refused where a budget is used up, and stops where one runs out", async () => {
    const job = await makeSandboxJob(db(), { rows: perfumes(60), headers: { "x-sandbox-latency-ms": "40" } });
    const amount = "0.0015";
    const id = await setBudget(amount, { kind: "model", id: job.modelId }, "Models");
    const { datasetId, templateVersionId, modelId } = job;
    const request = {
      datasetId,
      variants: [{ templateVersionId, modelId, parameters: { maxOutputTokens: 500 } }],
      sample: { size: 50, method: "first" as const },
      languages: ["en"],
    };
    const trial = await launchTrial(operator, request);
    if (!trial.ok) throw new Error(trial.refusal.code);
    const { cells } = await until(async () => {
      const seen = await trialOf(trial.value.id);
      return seen.named.trial.status !== "running" && seen;
    }, PATIENCE_MS);
    const spent = sumAmounts(cells.flatMap(({ cost }) => cost ?? []));
    expect(compareAmounts(spent, amount)).toBeLessThanOrEqual(0);
    expect(Number(spent)).toBeGreaterThan(0.7 * Number(amount));
    const failures = cells.filter(({ status }) => status === "failed").map(({ failure }) => failure);
    expect(failures.length).toBeGreaterThan(5);
    expect(failures[0]).toEqual({ code: "over_budget", params: { by: "budget", budget: "Models" } });
    expect(await budgetOf(id)).toMatchObject({ spent, reserved: "0" });
    await changeBudget(manager, id, { amount: { amount: "0.0001", currency: "USD" } });
    expect(await budgetOf(id)).toMatchObject({ level: "used_up", left: "0" });
    expect(await launchTrial(operator, request)).toMatchObject({
      refusal: { code: "budget_used_up", params: { budget: "Models" } },
    });
  });

  test("a new month begins with what the ledger has of it, and frees what the last one had used", async () => {
    const materials = await makeMaterials({ providerUrl: provider.url, rows: 5 });
    const templateId = await templateOf(materials);
    const id = await setBudget("1", { kind: "template", id: templateId });
    // As if the month before were still going on, nearly used up, with this month's first calls entered meanwhile.
    await db().execute(sql`
      update budgets set spent = 0.99, period_end = period_start, period_start = period_start - interval '1 month'
      where id = ${id}`);
    await recordAttempts(db(), [
      entry({ templateId, cost: "0.125" }),
      entry({ templateId, cost: "0.3", currency: "CNY" }),
    ]);
    const batchId = await launch(materials);
    await untilState(batchId, ["succeeded"]);
    const begun = await budgetOf(id);
    expect(begun.spent).toBe(sumAmounts(["0.125", provider.bill()]));
    expect(Date.parse(begun.periodStart)).toBeLessThan(Date.now());
    expect(Date.parse(begun.periodEnd)).toBeGreaterThan(Date.now());
    expect(new Date(begun.periodStart).toISOString().slice(11, 16)).toBe("16:00");
    // What comes in late for a month that is over counts in that month alone.
    const late = new Date(Date.parse(begun.periodStart) - 1);
    await recordAttempts(db(), [entry({ templateId, cost: "0.2", at: late })]);
    expect((await budgetOf(id)).spent).toBe(begun.spent);
  });

  test("twenty writers while months begin over and over lose no cent", async () => {
    const templateId = newId();
    const id = await setBudget("1000", { kind: "all" });
    const before = await budgetOf(id);
    const writers = Array.from({ length: 20 }, async () => {
      for (let count = 0; count < 10; count++)
        await recordAttempts(db(), [entry({ templateId, cost: "0.01" })]);
    });
    const rollers = Array.from({ length: 10 }, async () => {
      await db().execute(sql`update budgets set period_end = now() where id = ${id}`);
      await beginDueMonths(db());
    });
    await Promise.all([...writers, ...rollers]);
    expect(subtractAmounts((await budgetOf(id)).spent, before.spent)).toBe("2");
  });

  test("a launch that does not fit is warned of, not refused", async () => {
    const materials = await makeMaterials({ providerUrl: provider.url, rows: 500 });
    await setBudget("0.00001", { kind: "model", id: materials.modelId }, "Small");
    await setBudget("100000", { kind: "all" }, "Large");
    const preview = await previewBatch(operator, materials);
    expect(preview).toMatchObject({
      value: { shortBudgets: [{ name: "Small", left: { amount: "0.00001", currency: "USD" } }] },
    });
    const batchId = await launch(materials);
    expect(await pauseBatch(operator, batchId)).toMatchObject({ ok: true });
  });

  test("only a manager sets, changes and deletes", async () => {
    const id = await setBudget("5", { kind: "all" });
    for (const roles of [["operator"], ["reviewer"], ["admin"]] as const) {
      const actor = { ...operator, roles };
      const refusal = { refusal: { code: "forbidden" } };
      expect(await changeBudget(actor, id, { name: "Mine" })).toMatchObject(refusal);
      expect(await deleteBudget(actor, id)).toMatchObject(refusal);
    }
    expect(await changeBudget(manager, id, { amount: { amount: "5", currency: "CNY" } })).toMatchObject({
      refusal: { code: "budget_currency_stays" },
    });
    expect(await changeBudget(manager, id, { amount: { amount: "0", currency: "USD" } })).toMatchObject({
      refusal: { code: "budget_not_positive" },
    });
  });

  async function trialOf(id: string) {
    const seen = await viewTrial(operator, id);
    if (!seen.ok) throw new Error(seen.refusal.code);
    return seen.value;
  }

  async function everything(): Promise<string> {
    const summary = await summariseSpend(manager, { timeZone: "Asia/Shanghai", currency: "USD" });
    if (!summary.ok) throw new Error("refused");
    const { cost, unknown } = summary.value.monthToDate;
    return sumAmounts([cost.amount, unknown.amount]);
  }
});

function entry(
  part: Partial<Parameters<typeof recordAttempts>[1][number]>,
): Parameters<typeof recordAttempts>[1][number] {
  return {
    id: newId(),
    kind: "settled",
    runKind: "trial",
    runId: newId(),
    seq: 0,
    modelId: newId(),
    priceId: newId(),
    memberId: newId(),
    outcome: "answered",
    cost: "0.1",
    currency: "USD",
    ...part,
  };
}
