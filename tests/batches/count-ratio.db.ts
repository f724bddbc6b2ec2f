import { eq } from "drizzle-orm";
import { beforeAll, beforeEach, expect, test, vi } from "vitest";
import { db } from "#db/client.ts";
import { raiseCountRatio } from "#db/queries/models.ts";
import { models } from "#db/schema/models.ts";
import { trials } from "#db/schema/trials.ts";
import type { Actor } from "#lib/auth/actor.ts";
import { countMessageTokens } from "#lib/models/count-tokens.ts";
import { compareAmounts, subtractAmounts, sumAmounts } from "#lib/money.ts";
import { launchTrial } from "#lib/trials/launch-trial.ts";
import { describeOnDatabase } from "#tests/fixtures/describe-on-database.ts";
import { startMessageBatches } from "#tests/fixtures/message-batches.ts";
import { type SeenRequest, startProvider, type TestProvider } from "#tests/fixtures/provider.ts";
import { temporaryFolder } from "#tests/fixtures/temporary-folder.ts";
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

vi.setConfig({ testTimeout: 60_000 });

const trier: Actor = { ...operator, roles: ["operator", "manager"] };
const CAP = { amount: "0.05", currency: "USD" };
/** About what the output's schema takes beside the prompt. */
const SCHEMA_TOKENS = 26;

const countThrice = ({ prompt }: SeenRequest): number =>
  3 * (countMessageTokens([{ role: "user", content: prompt }], "test-model") + SCHEMA_TOKENS);

/** Leaves of what a process has seen what the database keeps, as a new one would begin. */
function beginAnew(): void {
  (globalThis as { pressworkCountRatios?: Map<string, number> }).pressworkCountRatios?.clear();
}

describeOnDatabase("a provider that counts three tokens for each of ours", () => {
  let provider: TestProvider;
  const folder = temporaryFolder();
  beforeAll(() => {
    process.env.DATA_DIR = folder;
    return workHere();
  });
  beforeEach(async () => {
    beginAnew();
    provider = await startProvider({ countInput: countThrice, latencyMs: 200 });
    return () => provider.stop();
  });

  // Rows so long that those in flight together cost more than the cap, where they are reserved as we count.
  const wideOpen = () =>
    makeMaterials({
      providerUrl: provider.url,
      rows: 300,
      valuesOf: (row) => ({ name: `Perfume ${row}, ${"bergamot, cedar, amber, ".repeat(50)}` }),
      limits: { concurrency: 64 },
    });
  const ratioOf = async ({ modelId }: Materials): Promise<number> => {
    const [found] = await db().select().from(models).where(eq(models.id, modelId));
    return found?.countRatio ?? 0;
  };
  const tryOut = async ({ datasetId, templateVersionId, modelId }: Materials): Promise<void> => {
    const launched = await launchTrial(trier, {
      datasetId,
      variants: [{ templateVersionId, modelId }],
      sample: { size: 5, method: "first" },
    });
    if (!launched.ok) throw new Error(JSON.stringify(launched.refusal));
    const { id } = launched.value;
    const ended = await until(async () => {
      const [trial] = await db().select().from(trials).where(eq(trials.id, id));
      return trial && trial.status !== "running" ? trial : null;
    });
    expect(ended.status).toBe("succeeded");
  };

  test("is known from a trial, and the batch after it stays under its cap in every process", async () => {
    const materials = await wideOpen();
    await tryOut(materials);
    expect(await ratioOf(materials)).toBeGreaterThan(2.5);
    expect(await ratioOf(materials)).toBeLessThan(3.5);
    const before = provider.bill();
    beginAnew();
    const id = await launch(materials, { budgetCap: CAP, parameters: { maxOutputTokens: 20 } });
    await untilState(id, ["paused"]);
    const { batch, entries } = await booksOf(id);
    const paid = subtractAmounts(provider.bill(), before);
    expect(provider.mostInFlight()).toBeGreaterThan(32);
    expect(batch).toMatchObject({ spent: paid, reserved: "0", unknown: "0" });
    expect(batch.pausedFor?.code).toBe("over_budget");
    expect(sumAmounts(entries.map(({ cost }) => cost))).toBe(paid);
    expect(compareAmounts(paid, CAP.amount)).toBeLessThanOrEqual(0);
    expect(Number(paid)).toBeGreaterThan(0.9 * Number(CAP.amount));
  });

  test("is paid to the last token by a batch that did not know, and known to the next", async () => {
    const materials = await wideOpen();
    const first = await launch(materials, { budgetCap: CAP, parameters: { maxOutputTokens: 20 } });
    await untilState(first, ["paused"]);
    const { batch, entries } = await booksOf(first);
    expect(batch).toMatchObject({ spent: provider.bill(), reserved: "0", unknown: "0" });
    expect(sumAmounts(entries.map(({ cost }) => cost))).toBe(provider.bill());
    await until(async () => (await ratioOf(materials)) > 2.5);
    // Every call of the first wave was reserved too low: together they must not raise it any higher.
    expect(await ratioOf(materials)).toBeLessThan(3.5);
    const before = provider.bill();
    beginAnew();
    const second = await launch(materials, { budgetCap: CAP, parameters: { maxOutputTokens: 20 } });
    await untilState(second, ["paused"]);
    const paid = subtractAmounts(provider.bill(), before);
    expect((await booksOf(second)).batch).toMatchObject({ spent: paid, reserved: "0" });
    expect(compareAmounts(paid, CAP.amount)).toBeLessThanOrEqual(0);
  });

  test("is known from a provider's batch, and the next file is funded by it", async () => {
    const batches = await startMessageBatches();
    try {
      batches.behave({ inputTokens: 1_500 });
      const materials = await makeMaterials({
        providerUrl: batches.url,
        rows: 40,
        batchDiscount: "0.5",
        provider: { kind: "anthropic", model: "claude-sonnet-4-5" },
      });
      const first = await launch(materials, { mode: "provider-batch" });
      await untilState(first, ["succeeded"], 50_000);
      expect((await booksOf(first)).batch).toMatchObject({ spent: batches.bill(), reserved: "0" });
      const ratio = await ratioOf(materials);
      expect(ratio).toBeGreaterThan(2);
      const before = batches.bill();
      beginAnew();
      // Half of what its items cost: not all of them may go out.
      const amount = "0.016";
      const second = await launch(materials, {
        mode: "provider-batch",
        budgetCap: { amount, currency: "USD" },
        parameters: { maxOutputTokens: 20 },
      });
      await untilState(second, ["paused"], 50_000);
      expect((await booksOf(second)).batch.spent).toBe(subtractAmounts(batches.bill(), before));
      expect(compareAmounts(subtractAmounts(batches.bill(), before), amount)).toBeLessThanOrEqual(0);
      expect(await ratioOf(materials)).toBe(ratio);
    } finally {
      await batches.stop();
    }
  });

  test("never counts fewer than it once did", async () => {
    const materials = await wideOpen();
    await raiseCountRatio(db(), materials.modelId, 3.15);
    await raiseCountRatio(db(), materials.modelId, 1.2);
    expect(await ratioOf(materials)).toBe(3.15);
    await raiseCountRatio(db(), materials.modelId, 3.6);
    expect(await ratioOf(materials)).toBe(3.6);
  });
});
