import { readFileSync } from "node:fs";
import { createRouterClient } from "@orpc/server";
import { eq } from "drizzle-orm";
import { afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { db } from "#db/client.ts";
import { models } from "#db/schema/models.ts";
import { attempts } from "#db/schema/spend.ts";
import { router } from "#lib/api/router.ts";
import { cancelBatch } from "#lib/batches/run/control-batch.ts";
import { viewBatch } from "#lib/batches/view/view-batch.ts";
import { readableFailure } from "#lib/failure-schema.ts";
import type { Price } from "#lib/models/price.ts";
import type { ProviderKind } from "#lib/models/provider.ts";
import { compareAmounts, subtractAmounts, sumAmounts } from "#lib/money.ts";
import { outputFieldSchema } from "#lib/templates/template.ts";
import { describeOnDatabase } from "#tests/fixtures/describe-on-database.ts";
import { booksOf, launch, makeMaterials, operator, until, untilState, workHere } from "./batch-fixture.ts";
import { type CaseAnswer, type CaseProvider, startCaseProvider } from "./case-provider.ts";

interface RunCase {
  name: string;
  finding: string;
  kind: ProviderKind;
  run: ("trial" | "batch")[];
  answers?: CaseAnswer[];
  judge: {
    outcome: "succeeds" | "pauses" | "succeeds-or-pauses" | "pauses-or-waits" | "capped";
    words?: string;
    rows?: number;
    concurrency?: number;
    cap?: string;
    overshoot?: number;
    calls?: [number, number];
    failed?: number;
    waitS?: number;
  };
}

const { cases } = JSON.parse(readFileSync(new URL("cases/runs.json", import.meta.url), "utf8")) as {
  cases: RunCase[];
};
const PRICES = { input: "10", cachedInput: "1", output: "20" };
const price = {
  inputPerMTok: PRICES.input,
  cachedInputPerMTok: PRICES.cachedInput,
  outputPerMTok: PRICES.output,
  perImage: null,
} as Price;
const outputs = ["title", "description"].map((name) => outputFieldSchema.parse({ name, type: "text" }));
const api = () => createRouterClient(router, { context: { actor: operator, locale: "en" as const } });

describeOnDatabase("a provider after a public report", () => {
  let provider: CaseProvider | undefined;
  let running: string | undefined;
  beforeAll(() => workHere());
  beforeEach(() => {
    running = undefined;
  });
  afterEach(async () => {
    if (running) await cancelBatch(operator, running).catch(() => {});
    await provider?.close();
  });

  async function open({ kind, answers = [], judge }: RunCase) {
    provider = await startCaseProvider(kind, answers);
    const materials = await makeMaterials({
      providerUrl: provider.baseUrl,
      rows: judge.rows ?? 12,
      valuesOf: (row) => ({ name: `ROW-${row}` }),
      limits: { concurrency: judge.concurrency ?? 4 },
      prices: PRICES,
      outputs,
      provider: { kind, model: kind === "google" ? "gemini-2.5-flash" : "m" },
    });
    return { provider, materials };
  }

  /** The bill lies between what is settled and that with what is unknown; both are it where nothing is uncertain. */
  function equalsBill(billed: string, spent: string, unknown: string): void {
    expect(compareAmounts(billed, spent)).toBe(0);
    expect(compareAmounts(unknown, "0")).toBe(0);
  }

  test.each(cases.filter(({ run }) => run.includes("batch")))("$finding $name: a batch", async (one) => {
    const { provider, materials } = await open(one);
    const { outcome, words = "", calls, failed = 0, cap = "50", overshoot = 0 } = one.judge;
    const id = await launch(materials, { parameters: {}, budgetCap: { amount: cap, currency: "USD" } });
    running = id;
    const batch = await untilState(id, ["succeeded", "failed", "paused"], 55_000);
    await until(async () => (await booksOf(id)).batch.reserved === "0");
    const { items, batch: books } = await booksOf(id);
    if (outcome === "succeeds") expect(batch.state).toBe("succeeded");
    if (batch.state === "succeeded") {
      expect(items.map(({ output }) => output)).toContainEqual({
        title: "Title ROW-7",
        description: "Good text for ROW-7.",
      });
    } else {
      expect(batch.state).toBe("paused");
      const reason = readableFailure(batch.pausedFor, "en");
      expect(reason?.message).toMatch(new RegExp(words, "i"));
      expect(reason?.message.toLowerCase()).not.toContain("{");
    }
    expect(items.filter(({ state }) => state === "failed").length).toBeLessThanOrEqual(failed);
    if (calls) expect(provider.bodies.length).toBeLessThanOrEqual(calls[1]);
    equalsBill(provider.bill(price), books.spent, books.unknown);
    if (outcome === "capped")
      expect(compareAmounts(subtractAmounts(books.spent, cap), String(overshoot))).toBeLessThanOrEqual(0);
    const view = await viewBatch(operator, id);
    expect(view).toMatchObject({ ok: true, value: { counts: { running: 0 } } });
  });

  test.each(cases.filter(({ run }) => run.includes("trial")))("$finding $name: a trial", async (one) => {
    const { provider, materials } = await open(one);
    const { outcome, words = "", calls } = one.judge;
    const { datasetId, ...variant } = materials;
    const { id } = await api().trials.launch({
      datasetId,
      variants: [variant],
      sample: { size: 3, method: "first" },
      languages: ["en"],
    });
    const trial = await until(async () => {
      const now = await api().trials.get({ id });
      return ["succeeded", "failed"].includes(now.status) && now;
    });
    if (outcome === "succeeds") expect(trial.status).toBe("succeeded");
    else if (trial.status !== "succeeded") expect(trial.failure?.message).toMatch(new RegExp(words, "i"));
    if (calls) expect(provider.bodies.length).toBeLessThanOrEqual(calls[0]);
    const entries = await db().select().from(attempts).where(eq(attempts.runId, id));
    const costs = (kind: string) =>
      sumAmounts(["0", ...entries.filter((entry) => entry.kind === kind).map(({ cost }) => cost)]);
    equalsBill(provider.bill(price), costs("settled"), costs("unknown"));
  });

  test("that refuses a schema has taught every process, and says so on the model", async () => {
    const refusing = cases.find(({ name }) => name === "json_schema refused with 400") as RunCase;
    const { provider, materials } = await open(refusing);
    const first = await launch(materials);
    await untilState(first, ["succeeded"]);
    const [model] = await db().select().from(models).where(eq(models.id, materials.modelId));
    expect(model?.capabilities).toMatchObject({
      structuredOutput: "json_object",
      learnt: { structuredOutput: { words: "This response_format type is unavailable now" } },
    });
    const before = provider.bodies.length;
    await untilState(await launch(materials), ["succeeded"]);
    expect(provider.bodies.length - before).toBe(12);
    const { items } = await booksOf(first);
    expect(items.map(({ attempts }) => attempts)).toEqual(Array(12).fill(1));
  });
});
