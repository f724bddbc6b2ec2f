import { and, asc, eq } from "drizzle-orm";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { db } from "#db/client.ts";
import { readSteps } from "#db/queries/batches/item-steps.ts";
import { models, prices, providers } from "#db/schema/models.ts";
import { attempts } from "#db/schema/spend.ts";
import { feedBatch } from "#lib/batches/run/feed-batch.ts";
import { runChunk } from "#lib/batches/run/run-chunk.ts";
import type { Verdict } from "#lib/checks/verdict.ts";
import { explainItem } from "#lib/explanations/explain-item.ts";
import { newId } from "#lib/new-id.ts";
import { type RunningSandbox, startSandbox } from "#lib/sandbox/start-sandbox.ts";
import type { CheckSpec } from "#lib/templates/check-spec.ts";
import { type EvaluatorSpec, evaluatorSpecSchema } from "#lib/templates/evaluator-spec.ts";
import { describeOnDatabase } from "#tests/fixtures/describe-on-database.ts";
import {
  type Behaviour,
  type SeenRequest,
  startProvider,
  type TestProvider,
} from "#tests/fixtures/provider.ts";
import { booksOf, launch, type MaterialOptions, makeMaterials, operator, until } from "./batch-fixture.ts";

const never = new AbortController().signal;
const judge = (name: string, rubric: string): EvaluatorSpec =>
  evaluatorSpecSchema.parse({ name, kind: "judge", rubric, modelId: "" });
const asksJudge = (evaluator: string): CheckSpec => ({ kind: "judge", evaluator, severity: "warn" });

/** Whether a request asks a judge of this rubric, rather than for a title. */
const judges = ({ prompt }: SeenRequest, rubric = "") => prompt.includes(`Rubric:\n${rubric}`);
const title: Behaviour = { do: "answer", text: '{"title":"A round fig"}' };
const rated = (score: number): Behaviour => ({
  do: "answer",
  text: JSON.stringify({ reason: `It is worth ${score}.`, score }),
});

describeOnDatabase("checks of a batch that ask models", () => {
  let provider: TestProvider;
  let sandbox: RunningSandbox;
  beforeAll(async () => {
    provider = await startProvider();
    sandbox = await startSandbox();
    process.env.SANDBOX_URL = sandbox.url;
  });
  afterAll(async () => {
    delete process.env.SANDBOX_URL;
    await Promise.all([provider.stop(), sandbox.close()]);
  });
  beforeEach(() => provider.behave((seen) => (judges(seen) ? rated(2) : title)));

  async function made(options: Partial<MaterialOptions> = {}, cap = "1000"): Promise<string> {
    const materials = await makeMaterials({ providerUrl: provider.url, rows: 1, ...options });
    // Tests ask the same: no answer is to be another's.
    const terms = { cache: false, budgetCap: { amount: cap, currency: "USD" } };
    const batchId = await launch(materials, terms);
    await db().transaction((tx) => feedBatch(tx, batchId));
    return batchId;
  }

  const work = (batchId: string) => runChunk({ batchId, number: 0 }, never);
  const verdictsOf = async (batchId: string): Promise<Verdict[]> =>
    (await booksOf(batchId)).items.flatMap(({ checks }) => checks as Verdict[]);
  const ledgerOf = (batchId: string) =>
    db()
      .select({ step: attempts.step, purpose: attempts.purpose, kind: attempts.kind })
      .from(attempts)
      .where(and(eq(attempts.runKind, "batch"), eq(attempts.runId, batchId)))
      .orderBy(asc(attempts.step), asc(attempts.at));

  async function moderator(): Promise<string> {
    const [providerId, modelId] = [newId(), newId()];
    await db().insert(providers).values({ id: providerId, name: "Sandbox", kind: "sandbox" });
    await db()
      .insert(models)
      .values({ id: modelId, providerId, name: "sandbox-moderation", kind: "moderation" });
    const free = { inputPerMTok: "0", outputPerMTok: "0" };
    await db()
      .insert(prices)
      .values({ id: newId(), modelId, effectiveFrom: new Date(0), currency: "USD", ...free });
    return modelId;
  }

  test("a judge's call is in the ledger as a check, on the batch's cap, and its verdict waits for a person", async () => {
    const batchId = await made({ evaluators: [judge("tone", "Calm.")], checks: [asksJudge("tone")] });
    const before = Number(provider.bill());
    await work(batchId);
    expect(await ledgerOf(batchId)).toEqual([
      { step: 0, purpose: "generate", kind: "settled" },
      { step: 1, purpose: "check", kind: "settled" },
    ]);
    const { items, batch } = await booksOf(batchId);
    expect(Number(batch.spent)).toBeCloseTo(Number(provider.bill()) - before, 12);
    expect(batch.reserved).toBe("0");
    expect(items).toMatchObject([{ state: "succeeded", reviewState: "pending", attempts: 2 }]);
    expect(await verdictsOf(batchId)).toMatchObject([
      {
        kind: "judge",
        verdict: "warn",
        message: { code: "judge_failed", params: { judge: "tone", score: 2, reason: "It is worth 2." } },
        evidence: { by: "model", agreement: { n: 0, low: null } },
      },
    ]);
  });

  test('"why this text" tells what the judge was asked and what it said, word for word', async () => {
    const batchId = await made({ evaluators: [judge("tone", "Calm.")], checks: [asksJudge("tone")] });
    await work(batchId);
    const told = await explainItem({ ...operator, roles: ["operator", "manager"] }, batchId, 0);
    if (!told.ok) throw new Error(told.refusal.code);
    const { steps, calls } = told.value;
    expect(steps.map(({ name, kind }) => [name, kind])).toEqual([
      ["output", "generate"],
      ["judge tone", "judge"],
    ]);
    expect(steps[1]?.gave).toEqual({ said: { score: 2, reason: "It is worth 2." } });
    expect(calls[1]).toMatchObject({ purpose: "check", sentAs: "as-sent", answer: { place: "kept" } });
    expect(calls[1]?.messages?.[1]?.content).toContain('<output>\n{"title":"A round fig"}\n</output>');
  });

  test("a worker that is killed leaves what is written and judged: only the call in flight is paid again", async () => {
    const evaluators = [judge("tone", "Calm."), judge("facts", "True.")];
    const batchId = await made({ evaluators, checks: [asksJudge("tone"), asksJudge("facts")] });
    let [written, calm, hanging] = [0, 0, 0];
    provider.behave((seen) => {
      if (!judges(seen)) written++;
      if (judges(seen, "Calm.")) calm++;
      if (!judges(seen, "True.")) return judges(seen) ? rated(5) : title;
      hanging++;
      return hanging === 1 ? { ...rated(1), afterMs: 3_000 } : rated(4);
    });
    const lost = work(batchId);
    await until(
      async () => hanging === 1 && ((await readSteps(db(), batchId, [0])).get(0)?.length ?? 0) === 2,
    );
    await work(batchId);
    await lost;
    expect([written, calm, hanging]).toEqual([1, 1, 2]);
    expect(await ledgerOf(batchId)).toEqual([
      { step: 0, purpose: "generate", kind: "settled" },
      { step: 1, purpose: "check", kind: "settled" },
      { step: 2, purpose: "check", kind: "unknown" },
      { step: 2, purpose: "check", kind: "settled" },
    ]);
    expect((await verdictsOf(batchId)).map(({ message }) => message.params.score)).toEqual([5, 4]);
  });

  test("a judge that its provider refuses was not run: its output is kept and waits for a person", async () => {
    const batchId = await made({
      rows: 3,
      evaluators: [judge("tone", "Calm.")],
      checks: [asksJudge("tone")],
    });
    provider.behave((seen) => (judges(seen) ? { do: "fail", status: 403, body: "no such thing" } : title));
    const before = provider.requests();
    await work(batchId);
    const { items, batch } = await booksOf(batchId);
    expect(batch.state).not.toBe("paused");
    expect(items.map(({ state, reviewState }) => [state, reviewState])).toEqual(
      Array.from({ length: 3 }, () => ["succeeded", "pending"]),
    );
    expect(provider.requests() - before).toBe(6);
    for (const verdict of await verdictsOf(batchId))
      expect(verdict).toMatchObject({ kind: "judge", verdict: "warn", message: { code: "check_not_run" } });
  });

  test("what a judge would pass over the cap is not asked: the batch pauses with its outputs kept, and goes on", async () => {
    const options = { evaluators: [judge("tone", "Calm.")], checks: [asksJudge("tone")] };
    // Room for the title, and not for the judge beside it.
    const batchId = await made(options, "0.00045");
    await work(batchId);
    const { batch, items } = await booksOf(batchId);
    expect(batch).toMatchObject({ state: "paused", pausedFor: { code: "over_budget" }, reserved: "0" });
    expect(Number(batch.spent)).toBeLessThanOrEqual(0.00045);
    expect(items).toEqual([]);
    expect((await readSteps(db(), batchId, [0])).get(0)).toMatchObject([
      { output: { title: "A round fig" } },
    ]);
  });

  test("the provider's moderation says what it finds at its text, for nothing", async () => {
    const modelId = await moderator();
    provider.behave(() => ({ do: "answer", text: '{"title":"I will kill you"}' }));
    const batchId = await made({ checks: [{ kind: "moderation", severity: "block", modelId }] });
    await work(batchId);
    expect(await verdictsOf(batchId)).toMatchObject([
      {
        ...{ kind: "moderation", verdict: "block", field: "title" },
        evidence: { by: "model", categories: ["violence"] },
      },
    ]);
    expect((await ledgerOf(batchId))[1]).toEqual({ step: 1, purpose: "check", kind: "settled" });
  });

  test("a second look at claims is paid only where there are flags, and lowers one that the row supports", async () => {
    const claims = { evaluators: [], checks: [] as CheckSpec[] };
    const materials = { rows: 1, valuesOf: () => ({ name: "Pouch of washed linen from our mill in Como" }) };
    const asksAgain = ({ prompt }: SeenRequest) => prompt.includes("<flags>");
    let asked = 0;
    const answer =
      (text: string) =>
      (seen: SeenRequest): Behaviour => {
        if (!asksAgain(seen)) return { do: "answer", text: JSON.stringify({ title: text }) };
        asked++;
        const supported = [{ number: 1, column: "name", quote: "our mill in Como" }];
        return { do: "answer", text: JSON.stringify({ supported }) };
      };
    const looking = await makeMaterials({ providerUrl: provider.url, ...materials });
    const check: CheckSpec = { kind: "claims", severity: "block", modelId: looking.modelId };
    provider.behave(answer("Pouch"));
    const plain = await made({ ...claims, ...materials, checks: [check] });
    await work(plain);
    expect(asked).toBe(0);
    provider.behave(answer("Pouch made in Italy"));
    const flagged = await made({ ...claims, ...materials, checks: [check] });
    await work(flagged);
    expect(asked).toBe(1);
    expect(await verdictsOf(flagged)).toMatchObject([
      {
        kind: "claims",
        verdict: "pass",
        message: { code: "claim_supported" },
        evidence: { by: "model", was: "block" },
      },
    ]);
  });
});
