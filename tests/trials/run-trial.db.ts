import { createRouterClient } from "@orpc/server";
import { eq, sql } from "drizzle-orm";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { noteThrottled, openModels } from "#db/queries/pacing.ts";
import { attempts } from "#db/schema/spend.ts";
import { trialCells, trials } from "#db/schema/trials.ts";
import { router } from "#lib/api/router.ts";
import type { Actor } from "#lib/auth/actor.ts";
import { meterOf } from "#lib/models/meter.ts";
import { costOf, type Price } from "#lib/models/price.ts";
import { sumAmounts } from "#lib/money.ts";
import { newId } from "#lib/new-id.ts";
import { LOST } from "#lib/queue/job.ts";
import { type RunningSandbox, startSandbox } from "#lib/sandbox/start-sandbox.ts";
import { expectedCost } from "#lib/trials/preview-run.ts";
import { runTrial } from "#lib/trials/run-trial.ts";
import { makeMaterials } from "#tests/batches/batch-fixture.ts";
import { describeOnDatabase } from "#tests/fixtures/describe-on-database.ts";
import { startProvider } from "#tests/fixtures/provider.ts";
import { makeSandboxJob, PRICE, perfumes } from "./sandbox-job.ts";

const operator: Actor = { memberId: newId(), name: "Olga", roles: ["operator", "manager"], via: "session" };
const api = (actor: Actor = operator) =>
  createRouterClient(router, { context: { actor, locale: "en" as const } });
const never = new AbortController().signal;
const price = { ...PRICE, perImage: null, batchDiscount: null, currency: "USD" } as Price;

let sandbox: RunningSandbox;
beforeAll(async () => {
  sandbox = await startSandbox();
  process.env.SANDBOX_URL = sandbox.url;
});
afterAll(async () => {
  delete process.env.SANDBOX_URL;
  await sandbox.close();
});
beforeEach(async () => {
  await fetch(`${sandbox.url}/bill`, { method: "DELETE" });
});

async function billed(): Promise<{ amount: string; calls: number }> {
  const { total } = (await (await fetch(`${sandbox.url}/bill`)).json()) as {
    total: { calls: number; inputTokens: number; cachedInputTokens: number; outputTokens: number };
  };
  return { amount: sumAmounts([costOf(meterOf(total), price)]), calls: total.calls };
}

describeOnDatabase("a trial", (database) => {
  const db = () => database().db;
  const ledgerOf = (trialId: string) => db().select().from(attempts).where(eq(attempts.runId, trialId));
  const settledOf = async (trialId: string) =>
    sumAmounts((await ledgerOf(trialId)).filter((one) => one.kind === "settled").map((one) => one.cost));

  async function launch(options: Parameters<typeof makeSandboxJob>[1] = {}, size = 8, languages = ["en"]) {
    const job = await makeSandboxJob(db(), options);
    const { datasetId, templateVersionId, modelId } = job;
    const { id } = await api().trials.launch({
      datasetId,
      variants: [{ templateVersionId, modelId }],
      sample: { size, method: "first" },
      languages,
    });
    return { id, job };
  }

  test("asks every cell, keeps what came, and pays exactly what the provider billed", async () => {
    const { id } = await launch({}, 10, ["en", "zh-CN"]);
    await runTrial({ trialId: id }, never);
    const trial = await api().trials.get({ id });
    expect(trial.status).toBe("succeeded");
    expect(trial.cells).toHaveLength(20);
    expect(trial.counts).toMatchObject({ succeeded: 18, skipped: 2, pending: 0, running: 0 });
    const first = trial.cells[0];
    expect(first).toMatchObject({
      status: "succeeded",
      variant: 0,
      rowNumber: 1,
      language: "en",
      partialText: null,
    });
    expect(Object.keys(first?.output ?? {})).toEqual(["title", "description"]);
    const costs = trial.cells.flatMap((cell) => (cell.cost ? [cell.cost.amount] : []));
    const bill = await billed();
    expect(sumAmounts(costs)).toBe(bill.amount);
    expect(trial.spent).toEqual([{ amount: bill.amount, currency: "USD" }]);
    expect(await settledOf(id)).toBe(bill.amount);
    expect(trial.cells.find((cell) => cell.status === "skipped")?.failure?.message).toContain("notes");
  });

  test("previews the whole dataset from what it measured, and a batch can ask for that", async () => {
    const { id, job } = await launch({ rows: perfumes(200) }, 20);
    await runTrial({ trialId: id }, never);
    const { preview } = await api().trials.get({ id });
    expect(preview).toMatchObject({ items: 200, basis: "measured", sampleItems: 20 });
    const expected = Number(preview?.total.expected.amount);
    expect(expected).toBeCloseTo(Number(await settledOf(id)) * 10, 9);
    expect(Number(preview?.total.low.amount)).toBeLessThan(expected);
    expect(Number(preview?.total.high.amount)).toBeGreaterThan(expected);
    expect(preview?.shares.skipped).toBeCloseTo(0.1);
    const question = { ...job, languages: ["en"], rowCount: 200 };
    expect(await expectedCost(db(), question)).toEqual({ ...preview?.total, basis: "measured" });
    const untried = await expectedCost(db(), { ...question, languages: ["de"] });
    expect(untried?.basis).toBe("rough");
  });

  test("compares up to four variants on the same rows", async () => {
    const job = await makeSandboxJob(db());
    const other = await makeSandboxJob(db(), { limits: { concurrency: 2 } });
    const { id } = await api().trials.launch({
      datasetId: job.datasetId,
      variants: [
        { templateVersionId: job.templateVersionId, modelId: job.modelId },
        {
          templateVersionId: job.templateVersionId,
          modelId: other.modelId,
          parameters: { temperature: 0.2 },
        },
        { templateVersionId: other.templateVersionId, modelId: job.modelId },
      ],
      sample: { size: 9, method: "stratified" },
    });
    await runTrial({ trialId: id }, never);
    const trial = await api().trials.get({ id });
    expect(trial.previews).toHaveLength(3);
    const rowsOf = (variant: number) =>
      trial.cells.filter((cell) => cell.variant === variant).map((cell) => cell.rowNumber);
    expect(rowsOf(1)).toEqual(rowsOf(0));
    expect(rowsOf(2)).toEqual(rowsOf(0));
    expect(trial.sampledRows.map((row) => row.drawnAs)).toEqual(
      expect.arrayContaining(["longest", "emptiest", "category", "random"]),
    );
  });

  test("repairs an answer that does not fit, and both calls are paid for", async () => {
    const { id } = await launch(
      { headers: { "x-sandbox-fault-rate": "0.3", "x-sandbox-fault-kinds": "misfit,invalid-json" } },
      27,
    );
    await runTrial({ trialId: id }, never);
    const trial = await api().trials.get({ id });
    const entries = await ledgerOf(id);
    expect(entries.filter((one) => one.purpose === "repair").length).toBeGreaterThan(0);
    expect(trial.cells.some((cell) => cell.checks[0]?.verdict === "warn")).toBe(true);
    expect(trial.cells.find((cell) => cell.checks[0]?.verdict === "warn")?.checks).toMatchObject([
      {
        kind: "format",
        field: null,
        spans: [],
        message: { code: "format_repaired", text: "Fits after a repair" },
      },
    ]);
    const bill = await billed();
    expect(await settledOf(id)).toBe(bill.amount);
    expect(entries.filter((one) => one.kind === "settled")).toHaveLength(bill.calls);
  });

  test("waits out rate limits and asks again what failed, without paying for it", async () => {
    const { id } = await launch(
      {
        headers: { "x-sandbox-fault-rate": "0.25", "x-sandbox-fault-kinds": "500" },
        limits: { concurrency: 4 },
      },
      9,
    );
    await runTrial({ trialId: id }, never);
    const trial = await api().trials.get({ id });
    expect(trial.counts.succeeded).toBe(9);
    const released = (await ledgerOf(id)).filter((one) => one.kind === "released");
    expect(released.length).toBeGreaterThan(0);
    expect(released.every((one) => Number(one.cost) === 0)).toBe(true);
    expect(await settledOf(id)).toBe((await billed()).amount);
  });

  test("that was killed goes on: ended cells stay, cells under way are asked again, their spend is unknown", async () => {
    const { id } = await launch(
      { rows: perfumes(9), headers: { "x-sandbox-latency-ms": "150" }, limits: { concurrency: 3 } },
      9,
    );
    const lost = new AbortController();
    const firstRun = runTrial({ trialId: id }, lost.signal);
    await until(async () => (await endedSeqs(id)).length >= 3);
    // A worker that is gone: its calls are in flight, another takes the trial, and what it still writes is refused.
    const ended = await endedSeqs(id);
    const before = await db().select().from(trialCells).where(eq(trialCells.trialId, id));
    const underWay = before.filter((cell) => cell.inFlight !== null).length;
    await runTrial({ trialId: id }, never);
    await firstRun;
    const trial = await api().trials.get({ id });
    expect(trial.status).toBe("succeeded");
    expect(trial.counts.succeeded).toBe(9);
    const entries = await ledgerOf(id);
    expect(new Set(entries.map((one) => one.id)).size).toBe(entries.length);
    const unknown = entries.filter((one) => one.kind === "unknown");
    expect(unknown.length).toBeGreaterThanOrEqual(1);
    expect(unknown.length).toBeLessThanOrEqual(Math.max(underWay, 3));
    const settledTwice = ended.filter(
      (seq) => entries.filter((one) => one.seq === seq && one.kind === "settled").length > 1,
    );
    expect(settledTwice).toEqual([]);
    const { amount } = await billed();
    const settled = await settledOf(id);
    const possible = sumAmounts([settled, ...unknown.map((one) => one.cost)]);
    expect(Number(amount)).toBeGreaterThanOrEqual(Number(settled));
    expect(Number(amount)).toBeLessThanOrEqual(Number(possible));
    expect(trial.unknownSpend[0]?.amount).toBe(sumAmounts(unknown.map((one) => one.cost)));
  });

  test("that was killed between paying an answer and keeping its output pays it no second time", async () => {
    // Whoever pays has the trial taken from them by the same transaction.
    await db().execute(sql`
      create function take_trial() returns trigger language plpgsql as $$
      begin update trials set fence = fence + 1 where id = new.run_id; return new; end $$`);
    await db().execute(sql`
      create trigger take_trial after insert on attempts for each row execute function take_trial()`);
    const { id } = await launch({ rows: perfumes(1) }, 1);
    await runTrial({ trialId: id }, never);
    await db().execute(sql`drop function take_trial cascade`);
    expect(await ledgerOf(id)).toHaveLength(1);
    expect(await endedSeqs(id)).toEqual([]);

    await runTrial({ trialId: id }, never);
    expect(await ledgerOf(id)).toHaveLength(1);
    expect((await billed()).calls).toBe(1);
    const [cell] = await db().select().from(trialCells).where(eq(trialCells.trialId, id));
    expect(cell).toMatchObject({ status: "succeeded", calls: 1, steps: null, inFlight: null });
    expect(cell?.output).not.toBeNull();
    expect(sumAmounts([cell?.cost ?? "0"])).toBe(await settledOf(id));
  });

  test("whose worker is asked to stop keeps what ends in time and hands the rest on", async () => {
    const { id } = await launch(
      { headers: { "x-sandbox-latency-ms": "100" }, limits: { concurrency: 2 } },
      9,
    );
    const stopping = new AbortController();
    const run = runTrial({ trialId: id }, stopping.signal);
    await until(async () => (await endedSeqs(id)).length >= 2);
    stopping.abort();
    await run;
    const halted = await api().trials.get({ id });
    expect(halted.status).toBe("running");
    expect(halted.counts.pending).toBeGreaterThan(0);
    const [waiting] = await db().execute<{ count: number }>(
      sql`select count(*)::int as count from queue.job where name = 'trials.run' and data->>'trialId' = ${id} and state = 'created'`,
    );
    expect(waiting?.count).toBe(2);
    await runTrial({ trialId: id }, never);
    const trial = await api().trials.get({ id });
    expect(trial.counts.succeeded).toBe(9);
    expect(trial.unknownSpend).toEqual([]);
    expect(await settledOf(id)).toBe((await billed()).amount);
  });

  test("that lost its job to another run puts no further job beside it, and ends nothing", async () => {
    const { id } = await launch(
      { headers: { "x-sandbox-latency-ms": "100" }, limits: { concurrency: 2 } },
      9,
    );
    const before = await waitingJobs(id);
    const lost = new AbortController();
    const run = runTrial({ trialId: id }, lost.signal);
    await until(async () => (await endedSeqs(id)).length >= 2);
    lost.abort(LOST);
    await run;
    expect(await waitingJobs(id)).toBe(before);
    expect((await api().trials.get({ id })).status).toBe("running");
    await runTrial({ trialId: id }, never);
    expect((await api().trials.get({ id })).counts.succeeded).toBe(9);
  });

  test("that another run has taken over while its worker stops puts no further job beside it", async () => {
    const { id } = await launch(
      { headers: { "x-sandbox-latency-ms": "300" }, limits: { concurrency: 1 } },
      4,
    );
    const before = await waitingJobs(id);
    const stopping = new AbortController();
    const run = runTrial({ trialId: id }, stopping.signal);
    await until(async () => (await api().trials.get({ id })).counts.running > 0);
    await db()
      .update(trials)
      .set({ fence: sql`${trials.fence} + 1` })
      .where(eq(trials.id, id));
    stopping.abort();
    await run;
    expect(await waitingJobs(id)).toBe(before);
  });

  test("whose model went away while a cell waited keeps what the cell had paid", async () => {
    const provider = await startProvider({
      behave: ({ prompt, isRepair }) => {
        if (isRepair) return { do: "fail", status: 429, headers: { "retry-after": "30" } };
        if (/Perfume 1\b/.test(prompt))
          return { do: "answer", text: JSON.stringify({ title: "x".repeat(50) }) };
        return { do: "fail", status: 402, afterMs: 1_500 };
      },
    });
    const { datasetId, templateVersionId, modelId } = await makeMaterials({
      providerUrl: provider.url,
      rows: 2,
      maxLength: 10,
      limits: { concurrency: 2 },
    });
    const { id } = await api().trials.launch({
      datasetId,
      variants: [{ templateVersionId, modelId }],
      sample: { size: 2, method: "first" },
    });
    await runTrial({ trialId: id }, never);
    await provider.stop();
    const { cells } = await api().trials.get({ id });
    const [waited, told] = [1, 2].map((row) => cells.find(({ rowNumber }) => rowNumber === row));
    expect(told?.failure?.code).toBe("provider_exhausted");
    expect(waited).toMatchObject({ status: "failed", failure: { code: "provider_exhausted" } });
    expect(waited?.cost?.amount).toBe(provider.bill());
    expect(await settledOf(id)).toBe(provider.bill());
  });

  test("ends at once where its model is closed for long, and says till when", async () => {
    const { id, job } = await launch({ limits: { rpm: 600, concurrency: 2 } }, 4);
    await noteThrottled(db(), job.modelId, 900_000, 2 * 3_600_000);
    const startedAt = Date.now();
    await runTrial({ trialId: id }, never);
    expect(Date.now() - startedAt).toBeLessThan(10_000);
    const trial = await api().trials.get({ id });
    expect(trial).toMatchObject({ status: "failed", counts: { failed: 4 } });
    for (const { failure } of trial.cells)
      expect(failure).toMatchObject({ code: "provider_full", params: { minutes: 120 } });
    expect((await billed()).calls).toBe(0);
    // Somebody opened it: the same trial launched anew runs.
    await openModels(db(), [job.modelId]);
    const { datasetId, templateVersionId, modelId } = job;
    const again = await api().trials.launch({
      datasetId,
      variants: [{ templateVersionId, modelId }],
      sample: { size: 4, method: "first" },
    });
    await runTrial({ trialId: again.id }, never);
    expect((await api().trials.get({ id: again.id })).counts.succeeded).toBe(4);
  });

  test("that is cancelled begins no new call; calls under way are kept and paid", async () => {
    const { id } = await launch(
      { headers: { "x-sandbox-latency-ms": "120" }, limits: { concurrency: 2 } },
      9,
    );
    const run = runTrial({ trialId: id }, never);
    await until(async () => (await endedSeqs(id)).length >= 2);
    await api().trials.cancel({ id });
    await run;
    const trial = await api().trials.get({ id });
    expect(trial.status).toBe("cancelled");
    expect(trial.finishedAt).not.toBeNull();
    expect(trial.counts.skipped).toBeGreaterThan(0);
    expect(trial.counts.running + trial.counts.pending).toBe(0);
    expect(await settledOf(id)).toBe((await billed()).amount);
  });

  test("that is cancelled gives up calls that do not end, and they are in the ledger as unknown", async () => {
    const { id } = await launch(
      { headers: { "x-sandbox-latency-ms": "20000" }, limits: { concurrency: 2 } },
      4,
    );
    const run = runTrial({ trialId: id }, never);
    await until(async () => (await api().trials.get({ id })).counts.running === 2);
    const cancelledAt = Date.now();
    await api().trials.cancel({ id });
    await run;
    expect(Date.now() - cancelledAt).toBeLessThan(10_000);
    const trial = await api().trials.get({ id });
    expect(trial).toMatchObject({ status: "cancelled", counts: { running: 0, pending: 0 } });
    expect((await ledgerOf(id)).map(({ kind, outcome }) => [kind, outcome])).toEqual(
      Array(2).fill(["unknown", "aborted"]),
    );
  });

  test("streams its cells as they change, with the text so far", async () => {
    const { id } = await launch(
      { headers: { "x-sandbox-latency-ms": "900" }, limits: { concurrency: 2 } },
      4,
    );
    const run = runTrial({ trialId: id }, never);
    const seen = new Map<number, string>();
    let sawPartialText = false;
    for await (const change of await api().trials.events({ id })) {
      for (const cell of change.cells) {
        seen.set(cell.seq, cell.status);
        sawPartialText ||= (cell.partialText ?? "") !== "";
      }
      if (change.hasEnded) break;
    }
    await run;
    expect([...seen.values()]).toEqual(Array(4).fill("succeeded"));
    expect(sawPartialText).toBe(true);
  });

  test("of a draft tries the draft as it was at the launch", async () => {
    const { id, job } = await launch({ versionState: "draft" }, 2);
    await db().execute(
      sql`update template_versions set outputs = '[{"name": "other", "type": "text"}]' where id = ${job.templateVersionId}`,
    );
    await runTrial({ trialId: id }, never);
    const trial = await api().trials.get({ id });
    expect(Object.keys(trial.cells[0]?.output ?? {})).toEqual(["title", "description"]);
    expect(trial.variants[0]).toMatchObject({ isDraft: true, templateName: "Perfume copy", simulated: true });
  });

  test("whose provider refuses says so in every cell and costs nothing", async () => {
    const { id } = await launch({ headers: { authorization: "Bearer invalid" } }, 3);
    await runTrial({ trialId: id }, never);
    const trial = await api().trials.get({ id });
    expect(trial.status).toBe("failed");
    expect(trial.cells[0]?.failure?.code).toBe("provider_key_refused");
    expect(trial.spent.every((amount) => amount.amount === "0")).toBe(true);
  });

  describe("is refused", () => {
    const ask = async (
      options: Parameters<typeof makeSandboxJob>[1],
      change: Record<string, unknown> = {},
      actor = operator,
    ) => {
      const { datasetId, templateVersionId, modelId } = await makeSandboxJob(db(), options);
      const body = {
        datasetId,
        variants: [{ templateVersionId, modelId }],
        sample: { size: 5, method: "random" as const },
        ...change,
      };
      return api(actor).trials.launch(body);
    };

    test("when a price is unknown", () => expect(ask({ priceless: true })).rejects.toThrow("unknown_price"));
    test("when the dataset has no rows", () => expect(ask({ rows: [] })).rejects.toThrow("empty_dataset"));
    test("when the dataset lacks an input, naming it", async () => {
      const refusal = await ask({ rows: [{ name: "A" }] }).catch((error) => error);
      expect(refusal).toMatchObject({ code: "inputs_not_in_dataset", data: { params: { inputs: "notes" } } });
    });
    test("when it would make more than 200 calls", () =>
      expect(
        ask({ rows: perfumes(150) }, { sample: { size: 101, method: "first" }, languages: ["en", "de"] }),
      ).rejects.toThrow("trial_too_large"));
    test("with five variants", async () => {
      const { templateVersionId, modelId } = await makeSandboxJob(db());
      const variants = Array(5).fill({ templateVersionId, modelId });
      await expect(ask({}, { variants })).rejects.toThrow("trial_needs_variants");
    });
    test("to who may not run trials", () =>
      expect(ask({}, {}, { ...operator, roles: ["reviewer"] })).rejects.toThrow("forbidden"));
  });

  test("can be reckoned roughly before any call", async () => {
    const { datasetId, templateVersionId, modelId } = await makeSandboxJob(db(), { rows: perfumes(500) });
    const estimate = await api().trials.estimate({
      datasetId,
      variants: [{ templateVersionId, modelId }],
      sample: { size: 20, method: "random" },
    });
    expect(estimate).toMatchObject({ cells: 20, rows: 20, languages: ["en"] });
    expect(estimate.variants[0]?.whole).toMatchObject({ basis: "rough", items: 500 });
    expect((await billed()).calls).toBe(0);
  });

  async function waitingJobs(trialId: string): Promise<number> {
    const waiting = await db().execute(
      sql`select 1 from queue.job where name = 'trials.run' and data->>'trialId' = ${trialId} and state = 'created'`,
    );
    return waiting.length;
  }

  async function endedSeqs(trialId: string): Promise<number[]> {
    const cells = await db().select().from(trialCells).where(eq(trialCells.trialId, trialId));
    return cells.filter((cell) => cell.status === "succeeded").map((cell) => cell.seq);
  }

  test("is listed, the latest first", async () => {
    const { items } = await api().trials.list({ limit: 2 });
    const [latest] = await db().select({ id: trials.id }).from(trials).orderBy(sql`id desc`).limit(1);
    expect(items[0]?.id).toBe(latest?.id);
    expect(items[0]?.dataset.name).toBe("Perfumes");
  });
});

async function until(isSo: () => Promise<boolean>): Promise<void> {
  const deadline = Date.now() + 10_000;
  while (!(await isSo())) {
    if (Date.now() > deadline) throw new Error("It did not come.");
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
