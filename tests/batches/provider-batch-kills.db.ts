import Big from "big.js";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { sumAmounts } from "#lib/money.ts";
import { type RunningSandbox, startSandbox } from "#lib/sandbox/start-sandbox.ts";
import { databaseUrl } from "#tests/fixtures/database-url.ts";
import { describeOnDatabase } from "#tests/fixtures/describe-on-database.ts";
import { embeddedFolder } from "#tests/fixtures/embedded-folder.ts";
import { type Forwarder, type Interception, startForwarder } from "#tests/fixtures/forwarder.ts";
import { insideEmbedded } from "#tests/fixtures/inside-embedded.ts";
import { letHeartbeatsLapse } from "#tests/fixtures/let-heartbeats-lapse.ts";
import { TEST_PRICES } from "#tests/fixtures/provider.ts";
import {
  startEmbeddedWorker,
  startWorkerProcess,
  type WorkerProcess,
} from "#tests/fixtures/start-worker-process.ts";
import { temporaryFolder } from "#tests/fixtures/temporary-folder.ts";
import { booksOf, launch, type MaterialOptions, makeMaterials, until, untilState } from "./batch-fixture.ts";

const PATIENCE_MS = 400_000;
const ROWS = 400;

/** Every place between the intent and the last result at which a worker can die. */
const EVERYWHERE: readonly Interception[] = [
  { method: "POST", path: /\/files$/, point: "before" },
  { method: "POST", path: /\/files$/, point: "unanswered" },
  { method: "POST", path: /\/batches$/, point: "before" },
  { method: "POST", path: /\/batches$/, point: "unanswered" },
  { method: "GET", path: /\/batches\/batch_/, point: "unanswered" },
  { method: "GET", path: /\/content$/, point: "half-answered" },
  { method: "GET", path: /\/content$/, point: "answered" },
];
/** One of each kind of moment: what is otherwise on the embedded database is that it dies too. */
const EACH_MOMENT = [0, 3, 5, 6].map((place) => EVERYWHERE[place] as Interception);

let sandbox: RunningSandbox;
let forwarder: Forwarder;
let strike: () => Promise<void>;

beforeEach(async () => {
  sandbox = await startSandbox();
});
afterEach(async () => {
  await forwarder.stop();
  await sandbox.close();
});

const options = (): MaterialOptions => ({
  providerUrl: `${forwarder.url}/v1`,
  rows: ROWS,
  batchDiscount: "0.5",
  provider: {
    kind: "sandbox",
    model: "sandbox-fast",
    headers: { "x-sandbox-batch-seconds": "0.2", "x-sandbox-batch-duplicates": "0.1" },
  },
});

const launchBatched = async () => launch(await makeMaterials(options()), { mode: "provider-batch" });

/** As many items in two languages, each of a model of its own and so in files of its own. */
async function launchOfTwoModels(): Promise<string> {
  const { modelId } = await makeMaterials({ ...options(), rows: 1 });
  const languageOverrides = { de: { modelId } };
  const languages = ["en", "de"];
  const materials = await makeMaterials({ ...options(), rows: ROWS / 2, languages, languageOverrides });
  return launch(materials, { mode: "provider-batch" });
}

/** Lets one worker after another work on it, each killed at the next place. @param lapse has it missed at once. */
async function killOneAfterAnother(start: () => WorkerProcess, lapse: () => Promise<void>): Promise<void> {
  const places = forwarder.left();
  let worker = start();
  let killed = 0;
  strike = async () => {
    await worker.kill();
    await lapse();
    killed++;
    if (forwarder.left() > 0) worker = start();
  };
  await until(async () => killed === places, PATIENCE_MS);
}

async function expectWholeAndPaidOnce(id: string, files: number): Promise<void> {
  const { batch, items, entries } = await booksOf(id);
  expect(items.map(({ seq }) => seq)).toEqual(Array.from({ length: ROWS }, (_, seq) => seq));
  const bill = (await (await fetch(`${sandbox.url}/bill`)).json()) as {
    total: { calls: number };
    batched: { total: { calls: number; inputTokens: number; outputTokens: number } };
  };
  expect(bill.total.calls + bill.batched.total.calls).toBe(ROWS);
  const { inputTokens, outputTokens } = bill.batched.total;
  const billed = new Big(inputTokens)
    .times(TEST_PRICES.input)
    .plus(new Big(outputTokens).times(TEST_PRICES.output))
    .times("0.0000005")
    .toFixed();
  expect(batch).toMatchObject({ spent: billed, unknown: "0", reserved: "0" });
  expect(entries).toHaveLength(ROWS);
  expect(sumAmounts(entries.map(({ cost }) => cost))).toBe(billed);
  expect(await batchesAtProvider()).toBe(files);
}

async function batchesAtProvider(): Promise<number> {
  const list = (await (await fetch(`${sandbox.url}/v1/batches?limit=100`)).json()) as { data: unknown[] };
  return list.data.length;
}

describeOnDatabase("workers that die over a provider batch", (database) => {
  const folder = temporaryFolder();
  beforeEach(({ skip }) => {
    skip(database().kind === "embedded", "the embedded database serves one process");
  });

  test("lose nothing and pay nothing twice, wherever they die", { timeout: PATIENCE_MS }, async () => {
    const env = { DATABASE_URL: databaseUrl(database()), DATA_DIR: folder };
    forwarder = await startForwarder(sandbox.url, EVERYWHERE, () => strike());
    const id = await launchOfTwoModels();
    await killOneAfterAnother(() => startWorkerProcess(env), letHeartbeatsLapse);
    const last = startWorkerProcess(env);
    await untilState(id, ["succeeded"], PATIENCE_MS);
    await last.kill();
    await expectWholeAndPaidOnce(id, 2);
  });
});

describe("a process on the embedded database that dies over a provider batch", () => {
  const folder = embeddedFolder();

  test("loses nothing and pays nothing twice, wherever it dies", { timeout: PATIENCE_MS }, async () => {
    forwarder = await startForwarder(sandbox.url, EACH_MOMENT, () => strike());
    const id = await insideEmbedded(folder, launchBatched);
    const start = () => startEmbeddedWorker(folder, id);
    await killOneAfterAnother(start, () => insideEmbedded(folder, letHeartbeatsLapse));
    const last = start();
    expect(await last.exited, last.output()).toBe(0);
    await insideEmbedded(folder, () => expectWholeAndPaidOnce(id, 1));
  });
});
