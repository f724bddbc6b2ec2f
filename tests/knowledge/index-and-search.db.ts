import { eq, sql } from "drizzle-orm";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { db } from "#db/client.ts";
import { documents, indexCalls, passages, passageVectors } from "#db/schema/knowledge.ts";
import { attempts, budgets } from "#db/schema/spend.ts";
import type { Actor } from "#lib/auth/actor.ts";
import { IndexCallAccount } from "#lib/calls/index-account.ts";
import { runIndexDocument } from "#lib/knowledge/index-document.ts";
import { runFillVectors } from "#lib/knowledge/ready-vectors.ts";
import { retrievePassages } from "#lib/knowledge/retrieve-passages.ts";
import { loadCallableModel } from "#lib/models/callable-model.ts";
import { meterOf } from "#lib/models/meter.ts";
import { costOf, type Price } from "#lib/models/price.ts";
import { compareAmounts, sumAmounts } from "#lib/money.ts";
import { newId } from "#lib/new-id.ts";
import { type RunningSandbox, startSandbox } from "#lib/sandbox/start-sandbox.ts";
import { sleep } from "#lib/sleep.ts";
import { describeOnBothDatabases } from "#tests/fixtures/describe-on-both-databases.ts";
import { temporaryFolder } from "#tests/fixtures/temporary-folder.ts";
import { misbehavingServer } from "#tests/models/misbehaving-server.ts";
import { apiOf, makeEmbeddingModel, operator, received } from "./knowledge-fixture.ts";

process.env.DATA_DIR = temporaryFolder();
const never = new AbortController().signal;
const price = { inputPerMTok: "0.02", cachedInputPerMTok: null, outputPerMTok: "0", perImage: null } as Price;

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
  return { amount: costOf(meterOf(total), price), calls: total.calls };
}

async function collection(options: Parameters<typeof makeEmbeddingModel>[1] = {}, cap?: string) {
  const embeddingModelId = await makeEmbeddingModel(db(), options);
  const { id } = await apiOf().collections.create({
    name: "Care",
    embeddingModelId,
    ...(cap && { budgetCap: { amount: cap, currency: "USD" } }),
  });
  return { id, embeddingModelId };
}

async function queue(id: string, fileName: string, content: string | Buffer, metadata = {}) {
  const file = await received(fileName, content);
  return (await apiOf(operator, file).collections.documents.add({ id, metadata })).id;
}

async function add(id: string, fileName: string, content: string | Buffer, metadata = {}) {
  const documentId = await queue(id, fileName, content, metadata);
  await runIndexDocument({ documentId }, never);
  return apiOf().collections.documents.get({ id, documentId });
}

const ledgerOf = (id: string) => db().select().from(attempts).where(eq(attempts.runId, id));
const GUIDE = [
  "# Wool\n\nWash woollen jumpers by hand in cold water and dry them flat.",
  "# Silk\n\nDry clean only. Never iron silk without a cloth.",
  "# Leather\n\nWipe leather with a damp cloth and feed it twice a year.",
];

describeOnBothDatabases("a collection of documents", (database) => {
  const hasVectors = () => database().kind === "embedded";

  test("indexes a document, pays exactly what was billed, and finds its passages with why", async () => {
    const { id } = await collection();
    const document = await add(id, "care.md", GUIDE.join("\n\n"), { brand: "Acme" });
    expect(document).toMatchObject({
      status: "ready",
      isFound: true,
      failure: null,
      progress: { read: true, passages: 3, embedded: 3 },
    });
    const bill = await billed();
    expect(document.cost).toEqual({ amount: bill.amount, currency: "USD" });
    expect(await ledgerOf(id)).toMatchObject([{ runKind: "index", purpose: "embed", kind: "settled" }]);

    const found = await apiOf().collections.search({ id, query: "how do I wash wool in water?", limit: 2 });
    expect(found.mode).toBe(hasVectors() ? "hybrid" : "text");
    expect(found.notice?.code ?? null).toBe(hasVectors() ? null : "extension_missing");
    expect(found.passages[0]).toMatchObject({
      section: "Wool",
      document: { id: document.id, name: "care.md", metadata: { brand: "Acme" } },
      byWords: { rank: 1, matched: expect.arrayContaining(["wash", "water", "wool"]) },
      byMeaning: hasVectors() ? { rank: 1 } : null,
    });
    const words = await apiOf().collections.search({ id, query: "iron silk", mode: "text" });
    expect(words.passages.map(({ section }) => section)).toEqual(["Silk"]);
    expect(words.notice).toBeNull();

    const read = await apiOf().collections.get({ id });
    expect(read.vectors.ready).toBe(hasVectors());
    const settled = sumAmounts((await ledgerOf(id)).map(({ cost }) => cost));
    expect(read.spent.amount).toBe(settled);
    expect((await billed()).amount).toBe(settled);
  });

  test("a question that was asked lately is not paid again, and one by vectors alone says what is missing", async () => {
    const { id } = await collection();
    await add(id, "care.md", GUIDE.join("\n\n"));
    const before = (await billed()).calls;
    const ask = () => apiOf().collections.search({ id, query: "leather shoes", mode: "vector" });
    if (!hasVectors()) {
      await expect(ask()).rejects.toMatchObject({ data: { code: "extension_missing" } });
      return;
    }
    const first = await ask();
    expect(first.passages[0]?.section).toBe("Leather");
    expect(first.passages[0]?.score).toBeGreaterThan(first.passages[1]?.score ?? 1);
    await ask();
    expect((await billed()).calls).toBe(before + 1);
  });

  test("tables that were lost, as after a restore, are made again from what was paid", async () => {
    if (!hasVectors()) return;
    const { id } = await collection();
    await add(id, "care.md", GUIDE.join("\n\n"));
    await db().execute(sql.raw(`drop table knowledge_vectors.c_${id.replaceAll("-", "")}`));
    const ask = () => apiOf().collections.search({ id, query: "silk" });
    expect(await ask()).toMatchObject({ mode: "text", notice: { code: "vectors_filling" } });
    const calls = (await billed()).calls;
    await runFillVectors({ collectionId: id }, never);
    expect(await ask()).toMatchObject({ mode: "hybrid", notice: null });
    // The question alone.
    expect((await billed()).calls).toBe(calls + 1);
  });

  test("finds Chinese, Japanese and Korean by parts of what has no spaces", async () => {
    const { id } = await collection();
    await add(id, "zh.md", "# 保养\n\n羊毛衫请用冷水手洗。\n\n# 皮革\n\n真皮每年护理两次。");
    await add(id, "ja.txt", "シルクのシャツはドライクリーニングのみ。");
    await add(id, "ko.txt", "가죽구두는 젖은 천으로 닦으세요.");
    const names = async (query: string) =>
      (await apiOf().collections.search({ id, query, mode: "text" })).passages.map(
        ({ document, section }) => `${document.name} ${section}`,
      );
    expect(await names("羊毛怎么洗")).toEqual(["zh.md 保养"]);
    expect(await names("シャツ")).toEqual(["ja.txt "]);
    expect(await names("구두")).toEqual(["ko.txt "]);
    expect(await names("!!!")).toEqual([]);
  });

  test("a document of the same name takes the place of the former, and only what is new is paid", async () => {
    const { id } = await collection();
    const before = await add(id, "care.md", GUIDE.join("\n\n"));
    await fetch(`${sandbox.url}/bill`, { method: "DELETE" });
    const queued = await queue(
      id,
      "care.md",
      [GUIDE[0], GUIDE[1], "# Linen\n\nIron while damp."].join("\n\n"),
    );
    const still = await apiOf().collections.search({ id, query: "leather", mode: "text" });
    expect(still.passages).toHaveLength(1);
    await runIndexDocument({ documentId: queued }, never);
    const { items } = await apiOf().collections.documents.list({ id });
    expect(items.map((document) => document.id)).toEqual([queued]);
    const bill = await billed();
    expect(bill.calls).toBe(1);
    expect(compareAmounts(bill.amount, before.cost.amount)).toBe(-1);
    const gone = await apiOf().collections.search({ id, query: "leather", mode: "text" });
    expect(gone.passages).toEqual([]);
    const [vectors] = await db()
      .select({ count: sql<number>`count(*)::int` })
      .from(passageVectors)
      .where(eq(passageVectors.collectionId, id));
    expect(vectors?.count).toBe(3);
    await add(id, "care.md", [GUIDE[0], GUIDE[1], "# Linen\n\nIron while damp."].join("\n\n"));
    expect((await billed()).calls).toBe(1);
  });

  test("a document that cannot be read says why, and the former stays", async () => {
    const { id } = await collection();
    await add(id, "care.docx.md", GUIDE[0] ?? "");
    const failed = await add(id, "care.docx.md", " ");
    expect(failed).toMatchObject({ status: "failed", isFound: false, failure: { code: "document_empty" } });
    expect(failed.failure?.message).toMatch(/text/);
    const found = await apiOf().collections.search({ id, query: "wool", mode: "text" });
    expect(found.passages).toHaveLength(1);
    // What never was ready goes when the next one comes.
    await queue(id, "care.docx.md", GUIDE[1] ?? "");
    expect((await apiOf().collections.documents.list({ id, status: "failed" })).items).toEqual([]);
  });

  test("what a killed worker had under way is charged once as unknown, and nothing that was kept is asked again", async () => {
    const { id, embeddingModelId } = await collection();
    const content = Array.from({ length: 200 }, (_, index) => `# Part ${index}\n\nText number ${index}.`);
    const documentId = await queue(id, "long.md", content.join("\n\n"));
    const killed = new AbortController();
    // It is stopped as soon as something of it is kept…
    const stopped = runIndexDocument({ documentId }, killed.signal);
    const isKept = () =>
      db().select().from(passageVectors).where(eq(passageVectors.collectionId, id)).limit(1);
    while ((await isKept()).length === 0) await sleep(5, undefined);
    killed.abort();
    await stopped;
    // …and another call is under way when the process is gone.
    const model = await loadCallableModel(db(), embeddingModelId);
    if (!model.ok) throw new Error(model.refusal.code);
    await db().update(documents).set({ status: "indexing" }).where(eq(documents.id, documentId));
    const [held] = await db().select().from(documents).where(eq(documents.id, documentId));
    const account = new IndexCallAccount(
      {
        collectionId: id,
        memberId: operator.memberId,
        currency: "USD",
        document: { id: documentId, fence: held?.fence ?? 0 },
      },
      async () => {},
      never,
    );
    const key = { seq: 0, step: 0, call: 0, purpose: "embed" as const, fallback: false };
    await account.reserve({ key, amount: "0.5", counted: 1, tokens: 1, longestAnswer: 0 }, model.value);
    expect(await db().select().from(indexCalls).where(eq(indexCalls.collectionId, id))).toHaveLength(1);

    await runIndexDocument({ documentId }, never);
    const document = await apiOf().collections.documents.get({ id, documentId });
    expect(document).toMatchObject({ status: "ready", progress: { passages: 200, embedded: 200 } });
    const entries = await ledgerOf(id);
    const settled = entries.filter(({ kind }) => kind === "settled");
    expect(sumAmounts(settled.map(({ cost }) => cost))).toBe((await billed()).amount);
    expect(entries.filter(({ kind }) => kind === "unknown").map(({ cost }) => Number(cost))).toEqual([0.5]);
    // Two hundred texts in calls of sixty-four: each was asked for once.
    expect((await billed()).calls).toBe(4);
    const after = await apiOf().collections.get({ id });
    expect(after.unknownSpend.amount).toBe("0.5");
    expect(await db().select().from(indexCalls).where(eq(indexCalls.collectionId, id))).toEqual([]);
  });

  test("a cap that is reached stops it, and after it is raised only the rest is paid", async () => {
    const { id } = await collection({}, "0.0000001");
    const stopped = await add(id, "care.md", GUIDE.join("\n\n"));
    expect(stopped).toMatchObject({ status: "failed", failure: { code: "collection_cap_reached" } });
    expect((await billed()).calls).toBe(0);
    await apiOf().collections.change({ id, budgetCap: { amount: "1", currency: "USD" } });
    await apiOf().collections.documents.retry({ id, documentId: stopped.id });
    await runIndexDocument({ documentId: stopped.id }, never);
    expect(await apiOf().collections.documents.get({ id, documentId: stopped.id })).toMatchObject({
      status: "ready",
    });
    expect((await billed()).calls).toBe(1);
  });

  test("a budget above it counts what it spends, and holds it back", async () => {
    const { id, embeddingModelId } = await collection();
    const budget = await apiOf().budgets.create({
      name: `Tight ${newId()}`,
      amount: { amount: "0.00000001", currency: "USD" },
      timeZone: "UTC",
      scope: { kind: "model", id: embeddingModelId },
    } as never);
    const stopped = await add(id, "care.md", GUIDE.join("\n\n"));
    expect(stopped).toMatchObject({ status: "failed", failure: { code: "over_budget" } });
    await db().delete(budgets).where(eq(budgets.id, budget.id));
  });

  test("another model embeds everything anew: vectors of two lengths never meet", async () => {
    const { id } = await collection();
    const { id: documentId } = await add(id, "care.md", GUIDE.join("\n\n"));
    expect((await apiOf().collections.get({ id })).dimensions).toBe(256);
    const server = await misbehavingServer((response) => {
      response.setHeader("content-type", "application/json");
      const { input } = JSON.parse(server.bodies.at(-1) ?? "{}") as { input: string[] };
      const data = input.map((_, index) => ({ object: "embedding", index, embedding: [1, index + 1, 0.5] }));
      const usage = { prompt_tokens: 10, total_tokens: 10 };
      response.end(JSON.stringify({ object: "list", data, model: "m", usage }));
    });
    const other = await makeEmbeddingModel(db(), { kind: "openai-compatible", baseUrl: server.baseUrl });
    const estimate = await apiOf().collections.estimate({ id, embeddingModelId: other });
    expect(estimate.texts).toBe(3);
    await apiOf().collections.change({ id, embeddingModelId: other });
    const meanwhile = await apiOf().collections.search({ id, query: "silk" });
    expect(meanwhile.mode).toBe("text");
    expect(meanwhile.passages).toHaveLength(1);
    await runIndexDocument({ documentId }, never);
    expect((await apiOf().collections.get({ id })).dimensions).toBe(3);
    const kept = await db().select().from(passageVectors).where(eq(passageVectors.collectionId, id));
    expect(kept.map(({ embedding }) => embedding.length)).toEqual([3, 3, 3]);
    await server.close();
  });

  test("a provider that takes ten texts at once gets no more, and one that answers in another length is refused", async () => {
    let length = 4;
    const server = await misbehavingServer((response) => {
      const { input } = JSON.parse(server.bodies.at(-1) ?? "{}") as { input: string[] };
      response.setHeader("content-type", "application/json");
      if (input.length > 10) {
        response.statusCode = 400;
        response.end(
          JSON.stringify({ error: { message: "batch size is invalid, it should not be larger than 10." } }),
        );
        return;
      }
      const data = input.map((text, index) => ({
        object: "embedding",
        index,
        embedding: Array.from({ length }, (_, at) => text.length + at),
      }));
      const usage = { prompt_tokens: input.length, total_tokens: input.length };
      response.end(JSON.stringify({ object: "list", data, model: "m", usage }));
    });
    const { id } = await collection({ kind: "openai-compatible", baseUrl: server.baseUrl });
    const content = Array.from({ length: 70 }, (_, index) => `# Part ${index}\n\nText ${"x".repeat(index)}.`);
    const document = await add(id, "long.md", content.join("\n\n"));
    expect(document.failure).toBeNull();
    expect(document).toMatchObject({ status: "ready", progress: { passages: 70, embedded: 70 } });
    const settled = (await ledgerOf(id)).filter(({ kind }) => kind === "settled");
    expect(settled.reduce((sum, { inputTokens }) => sum + inputTokens, 0)).toBe(70);
    length = 5;
    const other = await add(id, "other.md", "# New\n\nSomething else.");
    expect(other).toMatchObject({ status: "failed", failure: { code: "embedding_length" } });
    await server.close();
  });

  test("a provider that answers too many texts with success and no vector is asked for fewer", async () => {
    const server = await misbehavingServer((response) => {
      const { input } = JSON.parse(server.bodies.at(-1) ?? "{}") as { input: string[] };
      const data = input.map((text, index) => ({ object: "embedding", index, embedding: [text.length, 1] }));
      response.setHeader("content-type", "application/json");
      response.end(JSON.stringify({ object: "list", model: "m", ...(input.length <= 10 && { data }) }));
    });
    const { id } = await collection({ kind: "openai-compatible", baseUrl: server.baseUrl });
    const content = Array.from({ length: 30 }, (_, index) => `# Part ${index}\n\nText ${"x".repeat(index)}.`);
    expect(await add(id, "long.md", content.join("\n\n"))).toMatchObject({
      ...{ failure: null, status: "ready", progress: { passages: 30, embedded: 30 } },
    });
    await server.close();
  });

  test("searches among the documents that a filter fits", async () => {
    const { id } = await collection();
    await add(id, "a.md", "Wool of brand A.", { brand: "A", years: ["2025", "2026"], premium: true });
    await add(id, "b.md", "Wool of brand B.", { brand: "B'--", stars: 4 });
    await add(id, "c.md", "Wool of nobody.");
    const names = async (filter: object) => {
      const found = await apiOf().collections.search({ id, query: "wool", filter: filter as never });
      return found.passages.map(({ document }) => document.name).sort();
    };
    expect(await names({ all: [{ field: "brand", is: "equals", value: "A" }] })).toEqual(["a.md"]);
    expect(await names({ all: [{ field: "brand", is: "equals", value: "B'--" }] })).toEqual(["b.md"]);
    expect(await names({ all: [{ field: "brand", is: "not-equals", value: "A" }] })).toEqual([
      "b.md",
      "c.md",
    ]);
    expect(await names({ all: [{ field: "years", is: "equals", value: "2026" }] })).toEqual(["a.md"]);
    expect(await names({ all: [{ field: "premium", is: "equals", value: true }] })).toEqual(["a.md"]);
    expect(await names({ all: [{ field: "stars", is: "in", value: [3, 4] }] })).toEqual(["b.md"]);
    expect(await names({ all: [{ field: "brand", is: "missing" }] })).toEqual(["c.md"]);
    expect(
      await names({
        any: [
          { field: "brand", is: "contains", value: "b'" },
          { field: "years", is: "present" },
        ],
      }),
    ).toEqual(["a.md", "b.md"]);
  });

  test("says before it is indexed what a document costs, and then takes the same file", async () => {
    const { id } = await collection();
    const file = await received("care.md", GUIDE.join("\n\n"));
    const estimate = await apiOf(operator, file).collections.documents.estimate({ id });
    expect(estimate).toMatchObject({ passages: 3, newPassages: 3, simulated: true });
    expect((await billed()).calls).toBe(0);
    const { id: documentId } = await apiOf().collections.documents.add({ id, uploadId: estimate.uploadId });
    await runIndexDocument({ documentId }, never);
    const { cost } = await apiOf().collections.documents.get({ id, documentId });
    expect(Number(cost.amount)).toBeGreaterThan(0);
    expect(Number(cost.amount)).toBeLessThan(Number(estimate.cost.amount) * 2);
    const again = await apiOf(operator, await received("copy.md", GUIDE.join("\n\n")));
    expect(await again.collections.documents.estimate({ id })).toMatchObject({ newPassages: 0 });
  });

  test("an archived collection is gone with all that was made of it; its calls stay in the ledger", async () => {
    const { id } = await collection();
    const { id: documentId } = await add(id, "care.md", GUIDE.join("\n\n"));
    await apiOf().collections.archive({ id });
    await expect(apiOf().collections.get({ id })).rejects.toMatchObject({ status: 404 });
    expect(await db().select().from(passages).where(eq(passages.documentId, documentId))).toEqual([]);
    expect((await ledgerOf(id)).length).toBe(1);
    const question = { collectionId: id, memberId: operator.memberId, query: "x", limit: 1, filter: null };
    expect(await retrievePassages({ ...question, mode: "text" }, never)).toMatchObject({ ok: false });
  });

  test("who may not write is refused, and a model that makes no vectors is none", async () => {
    const reviewer: Actor = { memberId: newId(), name: "Rita", roles: ["reviewer"], via: "session" };
    const { id } = await collection();
    const text = await makeEmbeddingModel(db(), { modelKind: "text" });
    const priceless = await makeEmbeddingModel(db(), { priceless: true });
    const create = (embeddingModelId: string) =>
      apiOf().collections.create({ name: "Care", embeddingModelId });
    await expect(create(text)).rejects.toMatchObject({ data: { code: "invalid_input" } });
    await expect(create(priceless)).rejects.toMatchObject({ data: { code: "unknown_price" } });
    await expect(apiOf(reviewer).collections.archive({ id })).rejects.toMatchObject({ status: 403 });
    expect((await apiOf(reviewer).collections.search({ id, query: "x", mode: "text" })).passages).toEqual([]);
    const file = await received("photo.png", "x");
    await expect(apiOf(operator, file).collections.documents.add({ id })).rejects.toMatchObject({
      data: { code: "document_kind" },
    });
  });
});
