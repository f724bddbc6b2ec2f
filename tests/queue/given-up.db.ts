import { readFile } from "node:fs/promises";
import { eq, sql } from "drizzle-orm";
import type { PgBoss } from "pg-boss";
import { beforeAll, expect, test } from "vitest";
import { db } from "#db/client.ts";
import { findBatch } from "#db/queries/batches/batches.ts";
import { takeChunk } from "#db/queries/batches/chunks.ts";
import { batchChunks, batches, providerBatches } from "#db/schema/batches.ts";
import { catalogueImports } from "#db/schema/catalogue.ts";
import { datasets } from "#db/schema/datasets.ts";
import { imagePreviews, imageReports } from "#db/schema/images.ts";
import { collections, documents } from "#db/schema/knowledge.ts";
import { notificationDeliveries, notificationEvents, notificationTargets } from "#db/schema/notifications.ts";
import { publications } from "#db/schema/publishing.ts";
import { scheduleRuns, schedules } from "#db/schema/schedules.ts";
import { trialCells, trials } from "#db/schema/trials.ts";
import { feedBatchJob } from "#lib/batches/jobs.ts";
import { resumeBatch } from "#lib/batches/run/control-batch.ts";
import { writeCallKey } from "#lib/calls/call-key.ts";
import { readableFailure } from "#lib/failure-schema.ts";
import { newId } from "#lib/new-id.ts";
import { enqueue } from "#lib/queue/queue.ts";
import { handledJobs } from "#lib/worker/handlers.ts";
import { booksOf, launch, makeMaterials, operator, until, workHere } from "#tests/batches/batch-fixture.ts";
import { describeOnDatabase } from "#tests/fixtures/describe-on-database.ts";
import { startProvider, type TestProvider } from "#tests/fixtures/provider.ts";
import { temporaryFolder } from "#tests/fixtures/temporary-folder.ts";

const GIVEN_UP = { code: "given_up" };
/** What a worker had under way when it died. */
const LOST_CALL = writeCallKey({ seq: 0, step: 0, call: 0, purpose: "generate", fallback: false });

/** Every kind of job there is, and what it must leave; a new kind has to say so here. */
const LEFT: Record<string, () => Promise<void>> = {
  "datasets.import": () => aDatasetInTheMaking("datasets.import"),
  "datasets.pick": () => aDatasetInTheMaking("datasets.pick"),
  "catalogue.import": aCatalogueImport,
  "catalogue.freeze": () => aDatasetInTheMaking("catalogue.freeze"),
  // The next change asks for it again.
  "catalogue.index": async () => giveUp("catalogue.index", {}),
  "datasets.clean-uploads": async () => giveUp("datasets.clean-uploads", {}),
  "trials.run": aTrial,
  "batches.launch-frozen": () => shownIn("catalogue/launch-while-frozen.db.ts", "giveUpLaunchFrozen({"),
  "batches.feed": aBatchToFeed,
  "batches.run-chunk": aChunk,
  "batches.drive-provider-batch": aProviderBatch,
  "schedules.run": aSchedule,
  "budgets.recount": aBudget,
  "publishing.write": aPublication,
  "retention.remove": aRetention,
  "batches.form-lots": () => askedAgain("batches.form-lots", "batchId"),
  "review.settle-lot": () => askedAgain("review.settle-lot", "lotId"),
  "notifications.deliver": aDelivery,
  "review.regenerate": () => shownIn("review/regenerations.db.ts", "giveUpRegeneration({"),
  "checks.rescan": () => shownIn("checks/rescans.db.ts", "giveUpRescan({"),
  "outputs.bulk": () => shownIn("outputs/bulk-actions.db.ts", "giveUpBulkAction({"),
  "images.preview": aPreview,
  "images.report": aReport,
  // The next preview asks for it again, and the next search for that of its collection.
  "images.clean": async () => giveUp("images.clean", {}),
  "knowledge.fill": async () => giveUp("knowledge.fill", { collectionId: newId() }),
  "knowledge.index": aDocument,
  "improvements.propose": () => shownIn("improvements/improve.db.ts", "giveUpImprovement({"),
  "conversations.answer": () => shownIn("conversations/converse.db.ts", "giveUpTurn({"),
};

/** The job of nothing but an id, which stands in the queue again. */
async function askedAgain(name: string, idName: string) {
  const id = newId();
  await giveUp(name, { [idName]: id });
  const waiting = await db().execute(sql`
    select id from queue.job where name = ${name} and data ->> ${idName} = ${id}`);
  expect(waiting).toHaveLength(1);
}

/** What takes a whole room to be set up is tested there. */
async function shownIn(file: string, call: string) {
  expect(await readFile(new URL(`../${file}`, import.meta.url), "utf8")).toContain(call);
}

async function aDelivery() {
  const [targetId, eventId, id] = [newId(), newId(), newId()];
  await db()
    .insert(notificationTargets)
    .values({
      ...{ id: targetId, name: "Shop", kind: "webhook", shownAddress: "https://shop.example/…" },
      ...{ locale: "en", events: ["batch.finished"], createdBy: operator.memberId },
    });
  await db()
    .insert(notificationEvents)
    .values({ id: eventId, kind: "batch.finished", key: eventId, subjectId: newId(), facts: {} });
  await db().insert(notificationDeliveries).values({ id, targetId, eventId });
  await giveUp("notifications.deliver", { deliveryId: id });
  const [delivery] = await db()
    .select()
    .from(notificationDeliveries)
    .where(eq(notificationDeliveries.id, id));
  expect(delivery).toMatchObject({ state: "dead", failure: GIVEN_UP });
}

async function giveUp(name: string, payload: object): Promise<void> {
  await handledJobs.find((job) => job.name === name)?.giveUp(payload);
}

let provider: TestProvider;

async function launched(mode: "realtime" | "provider-batch" = "realtime"): Promise<string> {
  const materials = await makeMaterials({ providerUrl: provider.url, rows: 3, batchDiscount: "0.5" });
  return launch(materials, { mode });
}

async function aDatasetInTheMaking(name: string) {
  const id = newId();
  await db()
    .insert(datasets)
    .values({ id, name: "Perfumes", status: "importing", columns: [], createdBy: operator.memberId });
  await giveUp(name, { datasetId: id });
  const [dataset] = await db().select().from(datasets).where(eq(datasets.id, id));
  expect(dataset).toMatchObject({ status: "failed", failure: GIVEN_UP });
}

async function aCatalogueImport() {
  for (const status of ["reading", "committing", "rolling-back"] as const) {
    const id = newId();
    await db()
      .insert(catalogueImports)
      .values({
        ...{ id, status, uploadId: newId(), fileName: "a.csv", bytes: 1, dryRun: true, plan: {} },
        createdBy: operator.memberId,
      });
    await giveUp("catalogue.import", { importId: id });
    const [found] = await db().select().from(catalogueImports).where(eq(catalogueImports.id, id));
    expect(found).toMatchObject({ status: "failed", failure: GIVEN_UP });
  }
}

async function aPreview() {
  const id = newId();
  await db()
    .insert(imagePreviews)
    .values({ id, assetId: newId(), operations: [], status: "queued", createdBy: operator.memberId });
  await giveUp("images.preview", { previewId: id });
  const [preview] = await db().select().from(imagePreviews).where(eq(imagePreviews.id, id));
  expect(preview).toMatchObject({ status: "failed", failure: GIVEN_UP });
}

async function aReport() {
  const id = newId();
  await db()
    .insert(imageReports)
    .values({
      ...{ id, datasetId: newId(), column: "photo", status: "running", rows: 3 },
      createdBy: operator.memberId,
    });
  await giveUp("images.report", { reportId: id });
  const [report] = await db().select().from(imageReports).where(eq(imageReports.id, id));
  expect(report).toMatchObject({ status: "failed", failure: GIVEN_UP });
}

async function aDocument() {
  const [collectionId, createdBy] = [newId(), operator.memberId];
  await db()
    .insert(collections)
    .values({ id: collectionId, name: "Care", embeddingModelId: newId(), currency: "USD", createdBy });
  for (const status of ["queued", "indexing"] as const) {
    const id = newId();
    const file = { uploadId: newId(), fileName: `${status}.txt`, bytes: 1, metadata: {} };
    await db()
      .insert(documents)
      .values({ id, collectionId, status, createdBy, ...file });
    await giveUp("knowledge.index", { documentId: id });
    const [document] = await db().select().from(documents).where(eq(documents.id, id));
    expect(document).toMatchObject({ status: "failed", failure: GIVEN_UP });
  }
}

async function aTrial() {
  const { datasetId, templateVersionId, modelId } = await makeMaterials({
    providerUrl: provider.url,
    rows: 3,
  });
  const id = newId();
  await db()
    .insert(trials)
    .values({
      id,
      datasetId,
      variants: [{ templateVersionId, modelId }],
      sample: { size: 1, method: "first", seed: 1, rows: [{ rowNumber: 1, weight: 3, drawnAs: "first" }] },
      languages: ["en"],
      status: "running",
      createdBy: operator.memberId,
    });
  await db().insert(trialCells).values({
    trialId: id,
    seq: 0,
    variant: 0,
    rowNumber: 1,
    language: "en",
    status: "running",
  });
  await giveUp("trials.run", { trialId: id });
  const [trial] = await db().select().from(trials).where(eq(trials.id, id));
  expect(trial).toMatchObject({ status: "failed", failure: GIVEN_UP });
  const cells = await db().select().from(trialCells).where(eq(trialCells.trialId, id));
  expect(cells.map(({ status }) => status)).toEqual(["failed"]);
}

async function aBatchToFeed() {
  const [running, scheduled] = [await launched(), await launched()];
  await db()
    .update(batches)
    .set({ state: "scheduled", startAt: new Date() })
    .where(eq(batches.id, scheduled));
  for (const batchId of [running, scheduled]) {
    await giveUp("batches.feed", { batchId });
    expect(await findBatch(db(), batchId)).toMatchObject({ state: "paused", pausedFor: GIVEN_UP });
  }
}

async function aChunk() {
  const batchId = await launched();
  await until(async () => {
    await handledJobs
      .find(({ name }) => name === feedBatchJob.name)
      ?.run({ batchId }, new AbortController().signal);
    return takeChunk(db(), batchId, 0);
  });
  await db()
    .update(batchChunks)
    .set({ started: { [LOST_CALL]: "0.01" } })
    .where(eq(batchChunks.batchId, batchId));
  await db().update(batches).set({ reserved: "0.01" }).where(eq(batches.id, batchId));
  await giveUp("batches.run-chunk", { batchId, number: 0 });
  expect((await booksOf(batchId)).batch).toMatchObject({
    state: "paused",
    pausedFor: GIVEN_UP,
    reserved: "0",
    unknown: "0.01",
  });
  expect(await resumeBatch(operator, { id: batchId })).toMatchObject({ ok: true });
  const [chunk] = await db().select().from(batchChunks).where(eq(batchChunks.batchId, batchId));
  expect(chunk?.state).toBe("queued");
}

async function aProviderBatch() {
  for (const state of ["collecting", "submitted"] as const) {
    const batchId = await launched("provider-batch");
    await db().update(batches).set({ state: "running", nextSeq: 3 }).where(eq(batches.id, batchId));
    const id = newId();
    await db().insert(providerBatches).values({ id, batchId, state, requests: 3 });
    await db()
      .insert(batchChunks)
      .values({
        batchId,
        number: 0,
        fromSeq: 0,
        toSeq: 3,
        state: "running",
        providerBatchId: id,
        started: { [LOST_CALL]: "0.01" },
      });
    await db().update(batches).set({ reserved: "0.01" }).where(eq(batches.id, batchId));
    await giveUp("batches.drive-provider-batch", { id, turn: 0 });
    expect((await booksOf(batchId)).batch).toMatchObject({
      state: "paused",
      pausedFor: GIVEN_UP,
      reserved: "0",
      unknown: state === "submitted" ? "0.01" : "0",
    });
  }
}

async function aSchedule() {
  const scheduleId = newId();
  const dueAt = new Date();
  await db().insert(schedules).values({
    id: scheduleId,
    name: "Nightly",
    launch: {},
    cron: "0 3 * * *",
    timeZone: "UTC",
    state: "active",
    ownerId: operator.memberId,
    nextRunAt: dueAt,
  });
  await giveUp("schedules.run", { scheduleId, dueAt: dueAt.toISOString() });
  const [run] = await db().select().from(scheduleRuns).where(eq(scheduleRuns.scheduleId, scheduleId));
  expect(run?.refusal).toEqual(GIVEN_UP);
  const [schedule] = await db().select().from(schedules).where(eq(schedules.id, scheduleId));
  expect(schedule?.nextRunAt?.getTime()).toBeGreaterThan(dueAt.getTime());
}

async function aBudget() {
  const budgetId = newId();
  await giveUp("budgets.recount", { budgetId });
  const waiting = await db().execute(sql`
    select id from queue.job where name = 'budgets.recount' and data ->> 'budgetId' = ${budgetId}`);
  expect(waiting).toHaveLength(1);
}

async function aRetention() {
  const turn = 987_654;
  await giveUp("retention.remove", { turn });
  const waiting = await db().execute(sql`
    select id from queue.job where name = 'retention.remove' and data ->> 'turn' = ${String(turn)}`);
  expect(waiting).toHaveLength(1);
}

async function aPublication() {
  const id = newId();
  const batchId = await launched();
  await db().insert(publications).values({
    id,
    batchId,
    kind: "file",
    config: {},
    status: "running",
    cutoffAt: new Date(),
    createdBy: operator.memberId,
  });
  await giveUp("publishing.write", { publicationId: id });
  const [publication] = await db().select().from(publications).where(eq(publications.id, id));
  expect(publication).toMatchObject({ status: "failed", failure: { code: "publication_failed" } });
}

describeOnDatabase("a job whose retries have run out", () => {
  beforeAll(async () => {
    process.env.DATA_DIR = temporaryFolder();
    provider = await startProvider();
    return () => provider.stop();
  });

  test.each(handledJobs.map(({ name }) => name))(
    "of the kind %s leaves nothing running for ever",
    async (name) => {
      await LEFT[name]?.();
      expect(Object.keys(LEFT)).toContain(name);
    },
  );

  test("says in both languages that it was given up", () => {
    for (const locale of ["en", "zh-CN"] as const)
      expect(readableFailure(GIVEN_UP, locale)?.message).not.toContain("given_up");
  });

  test("is given up by the next worker, however it ended", async () => {
    const { pressworkQueue: queue } = globalThis as typeof globalThis & { pressworkQueue?: PgBoss };
    if (!queue) throw new Error("The queue is not started.");
    const batchId = await launched();
    const later = new Date(Date.now() + 3_600_000);
    await enqueue(db(), feedBatchJob, { batchId }, { startAfter: later });
    const [job] = await db().execute<{ id: string }>(sql`
      update queue.job set retry_limit = 0 where name = ${feedBatchJob.name} and data ->> 'batchId' = ${batchId}
        and start_after > now() + interval '30 minutes' returning id::text`);
    await queue.fail(feedBatchJob.name, job?.id ?? "");
    await workHere();
    await until(async () => (await findBatch(db(), batchId))?.pausedFor?.code === "given_up");
  });
});
