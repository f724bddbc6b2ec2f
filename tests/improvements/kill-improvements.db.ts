import { createRouterClient } from "@orpc/server";
import { eq, inArray } from "drizzle-orm";
import { afterEach, beforeEach, expect, test } from "vitest";
import { db } from "#db/client.ts";
import { attempts } from "#db/schema/spend.ts";
import { trialCells } from "#db/schema/trials.ts";
import { router } from "#lib/api/router.ts";
import type { Actor } from "#lib/auth/actor.ts";
import { compareAmounts, sumAmounts } from "#lib/money.ts";
import { operator as launcher, until } from "#tests/batches/batch-fixture.ts";
import { databaseUrl } from "#tests/fixtures/database-url.ts";
import { describeOnDatabase } from "#tests/fixtures/describe-on-database.ts";
import { letHeartbeatsLapse } from "#tests/fixtures/let-heartbeats-lapse.ts";
import { type SeenRequest, startProvider, type TestProvider } from "#tests/fixtures/provider.ts";
import { startWorkerProcess, type WorkerProcess } from "#tests/fixtures/start-worker-process.ts";
import { type Done, makeRejectedBatch } from "./rejected-batch.ts";

const PATIENCE_MS = 180_000;
const operator: Actor = { ...launcher, roles: ["operator", "manager"], via: "session" };
const api = createRouterClient(router, { context: { actor: operator, locale: "en" as const } });

process.env.ENCRYPTION_KEY ??= Buffer.alloc(32, 7).toString("base64");

const RULE = "- Keep titles short.";
const PROPOSAL = {
  ...{ why: "Titles are too long.", cites: ["R1", "R2"] },
  changes: [{ section: "requirements", text: RULE }],
};
const DONE: Done[] = [
  ...Array.from(
    { length: 26 },
    (): Done => ({ do: "reject", reason: "format_or_length", note: "Too long!" }),
  ),
  ...Array.from({ length: 6 }, (): Done => ({ do: "approve" })),
];

describeOnDatabase("an improvement whose worker process is killed", (database) => {
  const workers: WorkerProcess[] = [];
  let provider: TestProvider;
  let proposerCalls = 0;
  /** How long calls are under way, by what they are for. */
  let lasts = { proposing: 0, trying: 0 };

  beforeEach(async ({ skip }) => {
    skip(database().kind === "embedded", "the embedded database serves one process");
    proposerCalls = 0;
    lasts = { proposing: 0, trying: 0 };
    provider = await startProvider({
      behave: ({ prompt }: SeenRequest) => {
        if (!prompt.includes('"rejections"')) {
          const title = prompt.includes(RULE) ? "Short" : "A title that goes on and on and is far too long";
          return { do: "answer", text: JSON.stringify({ title }), afterMs: lasts.trying };
        }
        proposerCalls++;
        return { do: "answer", text: JSON.stringify({ proposals: [PROPOSAL] }), afterMs: lasts.proposing };
      },
    });
  });
  afterEach(async () => {
    await Promise.all(workers.splice(0).map((worker) => worker.kill()));
    await provider?.stop();
  });
  const work = () => {
    const worker = startWorkerProcess({ DATABASE_URL: databaseUrl(database()) });
    workers.push(worker);
    return worker;
  };

  async function start() {
    const { templateId } = await makeRejectedBatch(
      {
        providerUrl: provider.url,
        limits: { concurrency: 2 },
        checks: [{ kind: "format", severity: "warn", fields: ["title"], maxLength: 20 }],
      },
      DONE,
    );
    const budgetCap = { amount: "0.5", currency: "USD" };
    const { id } = await api.improvements.start({ id: templateId, budgetCap });
    return { id, view: () => api.improvements.get({ id: templateId, improvementId: id }) };
  }

  type Started = Awaited<ReturnType<typeof start>>;

  async function ended({ view }: Started) {
    return until(async () => {
      const now = await view();
      return now.finishedAt ? now : null;
    }, PATIENCE_MS);
  }

  const entriesOf = (...ids: string[]) =>
    db()
      .select({ runId: attempts.runId, kind: attempts.kind, cost: attempts.cost, outcome: attempts.outcome })
      .from(attempts)
      .where(inArray(attempts.runId, ids));

  /** What the books say is what was billed: what is certain is no more than it, and with what is unknown no less. */
  async function expectBooksToHold({ spent, unknownSpend }: Awaited<ReturnType<Started["view"]>>) {
    await until(async () => provider.inFlight() === 0);
    const bill = provider.bill();
    expect(compareAmounts(spent.amount, bill)).toBeLessThanOrEqual(0);
    expect(compareAmounts(sumAmounts([spent.amount, unknownSpend.amount]), bill)).toBeGreaterThanOrEqual(0);
  }

  test("while the proposer writes goes on with another, which asks once more, and the lost call is unknown once", {
    timeout: PATIENCE_MS,
  }, async () => {
    lasts.proposing = 3_000;
    const started = await start();
    const first = work();
    await until(async () => provider.inFlight() === 1, PATIENCE_MS);
    await first.kill();
    await letHeartbeatsLapse();
    lasts.proposing = 0;
    work();
    const view = await ended(started);
    expect(view).toMatchObject({ status: "succeeded", conclusion: "better" });
    expect(proposerCalls).toBe(2);
    const entries = await entriesOf(started.id);
    expect(entries.map(({ kind, outcome }) => [kind, outcome]).sort()).toEqual([
      ["settled", "answered"],
      ["unknown", "worker_lost"],
    ]);
    await expectBooksToHold(view);
  });

  test("while its proposals are tried pays no answer twice, and asks the proposer no more", {
    timeout: PATIENCE_MS,
  }, async () => {
    lasts.trying = 250;
    const started = await start();
    const first = work();
    const paidCells = async () => {
      const { trialId } = await started.view();
      return trialId ? (await entriesOf(trialId)).length : 0;
    };
    await until(async () => (await paidCells()) >= 5, PATIENCE_MS);
    await first.kill();
    const underWay = provider.inFlight();
    const paidBefore = await paidCells();
    await letHeartbeatsLapse();
    lasts.trying = 0;
    work();
    const view = await ended(started);
    expect(view).toMatchObject({ status: "succeeded", conclusion: "better" });
    expect(proposerCalls).toBe(1);
    const trialId = view.trialId ?? "";
    const cells = await db().select().from(trialCells).where(eq(trialCells.trialId, trialId));
    const entries = await entriesOf(trialId);
    const lost = entries.filter(({ kind }) => kind === "unknown");
    // One answer a cell is paid for, and beside that only what was under way when it was killed.
    expect(entries.length - lost.length).toBe(cells.length);
    expect(lost.length).toBeLessThanOrEqual(2);
    expect(provider.requests()).toBeLessThanOrEqual(1 + cells.length + Math.max(underWay, lost.length));
    expect(paidBefore).toBeLessThan(cells.length);
    await expectBooksToHold(view);
  });
});
