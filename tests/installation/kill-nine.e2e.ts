import { rmSync } from "node:fs";
import { compareAmounts, sumAmounts } from "#lib/money.ts";
import { startSandbox } from "#lib/sandbox/start-sandbox.ts";
import { addPerson, expect, made, post, test } from "#tests/fixtures/console.ts";
import { launchPostgres } from "#tests/fixtures/launch-postgres.ts";
import { readBill } from "#tests/fixtures/read-bill.ts";
import { startReceiver } from "#tests/fixtures/receiver.ts";
import { type Console, makeDataDir, startConsole } from "#tests/fixtures/start-console.ts";

const IMPORTED_ROWS = 60_000;
const BATCH_ROWS = 150;
const PATIENCE_MS = 90_000;
const SECRETS = {
  AUTH_SECRET: "a secret for the tests alone",
  ENCRYPTION_KEY: Buffer.alloc(32, 7).toString("base64"),
};

interface Counts {
  pending: number;
  running: number;
  succeeded: number;
  failed: number;
  skipped: number;
}
interface Amount {
  amount: string;
}

for (const kind of ["the embedded database", "PostgreSQL"] as const) {
  test(`kill -9 amid an import, a trial and a batch loses nothing on ${kind}`, async () => {
    test.setTimeout(240_000);
    const server = kind === "PostgreSQL" ? launchPostgres() : null;
    test.skip(kind === "PostgreSQL" && !server, "No PostgreSQL on this machine.");
    const dataDir = makeDataDir();
    const sandbox = await startSandbox();
    const env = {
      SANDBOX_URL: sandbox.url,
      SEED_SAMPLE: "1",
      SANDBOX_LATENCY_MS: "150",
      ...SECRETS,
      ...(server && { DATABASE_URL: server.url }),
    };
    try {
      const first = await startConsole({ dataDir, env });
      const runs = await startEverything(first);
      await first.kill();

      const second = await startConsole({ dataDir, env });
      await expectImported(second, runs.importId);
      await expectTried(second, runs.trialId);
      await expectRun(second, runs.batchId);
      await expectBillInInterval(second, sandbox.url);
      await second.stop();
    } finally {
      await sandbox.close();
      server?.stop();
      rmSync(dataDir, { recursive: true, force: true });
    }
  });
}

for (const kind of ["the embedded database", "PostgreSQL"] as const) {
  test(`kill -9 amid a delivery sends that again under the same id, and no other twice, on ${kind}`, async () => {
    test.setTimeout(240_000);
    const server = kind === "PostgreSQL" ? launchPostgres() : null;
    test.skip(kind === "PostgreSQL" && !server, "No PostgreSQL on this machine.");
    const dataDir = makeDataDir();
    const receiver = await startReceiver();
    const idsOf = (name: string) =>
      receiver.received.filter(({ body }) => body.includes(name)).map(({ headers }) => headers["webhook-id"]);
    const env = {
      ...SECRETS,
      SEED_SAMPLE: "1",
      ...(server && { DATABASE_URL: server.url }),
    };
    try {
      const first = await startConsole({ dataDir, env });
      const target = { kind: "webhook", name: "Ops", url: receiver.url, allowPrivateNetwork: true };
      const { id } = await made<{ id: string }>(
        first.api("/notifications/targets", post({ ...target, events: ["batch.finished"] })),
      );
      const materials = await sampleMaterials(first);
      await launchOneRow(first, { ...materials, name: "Taken" });
      await expect.poll(() => isDelivered(first, id, "Taken"), { timeout: PATIENCE_MS }).toBe(true);
      receiver.answer(() => new Promise(() => {}));
      await launchOneRow(first, { ...materials, name: "Under way" });
      await expect.poll(() => idsOf("Under way"), { timeout: PATIENCE_MS, intervals: [50] }).toHaveLength(1);
      await first.kill();

      receiver.answer({ status: 200 });
      const second = await startConsole({ dataDir, env });
      await expect.poll(() => isDelivered(second, id, "Under way"), { timeout: PATIENCE_MS }).toBe(true);
      expect(idsOf("Taken")).toHaveLength(1);
      expect(idsOf("Under way")).toHaveLength(2);
      expect(new Set(idsOf("Under way")).size).toBe(1);
      await second.stop();
    } finally {
      await receiver.stop();
      server?.stop();
      rmSync(dataDir, { recursive: true, force: true });
    }
  });
}

/** Whether a target took what it is told of a batch. */
async function isDelivered(app: Console, targetId: string, name: string): Promise<boolean> {
  const target = await made<{ deliveries: { state: string; title: string }[] }>(
    app.api(`/notifications/targets/${targetId}`),
  );
  return target.deliveries.some(({ state, title }) => state === "delivered" && title.includes(name));
}

interface Materials {
  token: string;
  run: { datasetId: string; languages: string[] };
  variant: { templateVersionId: string; modelId: string };
}

/** What the sample has to launch something of, and somebody who may. */
async function sampleMaterials(app: Console): Promise<Materials> {
  const { token } = await addPerson(app, ["operator"]);
  const [seeded] = (await made<{ items: SeededBatch[] }>(app.api("/batches"))).items;
  if (!seeded) throw new Error("The sample has no batch.");
  const run = { datasetId: seeded.dataset.id, languages: ["en"] };
  return { token, run, variant: { templateVersionId: seeded.template.versionId, modelId: seeded.model.id } };
}

async function launchOneRow(
  app: Console,
  { token, run, variant, name }: Materials & { name: string },
): Promise<void> {
  const batch = { name, ...run, ...variant, rowLimit: 1, budgetCap: { amount: "5", currency: "USD" } };
  await made(app.api("/batches", { ...post(batch), token }));
}

/** Starts an import, a trial and a batch, and comes back while all three are under way. */
async function startEverything(
  app: Console,
): Promise<{ importId: string; trialId: string; batchId: string }> {
  const { token, run, variant } = await sampleMaterials(app);
  const budgetCap = { amount: "5", currency: "USD" };
  const batch = { name: "Killed", ...run, ...variant, rowLimit: BATCH_ROWS, budgetCap };
  const trial = { ...run, variants: [variant], sample: { size: 40, method: "random" } };
  const { id: batchId } = await made<{ id: string }>(app.api("/batches", { ...post(batch), token }));
  const { id: trialId } = await made<{ id: string }>(app.api("/trials", { ...post(trial), token }));
  const { id: importId } = await made<{ id: string }>(app.api("/datasets", { ...upload(), token }));
  await expect
    .poll(async () => (await counts(app, batchId)).succeeded, { timeout: PATIENCE_MS, intervals: [50] })
    .toBeGreaterThan(5);
  const { pending, running } = await counts(app, batchId);
  expect(pending + running, "the batch is still under way when the process dies").toBeGreaterThan(0);
  return { importId, trialId, batchId };
}

interface SeededBatch {
  dataset: { id: string };
  template: { versionId: string };
  model: { id: string };
}

function upload(): RequestInit {
  const lines = Array.from(
    { length: IMPORTED_ROWS },
    (_, n) => `${String(n).padStart(8, "0")},Perfume ${n},note`,
  );
  const body = new FormData();
  body.set("name", "Killed import");
  body.set("file", new Blob([`sku,name,note\n${lines.join("\n")}\n`]), "killed.csv");
  return { method: "POST", body };
}

async function expectImported(app: Console, id: string): Promise<void> {
  const dataset = () => made<{ status: string; rowCount: number }>(app.api(`/datasets/${id}`));
  await expect.poll(async () => (await dataset()).status, { timeout: PATIENCE_MS }).toBe("ready");
  expect((await dataset()).rowCount).toBe(IMPORTED_ROWS);
}

async function expectTried(app: Console, id: string): Promise<void> {
  const trial = () => made<{ status: string; cells: { status: string }[] }>(app.api(`/trials/${id}`));
  await expect.poll(async () => (await trial()).status, { timeout: PATIENCE_MS }).toBe("succeeded");
  const { cells } = await trial();
  expect(cells.filter((cell) => cell.status === "succeeded" || cell.status === "skipped")).toHaveLength(40);
}

async function expectRun(app: Console, id: string): Promise<void> {
  const batch = () => made<{ status: string }>(app.api(`/batches/${id}`));
  await expect.poll(async () => (await batch()).status, { timeout: PATIENCE_MS }).toBe("succeeded");
  const { succeeded, failed, skipped } = await counts(app, id);
  expect(succeeded + failed + skipped).toBe(BATCH_ROWS);
  expect(new Set(await itemRows(app, id)).size).toBe(BATCH_ROWS);
}

async function counts(app: Console, id: string): Promise<Counts> {
  return (await made<{ counts: Counts }>(app.api(`/batches/${id}`))).counts;
}

async function itemRows(app: Console, id: string): Promise<number[]> {
  const rows: number[] = [];
  for (let cursor: string | null = ""; cursor !== null; ) {
    const page: { items: { rowNumber: number }[]; nextCursor: string | null } = await made(
      app.api(`/batches/${id}/items?limit=100${cursor && `&cursor=${cursor}`}`),
    );
    rows.push(...page.items.map((item) => item.rowNumber));
    cursor = page.nextCursor;
  }
  return rows;
}

/** What the provider billed lies between what is settled and what may have been billed besides. */
async function expectBillInInterval(app: Console, sandboxUrl: string): Promise<void> {
  const { total, unknown } = await made<{ total: Amount; unknown: Amount }>(app.api("/spend?groupBy=batch"));
  const billed = await readBill(sandboxUrl);
  expect(
    compareAmounts(billed, total.amount),
    `billed ${billed}, settled ${total.amount}`,
  ).toBeGreaterThanOrEqual(0);
  expect(compareAmounts(billed, sumAmounts([total.amount, unknown.amount]))).toBeLessThanOrEqual(0);
}
