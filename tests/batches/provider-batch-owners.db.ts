import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { eq } from "drizzle-orm";
import { afterEach, beforeAll, beforeEach, expect, test, vi } from "vitest";
import { db } from "#db/client.ts";
import * as batchQueries from "#db/queries/batches/batches.ts";
import { providerBatches } from "#db/schema/batches.ts";
import type { Launch } from "#lib/batches/launch/launch-batch.ts";
import { driveProviderBatch } from "#lib/batches/provider-batches/step-provider-batch.ts";
import { feedBatch } from "#lib/batches/run/feed-batch.ts";
import { type RunningSandbox, startSandbox } from "#lib/sandbox/start-sandbox.ts";
import { describeOnBothDatabases } from "#tests/fixtures/describe-on-both-databases.ts";
import { type Forwarder, type Interception, startForwarder } from "#tests/fixtures/forwarder.ts";
import { temporaryFolder } from "#tests/fixtures/temporary-folder.ts";
import { booksOf, launch, makeMaterials, until } from "./batch-fixture.ts";

vi.mock("#db/queries/batches/batches.ts", { spy: true });

const ROWS = 150;
const never = new AbortController().signal;

describeOnBothDatabases("a step of a provider batch", () => {
  const folder = temporaryFolder();
  let sandbox: RunningSandbox;
  let forwarder: Forwarder;
  beforeAll(() => {
    process.env.DATA_DIR = folder;
  });
  beforeEach(async () => {
    sandbox = await startSandbox();
  });
  afterEach(async () => {
    await forwarder.stop();
    await sandbox.close();
  });

  async function launched(more: Partial<Launch> = {}): Promise<string> {
    const headers = { "x-sandbox-latency-ms": "0", "x-sandbox-batch-seconds": "0.2" };
    const id = await launch(
      await makeMaterials({
        providerUrl: `${forwarder.url}/v1`,
        rows: ROWS,
        batchDiscount: "0.5",
        provider: { kind: "sandbox", model: "sandbox-fast", headers },
      }),
      { mode: "provider-batch", ...more },
    );
    await db().transaction((tx) => feedBatch(tx, id));
    return id;
  }

  const fileOf = async (batchId: string) =>
    (await db().select().from(providerBatches).where(eq(providerBatches.batchId, batchId))).at(0);

  /** Takes the next step as the queue would have it taken: again, while it is not known to be over. */
  async function takeStep(batchId: string): Promise<void> {
    const file = await fileOf(batchId);
    if (file && file.state !== "done") await driveProviderBatch(file, never);
  }

  async function untilOver(batchId: string) {
    await until(async () => {
      await takeStep(batchId);
      return (await booksOf(batchId)).batch.state === "succeeded";
    });
    return booksOf(batchId);
  }

  async function batchesAtProvider(): Promise<number> {
    const list = await (await fetch(`${sandbox.url}/v1/batches?limit=100`)).json();
    return (list as { data: unknown[] }).data.length;
  }

  const places: Interception[] = [
    { method: "POST", path: /\/files$/, point: "unanswered" },
    { method: "GET", path: /\/content$/, point: "half-answered" },
  ];
  test.for(places)(
    "is one worker's: one that stood still at $method $path changes nothing any more",
    async (place) => {
      let batchId = "";
      // What stands still goes on when another worker has taken the same step.
      forwarder = await startForwarder(sandbox.url, [place], () => takeStep(batchId), { goesOn: true });
      batchId = await launched();
      const { batch, items } = await untilOver(batchId);
      expect(forwarder.left()).toBe(0);
      expect(items).toHaveLength(ROWS);
      expect(batch).toMatchObject({ unknown: "0", reserved: "0" });
      expect(await batchesAtProvider()).toBe(1);
    },
  );

  test("pauses the batch in the words of a provider that refuses it, also where they are cut inside a letter", async () => {
    const message = `${"x".repeat(299)}😀`;
    const refusing = createServer((request, response) => {
      request.resume();
      response.writeHead(400, { "content-type": "application/json" });
      response.end(JSON.stringify({ error: { message } }));
    });
    await new Promise<void>((resolve) => refusing.listen(0, "127.0.0.1", resolve));
    const { port } = refusing.address() as AddressInfo;
    forwarder = await startForwarder(`http://127.0.0.1:${port}`, [], async () => {});
    const batchId = await launched();
    await takeStep(batchId);
    refusing.close();
    const { batch } = await booksOf(batchId);
    expect(batch).toMatchObject({ state: "paused", reserved: "0" });
    expect(batch.pausedFor?.params?.detail).toBe("x".repeat(299));
  });

  test("is taken again by who finds it when a worker dies as its money runs out", async () => {
    forwarder = await startForwarder(sandbox.url, [], async () => {});
    const batchId = await launched({ budgetCap: { amount: "0.000001", currency: "USD" } });
    vi.mocked(batchQueries.pauseForReason).mockRejectedValueOnce(new Error("Died."));
    const file = await fileOf(batchId);
    if (!file) throw new Error("There is no provider batch.");
    await expect(driveProviderBatch(file, never)).rejects.toThrow("Died.");
    await driveProviderBatch(file, never);
    expect((await booksOf(batchId)).batch).toMatchObject({
      state: "paused",
      pausedFor: { code: "over_budget" },
      reserved: "0",
    });
  });
});
