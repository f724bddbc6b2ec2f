import { existsSync } from "node:fs";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { eq, sql } from "drizzle-orm";
import { afterAll, beforeAll, beforeEach, expect, test, vi } from "vitest";
import { db } from "#db/client.ts";
import { hasRowsToRemove } from "#db/queries/retention/datasets.ts";
import { takeNextTurn } from "#db/queries/retention/policies.ts";
import { findAttempts } from "#db/queries/spend/find-attempts.ts";
import { auditLog, settings } from "#db/schema/auth.ts";
import { batches, batchItems, responseCache } from "#db/schema/batches.ts";
import { datasetRows, datasets, uploads } from "#db/schema/datasets.ts";
import { publications } from "#db/schema/publishing.ts";
import { attempts, spendBuckets } from "#db/schema/spend.ts";
import type { Actor } from "#lib/auth/actor.ts";
import { retryBatch } from "#lib/batches/run/control-batch.ts";
import { viewItem } from "#lib/batches/view/view-items.ts";
import { newId } from "#lib/new-id.ts";
import { createPublication } from "#lib/publishing/create-publication.ts";
import { listPublishable, openPublicationFile } from "#lib/publishing/read-publications.ts";
import { removeOld } from "#lib/retention/remove-old.ts";
import { type KeepDays, RETENTION_KINDS } from "#lib/retention/retention-kind.ts";
import { saveRetention } from "#lib/retention/save-retention.ts";
import { previewRetention, viewRetention } from "#lib/retention/view-retention.ts";
import { claimItems } from "#lib/review/claim-items.ts";
import { decideItems } from "#lib/review/decide-items.ts";
import {
  launch,
  type Materials,
  makeMaterials,
  operator,
  until,
  untilState,
  workHere,
} from "#tests/batches/batch-fixture.ts";
import { describeOnDatabase } from "#tests/fixtures/describe-on-database.ts";
import { startProvider, type TestProvider } from "#tests/fixtures/provider.ts";
import { temporaryFolder } from "#tests/fixtures/temporary-folder.ts";

vi.setConfig({ testTimeout: 90_000 });

const DAYS = 30;
const admin: Actor = { memberId: newId(), name: "Ada", roles: ["admin"], via: "token" };
const reviewer: Actor = { memberId: newId(), name: "Rei", roles: ["reviewer"], via: "token" };

describeOnDatabase("what is kept long enough", () => {
  const dataDir = temporaryFolder();
  let provider: TestProvider;
  beforeAll(async () => {
    process.env.DATA_DIR = dataDir;
    provider = await startProvider();
    await workHere();
  });
  beforeEach(async () => {
    await saveRetention(admin, {});
  });
  afterAll(() => provider.stop());

  /** Makes a batch over `rows` rows and waits until it is over. */
  async function makeBatch(rows = 3): Promise<{ id: string; materials: Materials }> {
    const materials = await makeMaterials({ providerUrl: provider.url, rows });
    const id = await launch(materials);
    await untilState(id, ["succeeded"]);
    return { id, materials };
  }

  async function approveAll(batchId: string): Promise<void> {
    const claimed = await claimItems(reviewer, {
      batchId,
      limit: 50,
      state: "pending",
      except: [],
      resume: false,
    });
    if (!claimed.ok) throw new Error(claimed.refusal.code);
    const decided = await decideItems(
      reviewer,
      claimed.value.claims.map(({ itemId, token, outputVersion }) => ({
        itemId,
        token,
        outputVersion,
        decision: "approve" as const,
      })),
    );
    if (!decided.ok) throw new Error(decided.refusal.code);
  }

  async function publish(batchId: string): Promise<string> {
    const created = await createPublication(
      { ...operator, roles: ["operator"] },
      {
        batchId,
        channel: { kind: "file", format: "csv" },
      },
    );
    if (!created.ok) throw new Error(created.refusal.code);
    await until(async () => {
      const [row] = await db().select().from(publications).where(eq(publications.id, created.value.id));
      return row?.status === "succeeded";
    });
    return created.value.id;
  }

  /** Moves everything that has happened to a batch so many days back. */
  async function age(batchId: string, days = DAYS + 1): Promise<void> {
    const by = sql.raw(`interval '${days} days'`);
    await db().execute(
      sql`update batches set created_at = created_at - ${by}, finished_at = finished_at - ${by} where id = ${batchId}`,
    );
    await db().execute(
      sql`update batch_items set decided_at = decided_at - ${by} where batch_id = ${batchId}`,
    );
    await db().execute(
      sql`update decision_buckets set starts_at = starts_at - ${by} where batch_id = ${batchId}`,
    );
    await db().execute(
      sql`update publications set created_at = created_at - ${by}, finished_at = finished_at - ${by}, cutoff_at = cutoff_at - ${by} where batch_id = ${batchId}`,
    );
    await db().execute(
      sql`update datasets set created_at = created_at - ${by}, finished_at = finished_at - ${by} where id = (select dataset_id from batches where id = ${batchId})`,
    );
  }

  async function effectOf(keepDays: KeepDays, kind: keyof KeepDays) {
    const effects = await previewRetention(admin, keepDays);
    if (!effects.ok) throw new Error(effects.refusal.code);
    const effect = effects.value.find((one) => one.kind === kind);
    if (!effect) throw new Error("Not previewed.");
    return effect;
  }

  /** Sets policies and does at once what the worker would do. */
  async function keepFor(keepDays: KeepDays): Promise<void> {
    const saved = await saveRetention(admin, keepDays);
    if (!saved.ok) throw new Error(saved.refusal.code);
    const turn = await db().transaction((tx) => takeNextTurn(tx, null));
    await removeOld({ turn: turn ?? 0 }, new AbortController().signal);
  }

  const itemsOf = (id: string) => db().select().from(batchItems).where(eq(batchItems.batchId, id));

  test("goes when a policy says so, as the preview said, and the ledger with its totals stays", async () => {
    const { id } = await makeBatch();
    await approveAll(id);
    await publish(id);
    await age(id);
    const ledger = await db().select().from(attempts);
    const totals = await db().select().from(spendBuckets);
    const [books] = await db().select().from(batches).where(eq(batches.id, id));

    const effect = await effectOf({ outputs: DAYS }, "outputs");
    expect(effect).toMatchObject({ count: 1, heldBack: 0 });
    expect(effect.bytes).toBeGreaterThan(0);
    expect(await itemsOf(id)).toHaveLength(3);
    await keepFor({ outputs: DAYS });

    expect(await itemsOf(id)).toEqual([]);
    expect(await db().select().from(attempts)).toEqual(ledger);
    expect(await db().select().from(spendBuckets)).toEqual(totals);
    const [after] = await db().select().from(batches).where(eq(batches.id, id));
    expect(after).toEqual({ ...books, outputsRemovedAt: expect.any(Date) });
    expect(await effectOf({ outputs: DAYS }, "outputs")).toMatchObject({ count: 0, bytes: 0 });
    expect(await retryBatch(operator, { id })).toMatchObject({ refusal: { code: "outputs_removed" } });
    expect(await viewItem(operator, id, 0)).toMatchObject({ refusal: { code: "outputs_removed" } });
    const offered = await listPublishable(reviewer);
    expect(offered.ok && offered.value.map(({ batchId }) => batchId)).not.toContain(id);
    expect(
      await createPublication(
        { ...operator, roles: ["operator"] },
        { batchId: id, channel: { kind: "file", format: "csv" } },
      ),
    ).toMatchObject({ refusal: { code: "outputs_removed" } });
    const [entry] = await db().select().from(auditLog).where(eq(auditLog.action, "retention.remove"));
    expect(entry).toMatchObject({ actorId: null, targetId: "outputs", after: { count: 1 } });
  });

  test("rows stay as long as outputs made from them, so that these can be published and made again", async () => {
    const { id, materials } = await makeBatch();
    await approveAll(id);
    await publish(id);
    await age(id);
    const rows = () => db().$count(datasetRows, eq(datasetRows.datasetId, materials.datasetId));
    const { heldBack } = await effectOf({ datasets: DAYS }, "datasets");
    expect(heldBack).toBeGreaterThanOrEqual(1);
    await keepFor({ datasets: DAYS });
    const [kept] = await db().select().from(datasets).where(eq(datasets.id, materials.datasetId));
    expect(kept).toMatchObject({ rowsRemovedAt: null, archivedAt: null });
    expect(await rows()).toBe(3);
    const opened = await openPublicationFile(operator, await publish(id), "file");
    if (!opened.ok) throw new Error(opened.refusal.code);
    expect(await text(opened.value.file.content)).toContain("Perfume 3");

    await age(id);
    await keepFor({ outputs: DAYS });
    expect(await effectOf({ datasets: DAYS }, "datasets")).toMatchObject({ heldBack: heldBack - 1 });
  });

  test("the ledger says which trials and batches are still there to be looked at", async () => {
    const { id } = await makeBatch(1);
    const [made] = await db().select().from(attempts).where(eq(attempts.runId, id));
    if (!made) throw new Error("Nothing was called.");
    const trialId = newId();
    await db()
      .insert(attempts)
      .values({ ...made, id: newId(), runKind: "trial", runId: trialId });
    const existsOf = async (runId: string) =>
      (await findAttempts(db(), { runId }, { limit: 1, after: null })).map(({ runExists }) => runExists);
    expect([await existsOf(id), await existsOf(trialId)]).toEqual([[true], [false]]);
    await db().execute(sql`update batches set created_at = now() where id = ${id}`);
  });

  test("stays where a review is open, an approval is not published, or something happened since", async () => {
    const unreviewed = await makeBatch();
    await age(unreviewed.id);
    const unpublished = await makeBatch();
    await approveAll(unpublished.id);
    await age(unpublished.id);
    const fresh = await makeBatch();
    await approveAll(fresh.id);
    await publish(fresh.id);

    expect(await effectOf({ outputs: DAYS }, "outputs")).toMatchObject({ count: 0, heldBack: 2 });
    expect(await effectOf({ datasets: DAYS }, "datasets")).toMatchObject({ heldBack: 2 });
    await keepFor({ outputs: DAYS, datasets: DAYS });
    for (const { id } of [unreviewed, unpublished, fresh]) expect(await itemsOf(id)).toHaveLength(3);
    for (const { materials } of [unreviewed, unpublished, fresh])
      expect(await db().$count(datasetRows, eq(datasetRows.datasetId, materials.datasetId))).toBe(3);
    await db().execute(
      sql`update batches set created_at = now(), finished_at = now() where outputs_removed_at is null`,
    );
  });

  test("a running batch loses nothing, however old its data", async () => {
    const materials = await makeMaterials({
      providerUrl: provider.url,
      rows: 40,
      limits: { concurrency: 1 },
    });
    provider.latency(150);
    const id = await launch(materials);
    await age(id);
    await keepFor({
      outputs: 1,
      datasets: 1,
      uploads: 1,
      answers: 1,
      publications: 1,
      trials: 1,
      audit: 184,
    });
    provider.latency(0);
    await untilState(id, ["succeeded"], 80_000);
    const items = await itemsOf(id);
    expect(items).toHaveLength(40);
    expect(items.every(({ state }) => state === "succeeded")).toBe(true);
  });

  test("rows of a dataset that nothing uses go in pieces, a moment after it left the lists", async () => {
    const { datasetId } = await makeMaterials({ providerUrl: provider.url, rows: 12_000 });
    await db().execute(
      sql`update datasets set created_at = now() - interval '40 days' where id = ${datasetId}`,
    );
    const effect = await effectOf({ datasets: DAYS }, "datasets");
    expect(effect.count).toBe(1);
    expect(effect.bytes).toBeGreaterThan(12_000 * 20);
    const cleanings = () =>
      db().execute(sql`select 1 from queue.job where name = 'datasets.clean-uploads' and state = 'created'`);
    const before = (await cleanings()).length;
    await keepFor({ datasets: DAYS });
    // The file it was read from, and that of its errors, go as those of any archived dataset.
    expect((await cleanings()).length).toBeGreaterThan(before);
    const [given] = await db().select().from(datasets).where(eq(datasets.id, datasetId));
    expect(given).toMatchObject({
      archivedAt: expect.any(Date),
      rowsRemovedAt: expect.any(Date),
      name: "Perfumes",
    });
    expect(await db().$count(datasetRows, eq(datasetRows.datasetId, datasetId))).toBe(12_000);

    await db().execute(
      sql`update datasets set rows_removed_at = rows_removed_at - interval '2 minutes' where id = ${datasetId}`,
    );
    await keepFor({ datasets: DAYS });
    expect(await db().$count(datasetRows, eq(datasetRows.datasetId, datasetId))).toBe(0);
  });

  test("a dataset that somebody launched on just when it was given up is given back whole", async () => {
    const materials = await makeMaterials({ providerUrl: provider.url, rows: 5 });
    const { datasetId } = materials;
    await db().execute(
      sql`update datasets set created_at = now() - interval '40 days' where id = ${datasetId}`,
    );
    const id = await launch(materials);
    await db().execute(
      sql`update datasets set rows_removed_at = now() - interval '2 minutes', archived_at = now() - interval '2 minutes' where id = ${datasetId}`,
    );
    await keepFor({ datasets: DAYS });
    const [back] = await db().select().from(datasets).where(eq(datasets.id, datasetId));
    expect(back).toMatchObject({ archivedAt: null, rowsRemovedAt: null });
    await untilState(id, ["succeeded"]);
    expect(await itemsOf(id)).toHaveLength(5);
  });

  test("a dataset that rows are missing of is never given back, and its batch makes nothing again", async () => {
    const { id, materials } = await makeBatch();
    const { datasetId } = materials;
    await db().execute(
      sql`update datasets set rows_removed_at = now() - interval '2 minutes', archived_at = now() - interval '2 minutes' where id = ${datasetId}`,
    );
    await db().execute(sql`delete from dataset_rows where dataset_id = ${datasetId} and row_number = 2`);
    await keepFor({ datasets: DAYS });
    const [gone] = await db().select().from(datasets).where(eq(datasets.id, datasetId));
    expect(gone).toMatchObject({ archivedAt: expect.any(Date), rowsRemovedAt: expect.any(Date) });
    expect(await retryBatch(operator, { id })).toMatchObject({ refusal: { code: "dataset_rows_removed" } });
    expect(await db().$count(datasetRows, eq(datasetRows.datasetId, datasetId))).toBe(0);
  });

  test("what was given up goes even when its policy is lifted meanwhile, and then there is nothing to do", async () => {
    const { datasetId } = await makeMaterials({ providerUrl: provider.url, rows: 20 });
    await db().execute(
      sql`update datasets set created_at = now() - interval '40 days' where id = ${datasetId}`,
    );
    await keepFor({ datasets: DAYS });
    expect(await hasRowsToRemove(db())).toBe(true);
    await db().execute(sql`update datasets set rows_removed_at = rows_removed_at - interval '2 minutes'`);
    await saveRetention(admin, {});
    await until(async () => !(await hasRowsToRemove(db())));
    expect(await db().$count(datasetRows, eq(datasetRows.datasetId, datasetId))).toBe(0);
  });

  test("uploaded and published files go from the store, and whoever asks for one is told", async () => {
    const { id, materials } = await makeBatch();
    await approveAll(id);
    const publicationId = await publish(id);
    await age(id);
    const uploadId = newId();
    const imported = newId();
    await mkdir(join(dataDir, "uploads"), { recursive: true });
    for (const [upload, status] of [
      [uploadId, "ready"],
      [imported, "importing"],
    ] as const) {
      await writeFile(join(dataDir, "uploads", upload), "a,b");
      await db()
        .insert(uploads)
        .values({
          id: upload,
          memberId: admin.memberId,
          fileName: "a.csv",
          bytes: 3,
          createdAt: new Date(0),
        });
      const [dataset] = await db().select().from(datasets).where(eq(datasets.id, materials.datasetId));
      await db()
        .insert(datasets)
        .values({
          ...dataset,
          id: newId(),
          name: "Read",
          status,
          uploadId: upload,
          createdBy: admin.memberId,
        });
    }
    expect(await effectOf({ uploads: DAYS }, "uploads")).toEqual({
      kind: "uploads",
      count: 1,
      bytes: 3,
      heldBack: 1,
    });
    expect(await effectOf({ publications: DAYS }, "publications")).toMatchObject({ count: 1 });
    await keepFor({ uploads: DAYS, publications: DAYS });
    expect(existsSync(join(dataDir, "uploads", uploadId))).toBe(false);
    expect(existsSync(join(dataDir, "uploads", imported))).toBe(true);
    expect(existsSync(join(dataDir, "publications", publicationId))).toBe(false);
    expect(await openPublicationFile(operator, publicationId, "file")).toMatchObject({
      refusal: { code: "publication_gone" },
    });
  });

  test("raw answers and entries of the audit log go by their own age", async () => {
    const entry = { actorName: "Somebody", action: "test.old", targetType: "test", targetId: "1" };
    const old = newId();
    await db()
      .insert(auditLog)
      .values({ id: old, at: new Date(0), ...entry });
    await db()
      .insert(auditLog)
      .values({ id: newId(), ...entry, action: "test.new" });
    const expiresAt = new Date(Date.now() + 86_400_000);
    await db()
      .insert(responseCache)
      .values({ key: "old", answer: "…", createdAt: new Date(0), expiresAt });
    await db().insert(responseCache).values({ key: "new", answer: "…", expiresAt });
    expect(await effectOf({ audit: 200, answers: DAYS }, "audit")).toMatchObject({ count: 1 });
    await keepFor({ audit: 200, answers: DAYS });
    expect(await db().select().from(auditLog).where(eq(auditLog.id, old))).toEqual([]);
    expect(await db().select().from(auditLog).where(eq(auditLog.action, "test.new"))).toHaveLength(1);
    expect((await db().select().from(responseCache)).map(({ key }) => key)).toContain("new");
    expect((await db().select().from(responseCache)).map(({ key }) => key)).not.toContain("old");
  });

  test("the ledger, prices and decisions can be changed by nobody, whatever a transaction says of itself", async () => {
    for (const table of ["attempts", "prices", "review_decisions"])
      await expect(
        db().transaction(async (tx) => {
          await tx.execute(sql`select set_config('presswork.may_change', ${table}, true)`);
          await tx.execute(sql`delete from ${sql.identifier(table)}`);
        }),
        table,
      ).rejects.toThrow();
    await expect(db().execute(sql`delete from audit_log`)).rejects.toThrow();
  });

  test("a later run makes an earlier one void, so that there is one a day", async () => {
    await saveRetention(admin, { answers: DAYS });
    const [row] = await db().select().from(settings).where(eq(settings.key, "retention.turn"));
    await removeOld({ turn: Number(row?.value) - 1 }, new AbortController().signal);
    const [after] = await db().select().from(settings).where(eq(settings.key, "retention.turn"));
    // The void run queued nothing; the worker's own may have.
    expect(Number(after?.value) - Number(row?.value)).toBeLessThanOrEqual(1);
  });

  test("only an admin sees or sets it, within what may be set", async () => {
    for (const role of ["operator", "reviewer", "manager"] as const) {
      const other: Actor = { ...operator, roles: [role] };
      expect(await viewRetention(other)).toMatchObject({ refusal: { code: "forbidden" } });
      expect(await previewRetention(other, {})).toMatchObject({ refusal: { code: "forbidden" } });
      expect(await saveRetention(other, {})).toMatchObject({ refusal: { code: "forbidden" } });
    }
    expect(await saveRetention(admin, { audit: 30, outputs: 0 })).toMatchObject({
      refusal: {
        code: "invalid_input",
        fields: [{ path: "keepDays.outputs" }, { path: "keepDays.audit", params: { least: 184 } }],
      },
    });
    await saveRetention(admin, { trials: 90 });
    const viewed = await viewRetention(admin);
    expect(viewed.ok && viewed.value.map(({ kind }) => kind)).toEqual([...RETENTION_KINDS]);
    expect(viewed.ok && viewed.value.find(({ kind }) => kind === "trials")?.keepDays).toBe(90);
  });
});
