import { hostname } from "node:os";
import { afterEach, beforeAll, beforeEach, expect, test, vi } from "vitest";
import { db } from "#db/client.ts";
import { listFullDisks, noteFullDisk } from "#db/queries/full-disks.ts";
import { receiveUpload } from "#lib/api/receive-upload.ts";
import { viewBatch } from "#lib/batches/view/view-batch.ts";
import { checkHealth } from "#lib/installation/check-health.ts";
import { stopQueue } from "#lib/queue/queue.ts";
import { startWorker } from "#lib/worker/start-worker.ts";
import { booksOf, launch, makeMaterials, operator, until, untilState } from "#tests/batches/batch-fixture.ts";
import { describeOnBothDatabases } from "#tests/fixtures/describe-on-both-databases.ts";
import { startProvider, type TestProvider } from "#tests/fixtures/provider.ts";
import { temporaryFolder } from "#tests/fixtures/temporary-folder.ts";

vi.setConfig({ testTimeout: 200_000 });

const ROWS = 120;
const MORE_THAN_ANY_DISK_HAS = "1000000000";

describeOnBothDatabases("a disk that is nearly full", () => {
  const dataDir = temporaryFolder();
  let provider: TestProvider;
  beforeAll(async () => {
    process.env.DATA_DIR = dataDir;
    // A worker by name, as whoever watches knows it.
    await stopQueue();
    await startWorker();
  });
  beforeEach(async () => {
    provider = await startProvider();
  });
  afterEach(() => {
    delete process.env.DISK_RESERVE_MB;
    provider.stop();
  });

  test("pauses work with a reason, and lets it go on by itself once there is room: nothing is lost or paid twice", async () => {
    // The disk is looked at every two seconds: there must be work left by then, on a slow machine too.
    provider.latency(500);
    const id = await launch(
      await makeMaterials({ providerUrl: provider.url, rows: ROWS, limits: { concurrency: 4 } }),
    );
    await until(async () => provider.billedCalls() > 8);

    process.env.DISK_RESERVE_MB = MORE_THAN_ANY_DISK_HAS;
    const waiting = await until(async () => {
      const viewed = await viewBatch(operator, id);
      return viewed.ok && viewed.value.waitingFor?.code === "waits_for_disk" ? viewed.value : null;
    });
    expect(waiting.status).toBe("running");
    expect(waiting.waitingFor?.params).toMatchObject({
      host: hostname(),
      needed: Number(MORE_THAN_ANY_DISK_HAS),
    });
    expect(await checkHealth()).toMatchObject({ disk: "low" });
    // What was under way ends; nothing new begins.
    await until(async () => provider.inFlight() === 0);
    const paid = provider.billedCalls();
    expect(paid).toBeLessThan(ROWS);
    await new Promise((resolve) => setTimeout(resolve, 3_000));
    expect(provider.billedCalls()).toBe(paid);

    provider.latency(0);
    delete process.env.DISK_RESERVE_MB;
    await untilState(id, ["succeeded"]);
    expect(await listFullDisks(db())).toEqual([]);
    const { batch, items } = await booksOf(id);
    expect(items).toHaveLength(ROWS);
    expect(provider.billedCalls()).toBe(ROWS);
    expect(batch).toMatchObject({ unknown: "0", reserved: "0" });
    expect(batch.spent).toBe(provider.bill());
  });

  test("takes no file in, and says so", async () => {
    process.env.DISK_RESERVE_MB = MORE_THAN_ANY_DISK_HAS;
    const form = new FormData();
    form.set("file", new File(["a,b\n1,2\n"], "rows.csv"));
    const request = new Request("http://localhost/api/v1/datasets", { method: "POST", body: form });
    expect(await receiveUpload(request)).toMatchObject({ ok: false, refusal: { code: "disk_full" } });
  });

  test("keeps nobody waiting while another machine's worker has room", async () => {
    // This machine's worker may have looked while no file was taken in.
    await until(async () => (await listFullDisks(db())).length === 0);
    await noteFullDisk(db(), { host: "another-machine", freeBytes: 1, neededBytes: 2 });
    expect(await listFullDisks(db())).toMatchObject([{ host: "another-machine" }]);
    const id = await launch(await makeMaterials({ providerUrl: provider.url, rows: 30 }));
    const viewed = await viewBatch(operator, id);
    expect(viewed.ok && viewed.value.waitingFor?.code).not.toBe("waits_for_disk");
    await untilState(id, ["succeeded"]);
  });
});
