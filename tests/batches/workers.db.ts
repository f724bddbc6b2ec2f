import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { Actor } from "#lib/auth/actor.ts";
import { compareAmounts, subtractAmounts, sumAmounts } from "#lib/money.ts";
import { newId } from "#lib/new-id.ts";
import {
  type BudgetScope,
  changeBudget,
  createBudget,
  deleteBudget,
} from "#lib/spend/budgets/save-budget.ts";
import { viewBudgets } from "#lib/spend/budgets/view-budgets.ts";
import { databaseUrl } from "#tests/fixtures/database-url.ts";
import { describeOnDatabase } from "#tests/fixtures/describe-on-database.ts";
import { embeddedFolder } from "#tests/fixtures/embedded-folder.ts";
import { insideEmbedded } from "#tests/fixtures/inside-embedded.ts";
import { startProvider, type TestProvider } from "#tests/fixtures/provider.ts";
import {
  startEmbeddedWorker,
  startWorkerProcess,
  type WorkerProcess,
} from "#tests/fixtures/start-worker-process.ts";
import { booksOf, launch, makeMaterials, until, untilState } from "./batch-fixture.ts";

const PATIENCE_MS = 100_000;

/** Each step's prompt is its row's own, and reads what the step before it wrote. */
const CHAIN = [
  ["facts", "Facts of {{ name }}."],
  ["copy", "Copy of {{ name }} from {{ steps.facts.facts }}."],
  ["title", "Title of {{ name }} from {{ steps.copy.copy }}."],
].map(([name, instruction]) => ({
  name,
  sections: { instruction },
  outputs: [{ name, type: "text" }],
}));

function chainAnswer(prompt: string): string {
  const [written = "", step = ""] = /(Facts|Copy|Title) of Perfume \d+/.exec(prompt) ?? [];
  return JSON.stringify({ [step.toLowerCase()]: written });
}

const manager: Actor = { memberId: newId(), name: "Mei", roles: ["manager"], via: "token" };

async function setBudget(amount: string, scope: BudgetScope): Promise<string> {
  const money = { amount, currency: "USD" };
  const created = await createBudget(manager, { name: "All of it", amount: money, scope, timeZone: "UTC" });
  if (!created.ok) throw new Error(created.refusal.code);
  return created.value.id;
}

async function budgetOf(id: string) {
  const viewed = await viewBudgets(manager);
  const budget = viewed.ok ? viewed.value.find((one) => one.id === id) : undefined;
  if (!budget) throw new Error("No such budget.");
  return budget;
}

describeOnDatabase("worker processes", (database) => {
  let provider: TestProvider;
  const workers: WorkerProcess[] = [];
  const work = () => {
    const worker = startWorkerProcess({ DATABASE_URL: databaseUrl(database()) });
    workers.push(worker);
    return worker;
  };
  beforeAll(async () => {
    provider = await startProvider();
  });
  beforeEach(({ skip }) => {
    skip(database().kind === "embedded", "the embedded database serves one process");
  });
  afterEach(async () => {
    await Promise.all(workers.splice(0).map((worker) => worker.kill()));
    await provider.stop();
    provider = await startProvider();
  });
  afterAll(() => provider.stop());

  test("four of them together never pass the cap, and use 99 % of it", { timeout: PATIENCE_MS }, async () => {
    provider.latency(5);
    const cap = "0.1";
    const materials = await makeMaterials({
      providerUrl: provider.url,
      rows: 3_000,
      limits: { concurrency: 16 },
    });
    const id = await launch(materials, {
      budgetCap: { amount: cap, currency: "USD" },
      parameters: { maxOutputTokens: 60 },
    });
    for (let count = 0; count < 4; count++) work();
    const paused = await untilState(id, ["paused"], PATIENCE_MS);
    expect(paused.pausedFor).toMatchObject({ code: "over_budget" });
    const { batch } = await booksOf(id);
    expect(compareAmounts(provider.bill(), cap)).toBeLessThanOrEqual(0);
    expect(Number(subtractAmounts(cap, provider.bill())) / Number(cap)).toBeLessThan(0.01);
    expect(batch).toMatchObject({ spent: provider.bill(), reserved: "0", unknown: "0" });
  });

  test("four of them on four batches together never pass a budget above them, and use 99 % of it", {
    timeout: PATIENCE_MS,
  }, async () => {
    provider.latency(5);
    const amount = "0.1";
    const above = await setBudget(amount, { kind: "all" });
    const before = (await budgetOf(above)).spent.amount;
    const raised = { amount: sumAmounts([before, amount]), currency: "USD" };
    await changeBudget(manager, above, { amount: raised });
    const ids: string[] = [];
    for (let count = 0; count < 4; count++) {
      const materials = await makeMaterials({
        providerUrl: provider.url,
        rows: 1_500,
        limits: { concurrency: 64 },
      });
      ids.push(await launch(materials, { parameters: { maxOutputTokens: 60 } }));
    }
    for (let count = 0; count < 4; count++) work();
    for (const id of ids) {
      const paused = await untilState(id, ["paused"], PATIENCE_MS);
      expect(paused.pausedFor).toEqual({
        code: "over_budget",
        params: { by: "budget", budget: "All of it" },
      });
    }
    expect(compareAmounts(provider.bill(), amount)).toBeLessThanOrEqual(0);
    expect(Number(provider.bill()) / Number(amount)).toBeGreaterThan(0.99);
    expect(await budgetOf(above)).toMatchObject({
      spent: { amount: sumAmounts([before, provider.bill()]) },
      unknownSpend: { amount: "0" },
      reserved: { amount: "0" },
    });
    await deleteBudget(manager, above);
  });

  test("kill -9 of one amid chains loses no item, repeats no step that had ended, and its bill stays inside the ledger's interval", {
    timeout: PATIENCE_MS,
  }, async () => {
    const rows = 300;
    provider.behave(({ prompt }) => ({ do: "answer", text: chainAnswer(prompt), afterMs: 150 }));
    const materials = await makeMaterials({
      providerUrl: provider.url,
      rows,
      steps: CHAIN,
      limits: { concurrency: 12 },
    });
    const model: BudgetScope = { kind: "model", id: materials.modelId };
    const above = await setBudget("1000", model);
    const id = await launch(materials);
    const victim = work();
    await until(async () => provider.billedCalls() > 60, PATIENCE_MS);
    const inFlight = provider.inFlight();
    await victim.kill();
    const before = provider.requests();
    work();
    await until(async () => provider.requests() > before + inFlight + 5, PATIENCE_MS);
    await untilState(id, ["succeeded"], PATIENCE_MS);
    await expectWhole(id, provider, rows, inFlight, CHAIN.length);
    expect(provider.billedPrompts().size).toBe(rows * CHAIN.length);
    // The budget above it knows the same: nothing is promised to a call that nobody makes any more.
    const { batch } = await booksOf(id);
    expect(await budgetOf(above)).toMatchObject({
      spent: { amount: batch.spent },
      unknownSpend: { amount: batch.unknown },
      reserved: { amount: "0" },
    });
    await deleteBudget(manager, above);
  });

  test("SIGTERM drains within 10 s, and another one goes on without an unknown cent", {
    timeout: PATIENCE_MS,
  }, async () => {
    provider.latency(400);
    const materials = await makeMaterials({
      providerUrl: provider.url,
      rows: 200,
      limits: { concurrency: 8 },
    });
    const id = await launch(materials);
    const first = work();
    await until(async () => provider.billedCalls() > 10, PATIENCE_MS);
    const exit = await first.stop();
    // It is 1 for a process that took longer than a supervisor waits.
    expect(exit.code).toBe(0);
    const drained = await booksOf(id);
    expect(drained.batch).toMatchObject({ reserved: "0", unknown: "0", spent: provider.bill() });
    const calls = provider.requests();
    provider.latency(10);
    const second = work();
    await until(async () => provider.requests() > calls, PATIENCE_MS);
    await untilState(id, ["succeeded"], PATIENCE_MS);
    const { batch, items } = await booksOf(id);
    expect(items).toHaveLength(200);
    expect(provider.billedCalls()).toBe(200);
    expect(batch).toMatchObject({ spent: provider.bill(), unknown: "0" });
    expect(second.process.exitCode).toBeNull();
  });
});

describe("a process on the embedded database", () => {
  const folder = embeddedFolder();
  let provider: TestProvider;
  beforeAll(async () => {
    provider = await startProvider({ latencyMs: 60 });
  });
  afterAll(() => provider.stop());

  test("kill -9 of it loses no item and repeats none", { timeout: 2 * PATIENCE_MS }, async () => {
    const id = await insideEmbedded(folder, async () =>
      launch(await makeMaterials({ providerUrl: provider.url, rows: 400, limits: { concurrency: 8 } })),
    );
    const first = startEmbeddedWorker(folder, id);
    await until(async () => provider.billedCalls() > 100, PATIENCE_MS);
    const inFlight = provider.inFlight();
    await first.kill();
    const last = startEmbeddedWorker(folder, id);
    expect(await last.exited, last.output()).toBe(0);
    await insideEmbedded(folder, () => expectWhole(id, provider, 400, inFlight));
  });
});

async function expectWhole(
  id: string,
  provider: TestProvider,
  rows: number,
  inFlight: number,
  steps = 1,
): Promise<void> {
  const { batch, items, entries, progress } = await booksOf(id);
  expect(items.map(({ seq }) => seq)).toEqual(Array.from({ length: rows }, (_, seq) => seq));
  expect(progress).toMatchObject({ succeeded: rows, failed: 0, running: 0 });
  expect(batch.reserved).toBe("0");
  expect(compareAmounts(batch.spent, provider.bill())).toBeLessThanOrEqual(0);
  expect(compareAmounts(provider.bill(), sumAmounts([batch.spent, batch.unknown]))).toBeLessThanOrEqual(0);
  // A few more may be in the journal than the provider had just then: claimed, or answered and not yet written.
  expect(provider.billedCalls() - rows * steps).toBeLessThanOrEqual(inFlight + 24);
  const sumOf = (kind: string) =>
    sumAmounts(entries.filter((entry) => entry.kind === kind).map(({ cost }) => cost));
  expect(sumOf("settled")).toBe(batch.spent);
  expect(sumOf("unknown")).toBe(batch.unknown);
}
