import { readFileSync } from "node:fs";
import { join } from "node:path";
import { eq } from "drizzle-orm";
import { beforeAll, expect, onTestFinished, test, vi } from "vitest";
import { db } from "#db/client.ts";
import { providerBatches } from "#db/schema/batches.ts";
import { cancelBatch, resumeBatch } from "#lib/batches/run/control-batch.ts";
import { viewBatch } from "#lib/batches/view/view-batch.ts";
import { readableFailure } from "#lib/failure-schema.ts";
import { compareAmounts, sumAmounts } from "#lib/money.ts";
import { describeOnDatabase } from "#tests/fixtures/describe-on-database.ts";
import { type BatchScript, type Reply, startScriptedBatches } from "#tests/fixtures/scripted-batches.ts";
import { temporaryFolder } from "#tests/fixtures/temporary-folder.ts";
import { untilStateAsTimePasses } from "./as-time-passes.ts";
import { booksOf, launch, makeMaterials, operator, until, untilState, workHere } from "./batch-fixture.ts";

vi.setConfig({ testTimeout: 240_000, maxConcurrency: 40 });

const ROWS = 12;
const PATIENCE_MS = 220_000;

/** A case of what real providers answer, as it was handed on to us. */
interface Case {
  name: string;
  batch: Pick<BatchScript, "answered" | "once"> & {
    then?: Record<string, unknown>;
    noisy?: boolean;
    create?: Reply;
    list?: Reply;
  };
  judge: { outcome: "succeeds" | "succeeds-or-pauses" | "pauses" | "told"; words?: string };
}

const cases: Case[] = JSON.parse(
  readFileSync(join(import.meta.dirname, "cases/provider-batches.json"), "utf8"),
);

function scriptOf({ then: ended, noisy, create, list, ...batch }: Case["batch"]): BatchScript {
  return {
    ...batch,
    ...(ended && { ended }),
    ...(noisy && { lines: shuffled }),
    ...(create && { create: () => create }),
    ...(list && { list: () => list }),
  };
}

function shuffled(lines: string[]): string[] {
  const foreign = JSON.stringify({ custom_id: "somebody-elses", response: { status_code: 200, body: {} } });
  return [...lines.toReversed(), foreign, ...lines];
}

const refusal = (message: string): Reply => ({ status: 404, body: { error: { message } } });

describeOnDatabase("a batch at a provider that behaves as was reported", () => {
  beforeAll(() => {
    process.env.DATA_DIR = temporaryFolder();
    return workHere();
  });

  async function launched(script: BatchScript) {
    const provider = await startScriptedBatches(script);
    onTestFinished(() => provider.stop());
    const materials = await makeMaterials({
      providerUrl: provider.url,
      rows: ROWS,
      batchDiscount: "0.5",
      prices: { input: "1", output: "4" },
    });
    return { provider, id: await launch(materials, { mode: "provider-batch" }) };
  }

  const filesOf = (id: string) =>
    db().select().from(providerBatches).where(eq(providerBatches.batchId, id)).orderBy(providerBatches.id);

  async function wait(id: string): Promise<string> {
    const viewed = await viewBatch(operator, id);
    return (viewed.ok && readableFailure(viewed.value.waitingFor, "en")?.message) || "";
  }

  type Provider = Awaited<ReturnType<typeof launched>>["provider"];

  /** Every item is there once, paid as the provider's bill says, and nothing is promised any more. */
  async function expectWhole(id: string, provider: Provider) {
    const { batch, items } = await booksOf(id);
    expect(items.map(({ seq, state }) => [seq, state])).toEqual(
      Array.from({ length: ROWS }, (_, seq) => [seq, "succeeded"]),
    );
    expect(batch).toMatchObject({ spent: provider.bill(), unknown: "0", reserved: "0" });
  }

  /** It stands with a reason in these words, promises nothing, and the bill lies where the books say. */
  async function expectPaused(id: string, provider: Provider, words: RegExp) {
    await untilStateAsTimePasses(id, ["paused"], provider, PATIENCE_MS);
    expect(await wait(id)).toMatch(words);
    const { batch, items } = await booksOf(id);
    expect(batch.reserved).toBe("0");
    expect(compareAmounts(batch.spent, provider.bill())).toBeLessThanOrEqual(0);
    expect(compareAmounts(provider.bill(), sumAmounts([batch.spent, batch.unknown]))).toBeLessThanOrEqual(0);
    return { batch, items };
  }

  test.concurrent.each(cases)("$name", async ({ batch, judge }) => {
    const { provider, id } = await launched(scriptOf(batch));
    const words = new RegExp(judge.words ?? "");
    switch (judge.outcome) {
      case "succeeds":
      case "succeeds-or-pauses":
        await untilStateAsTimePasses(id, ["succeeded"], provider, PATIENCE_MS);
        return expectWhole(id, provider);
      case "told": {
        await until(async () => words.test(await wait(id)), 60_000);
        expect((await booksOf(id)).batch.state).toBe("running");
        await cancelBatch(operator, id);
        return;
      }
      case "pauses": {
        const { items } = await expectPaused(id, provider, words);
        expect(items).toEqual([]);
      }
    }
  });

  test.concurrent("that does not know it for a moment, nor its results, loses nothing", async () => {
    const gone = (nth: number) => (nth === 1 ? refusal("Not found") : null);
    const { provider, id } = await launched({ look: gone, content: gone });
    await until(async () => /cannot be read \(no such model or address\)/.test(await wait(id)));
    await untilStateAsTimePasses(id, ["succeeded"], provider, PATIENCE_MS);
    await expectWhole(id, provider);
    expect(provider.batches()).toBe(1);
  });

  test.concurrent("whose every request came back as an error costs nothing, and says why in its words", async () => {
    const error = {
      status_code: 400,
      request_id: "r",
      body: { error: { message: "Unknown parameter: 'foo'" } },
    };
    const { provider, id } = await launched({
      answered: 0,
      rest: { response: error, error: null },
      ended: { output_file_id: null },
    });
    await untilState(id, ["failed"]);
    const { batch, items } = await booksOf(id);
    expect(items).toHaveLength(ROWS);
    expect(JSON.stringify(items[0]?.failure)).toContain("Unknown parameter");
    expect(batch).toMatchObject({ spent: "0", unknown: "0", reserved: "0" });
    expect(provider.bill()).toBe("0");
  });

  test.concurrent.each(["queued", "Validating", "IN PROGRESS", "created"])(
    "that calls it %s goes on until it has ended",
    async (status) => {
      const script = { ended: { status } };
      const { provider, id } = await launched(script);
      await until(async () => (await filesOf(id)).some(({ state }) => state === "submitted"));
      expect(await wait(id)).toBe("");
      Object.assign(script.ended, { status: "complete" });
      await untilStateAsTimePasses(id, ["succeeded"], provider, PATIENCE_MS);
      await expectWhole(id, provider);
    },
  );

  test.concurrent.each(["expired", "cancelled", "failed", "ended_early"])(
    "that ends it as %s keeps what it had answered",
    async (status) => {
      const { provider, id } = await launched({
        once: true,
        answered: 5,
        rest: { response: null, error: { code: "batch_expired", message: "expired" } },
        ended: { status, ...(status === "ended_early" && { completed_at: 1_790_000_000 }) },
      });
      await until(async () => (await booksOf(id)).items.length >= 5, PATIENCE_MS);
      // Whoever cancelled or refused it did so on purpose.
      if (status === "cancelled" || status === "failed") {
        const { items } = await expectPaused(id, provider, /cancelled|did not accept/);
        expect(items).toHaveLength(5);
        await resumeBatch(operator, { id });
      }
      await untilStateAsTimePasses(id, ["succeeded"], provider, PATIENCE_MS);
      await expectWhole(id, provider);
    },
  );

  test.concurrent("whose results never come charges them as unknown, and sends nothing again unasked", async () => {
    const { provider, id } = await launched({ content: () => refusal("No such File object") });
    const { batch } = await expectPaused(id, provider, /cannot be had/);
    expect(batch).toMatchObject({ spent: "0" });
    expect(provider.batches()).toBe(1);
  });

  test.concurrent("that says it has ended before it names its results is looked at again", async () => {
    const ended: Record<string, unknown> = { output_file_id: "" };
    const { provider, id } = await launched({ ended });
    await until(async () => /gives no results/.test(await wait(id)));
    delete ended.output_file_id;
    await untilStateAsTimePasses(id, ["succeeded"], provider, PATIENCE_MS);
    await expectWhole(id, provider);
  });

  test.concurrent("one of whose files cannot be had takes in the other", async () => {
    const { provider, id } = await launched({
      once: true,
      answered: 7,
      rest: { response: null, error: { code: "batch_expired" } },
      content: (_, file) => (file === "error" ? refusal("No such File object") : null),
    });
    const { items } = await expectPaused(id, provider, /cannot be had/);
    expect(items).toHaveLength(7);
  });

  test.concurrent("that looks an uploaded file through first is waited for", async () => {
    let isReady = false;
    const { provider, id } = await launched({
      upload: () => ({ status: 200, body: { id: "file-1", status: "pending" } }),
      file: (nth) => {
        isReady = nth > 1;
        return { id: "file-1", status: isReady ? "processed" : "pending" };
      },
      create: () => (isReady ? null : { status: 400, body: { error: { message: "is in 'pending' state" } } }),
    });
    await untilStateAsTimePasses(id, ["succeeded"], provider, PATIENCE_MS);
    await expectWhole(id, provider);
  });

  test.concurrent("that drops results it says it has charges those as unknown, and asks them again", async () => {
    const { provider, id } = await launched({ once: true, lines: (lines) => lines.slice(0, 6) });
    await untilStateAsTimePasses(id, ["succeeded"], provider, PATIENCE_MS);
    const { batch, items } = await booksOf(id);
    expect(items.map(({ state }) => state)).toEqual(Array(ROWS).fill("succeeded"));
    expect(batch.reserved).toBe("0");
    expect(compareAmounts(batch.spent, provider.bill())).toBe(-1);
    expect(compareAmounts(provider.bill(), sumAmounts([batch.spent, batch.unknown]))).toBeLessThanOrEqual(0);
  });

  test.concurrent("whose gateway answers with a server's error for a while is told, and waited for", async () => {
    const { provider, id } = await launched({
      look: (nth) => (nth === 1 ? { status: 500, body: "The api_key client option must be set" } : null),
    });
    await until(async () => /cannot be read \(HTTP 500\)/.test(await wait(id)));
    await untilStateAsTimePasses(id, ["succeeded"], provider, PATIENCE_MS);
    await expectWhole(id, provider);
  });

  test.concurrent.each<[string, ReturnType<NonNullable<BatchScript["create"]>>]>([
    ["with an error", { status: 502, body: "Bad Gateway", made: true }],
    ["with a page", { status: 200, body: "<html>One moment</html>", made: true }],
    ["with nothing", { status: 0, body: "", made: true }],
  ])("that makes it and answers %s is found again, though its list lags", async (_, reply) => {
    const { provider, id } = await launched({
      create: (nth) => (nth === 1 ? reply : null),
      listLagMs: 30_000,
    });
    await until(async () => /took a batch/.test(await wait(id)));
    await untilStateAsTimePasses(id, ["succeeded"], provider, PATIENCE_MS);
    await expectWhole(id, provider);
    expect(provider.batches()).toBe(1);
  });

  test.concurrent("that did not make it is asked again once its list must have shown it", async () => {
    const { provider, id } = await launched({
      create: (nth) => (nth === 1 ? { status: 503, body: "overloaded" } : null),
    });
    await untilStateAsTimePasses(id, ["succeeded"], provider, PATIENCE_MS);
    await expectWhole(id, provider);
    expect(provider.batches()).toBe(1);
  });

  test.concurrent("that throttles the upload is asked again when it says", async () => {
    const { provider, id } = await launched({
      upload: (nth) => (nth === 1 ? { status: 429, body: { error: { message: "slow down" } } } : null),
    });
    await untilStateAsTimePasses(id, ["succeeded"], provider, PATIENCE_MS);
    await expectWhole(id, provider);
  });

  test.concurrent("whose queue is full is waited for, and that is told", async () => {
    const { provider, id } = await launched({
      ended: {
        status: "failed",
        output_file_id: null,
        request_counts: { total: 0, completed: 0, failed: 0 },
        errors: { data: [{ code: "token_limit_exceeded", message: "Enqueued token limit reached" }] },
      },
      answered: 0,
    });
    await until(async () => /as many requests of this account/.test(await wait(id)));
    expect((await booksOf(id)).batch).toMatchObject({ state: "running", reserved: "0" });
    expect(provider.batches()).toBe(1);
    await cancelBatch(operator, id);
  });

  test.concurrent("that lets it expire again and again without a result stands in the end", async () => {
    const { provider, id } = await launched({
      answered: 0,
      ended: { status: "expired", output_file_id: null, error_file_id: null },
    });
    await expectPaused(id, provider, /expire/);
    expect(provider.batches()).toBe(2);
  });

  test.concurrent("that never answers an upload lets go of it soon after a cancel, and nothing was billed", async () => {
    const { provider, id } = await launched({ upload: () => "hang" });
    await until(async () => provider.open() > 0);
    await cancelBatch(operator, id);
    await until(async () => provider.open() === 0 && (await filesOf(id)).length === 0);
    expect((await booksOf(id)).batch).toMatchObject({ spent: "0", unknown: "0", reserved: "0" });
  });

  test.concurrent("whose results drip frees what it holds soon after a cancel", async () => {
    const { provider, id } = await launched({ content: () => "drip" });
    await until(async () => provider.open() > 0 && (await filesOf(id)).some(({ answered }) => answered > 0));
    await cancelBatch(operator, id);
    await until(async () => provider.open() === 0);
    await until(async () => (await filesOf(id)).every(({ state }) => state === "done"), PATIENCE_MS);
    const { batch } = await booksOf(id);
    expect(batch.reserved).toBe("0");
    expect(compareAmounts(provider.bill(), sumAmounts([batch.spent, batch.unknown]))).toBeLessThanOrEqual(0);
  });
});
