import { randomBytes } from "node:crypto";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { db } from "#db/client.ts";
import { findBatch } from "#db/queries/batches/batches.ts";
import { findDataset } from "#db/queries/datasets.ts";
import { answerOnce } from "#lib/api/answer-once.ts";
import { cloneBatch } from "#lib/batches/launch/clone-batch.ts";
import type { Launch } from "#lib/batches/launch/launch-batch.ts";
import { giveUpLaunchFrozen, runLaunchFrozen } from "#lib/batches/launch/launch-frozen.ts";
import { launchOver } from "#lib/batches/launch/launch-selection.ts";
import { cancelBatch } from "#lib/batches/run/control-batch.ts";
import { type AskedTerms, createSchedule } from "#lib/batches/schedules/save-schedule.ts";
import { viewSchedule } from "#lib/batches/schedules/view-schedules.ts";
import { viewBatch, viewBatches } from "#lib/batches/view/view-batch.ts";
import type { ProductFilter } from "#lib/catalogue/product-filter.ts";
import { pushProducts } from "#lib/catalogue/push-products.ts";
import { giveUpFreeze, runFreeze } from "#lib/catalogue/selections/run-freeze.ts";
import { createSelection } from "#lib/catalogue/selections/selections.ts";
import { newId } from "#lib/new-id.ts";
import { makeMaterials, operator } from "#tests/batches/batch-fixture.ts";
import { describeOnDatabase } from "#tests/fixtures/describe-on-database.ts";
import { startProvider, type TestProvider } from "#tests/fixtures/provider.ts";

const signal = new AbortController().signal;

// Nothing works on the queue here: each job is run by hand, when its turn has come.
describeOnDatabase("a launch over a selection that is yet to be frozen", () => {
  let provider: TestProvider;
  let terms: Omit<Launch, "name" | "datasetId">;

  beforeAll(async () => {
    vi.stubEnv("ENCRYPTION_KEY", randomBytes(32).toString("base64"));
    provider = await startProvider();
    const { datasetId: _, ...made } = await makeMaterials({
      ...{ providerUrl: provider.url, languages: ["en", "de"], onMissing: "block" },
    });
    terms = { ...made, budgetCap: { amount: "1000", currency: "USD" }, parameters: { maxOutputTokens: 100 } };
    const products = ["F-1", "F-2", "F-3"].map((key) => ({ key, title: key, attributes: { name: key } }));
    await pushProducts(operator, { products: [...products, { key: "F-bare", title: "No name" }] });
  });
  afterAll(async () => {
    vi.unstubAllEnvs();
    await provider.stop();
  });

  async function select(keys: string[]): Promise<string> {
    const filter: ProductFilter = { all: [{ field: "key", is: "in", value: keys }] };
    const made = await createSelection(operator, { name: keys.join(" "), filter });
    if (!made.ok) throw new Error(made.refusal.code);
    return made.value.id;
  }
  async function launch(keys: string[], more: Partial<Launch> = {}): Promise<string> {
    const launched = await launchOver(operator, {
      ...{ name: "Waits", ...terms, ...more },
      selectionId: await select(keys),
    });
    if (!launched.ok) throw new Error(launched.refusal.code);
    return launched.value.id;
  }
  async function read(id: string) {
    const view = await viewBatch(operator, id);
    if (!view.ok) throw new Error(view.refusal.code);
    return view.value;
  }
  async function freeze(id: string): Promise<void> {
    await runFreeze({ datasetId: (await read(id)).dataset.id }, signal);
  }

  test("is answered at once with a batch that waits for its rows, and starts when they are there", async () => {
    const id = await launch(["F-1", "F-2", "F-3"]);
    const waiting = { status: "scheduled", rowCount: 0, itemCount: 0, startedAt: null, notLaunchedFor: null };
    expect(await read(id)).toMatchObject({
      ...waiting,
      waitingFor: { code: "waits_for_rows", params: { rows: 0 }, until: null },
    });
    await runLaunchFrozen({ batchId: id });
    expect(await read(id)).toMatchObject(waiting);
    await freeze(id);
    expect(await read(id)).toMatchObject({ waitingFor: { code: "waits_for_rows", params: { rows: 3 } } });
    await runLaunchFrozen({ batchId: id });
    const launched = await read(id);
    expect(launched).toMatchObject({ status: "running", rowCount: 3, itemCount: 6, waitingFor: null });
    expect(launched.startedAt).not.toBeNull();
    // A job that runs once more, for its worker was killed after it, finds nothing to do.
    await runLaunchFrozen({ batchId: id });
    expect(await read(id)).toEqual(launched);
  });

  test("asked for twice with one key is one batch and one dataset", async () => {
    const selectionId = await select(["F-1"]);
    const body = { name: "Once", ...terms, selectionId };
    const key = newId();
    const ask = () =>
      answerOnce({ actor: operator, key, body }, async () => {
        const launched = await launchOver(operator, body);
        if (!launched.ok) throw new Error(launched.refusal.code);
        return launched.value;
      });
    expect(await ask()).toEqual(await ask());
    const listed = await viewBatches(operator, { limit: 10, search: "Once" });
    expect(listed).toMatchObject({ value: { items: [{ name: "Once" }] } });
  });

  test("is refused at once for what needs no rows", async () => {
    const selectionId = await select(["F-1"]);
    const refused = (more: object) => launchOver(operator, { name: "No", ...terms, selectionId, ...more });
    expect(await refused({ modelId: newId() })).toMatchObject({ refusal: { code: "model_not_found" } });
    expect(await refused({ budgetCap: undefined })).toMatchObject({ refusal: { code: "cap_missing" } });
    expect(await refused({ deadline: new Date(0) })).toMatchObject({ refusal: { code: "deadline_passed" } });
    expect(await refused({ selectionId: await select(["F-nowhere"]) })).toMatchObject({
      refusal: { code: "selection_empty" },
    });
    const listed = await viewBatches(operator, { limit: 10, search: "No" });
    expect(listed).toMatchObject({ value: { items: [] } });
  });

  test("whose products cannot be frozen is over, and its batch says why", async () => {
    const id = await launch(["F-2"]);
    await giveUpFreeze({ datasetId: (await read(id)).dataset.id });
    await runLaunchFrozen({ batchId: id });
    const batch = await read(id);
    expect(batch).toMatchObject({
      ...{ status: "failed", waitingFor: null, notLaunchedFor: { code: "given_up" } },
      counts: { pending: 0, running: 0, succeeded: 0, failed: 0 },
    });
    expect(batch.finishedAt).not.toBeNull();
  });

  test("that was tried in vain is over, and its batch says so", async () => {
    const id = await launch(["F-2"]);
    await freeze(id);
    await giveUpLaunchFrozen({ batchId: id });
    expect(await read(id)).toMatchObject({
      ...{ status: "failed", waitingFor: null, notLaunchedFor: { code: "given_up" } },
    });
  });

  test("whose products lack what its template reads says so, gives them up, and can be launched again", async () => {
    const id = await launch(["F-bare"]);
    await freeze(id);
    await runLaunchFrozen({ batchId: id });
    const batch = await read(id);
    expect(batch).toMatchObject({
      ...{ status: "failed", notLaunchedFor: { code: "inputs_not_in_dataset", params: { inputs: "name" } } },
    });
    expect((await findDataset(db(), batch.dataset.id))?.rowsRemovedAt).not.toBeNull();
    await pushProducts(operator, { products: [{ key: "F-bare", attributes: { name: "Now it has one" } }] });
    const again = await cloneBatch(operator, id, {});
    if (!again.ok) throw new Error(again.refusal.code);
    await freeze(again.value.id);
    await runLaunchFrozen({ batchId: again.value.id });
    expect(await read(again.value.id)).toMatchObject({ name: "Waits", status: "running", rowCount: 1 });
  });

  test("that finds nothing due has succeeded at that", async () => {
    const id = await launch(["F-1", "F-2", "F-3"], { only: ["rejected"] });
    await freeze(id);
    await runLaunchFrozen({ batchId: id });
    expect(await read(id)).toMatchObject({ status: "succeeded", notLaunchedFor: { code: "nothing_due" } });
  });

  test("cancelled meanwhile stays cancelled, and its products are put nowhere", async () => {
    const id = await launch(["F-3"]);
    expect(await cancelBatch(operator, id)).toMatchObject({ value: { status: "cancelled" } });
    await freeze(id);
    await runLaunchFrozen({ batchId: id });
    await giveUpLaunchFrozen({ batchId: id });
    expect(await read(id)).toMatchObject({ status: "cancelled", rowCount: 0, notLaunchedFor: null });
    const dataset = await findDataset(db(), (await findBatch(db(), id))?.datasetId ?? "");
    expect(dataset).toMatchObject({ status: "importing", rowCount: 0 });
  });

  test("waits for its start as well, where that is later", async () => {
    const startAt = new Date(Date.now() + 3_600_000);
    const id = await launch(["F-1", "F-2"], { startAt });
    await freeze(id);
    await runLaunchFrozen({ batchId: id });
    expect(await read(id)).toMatchObject({
      ...{ status: "scheduled", rowCount: 2, itemCount: 4 },
      waitingFor: { code: "waits_for_start", until: startAt.toISOString() },
    });
  });

  test("a schedule over it is kept before its products are there, and refused for what needs no rows", async () => {
    const selectionId = await select(["F-1"]);
    const schedule = (more: object) =>
      createSchedule(operator, {
        ...{ name: "Nightly", cron: "0 3 * * *", timeZone: "UTC" },
        launch: {
          ...terms,
          selectionId,
          mode: "realtime",
          reviewPlan: { kind: "every" },
          ...more,
        } as AskedTerms,
      });
    expect(await schedule({ modelId: newId() })).toMatchObject({ refusal: { code: "model_not_found" } });
    const kept = await schedule({});
    if (!kept.ok) throw new Error(kept.refusal.code);
    const view = await viewSchedule(operator, kept.value.id);
    expect(view).toMatchObject({ value: { selection: { name: "F-1" }, dataset: { name: "F-1" } } });
  });
});
