import { createHash } from "node:crypto";
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { Readable } from "node:stream";
import { eq, inArray, sql } from "drizzle-orm";
import { afterAll, beforeAll, beforeEach, expect, test, vi } from "vitest";
import { db } from "#db/client.ts";
import { readNamingColumns, settleGivenUpPictures } from "#db/queries/retention/pictures.ts";
import { takeNextTurn } from "#db/queries/retention/policies.ts";
import { auditLog } from "#db/schema/auth.ts";
import { batchItems } from "#db/schema/batches.ts";
import { datasets } from "#db/schema/datasets.ts";
import { assets } from "#db/schema/images.ts";
import { attempts } from "#db/schema/spend.ts";
import type { Actor } from "#lib/auth/actor.ts";
import { feedBatch } from "#lib/batches/run/feed-batch.ts";
import { runChunk } from "#lib/batches/run/run-chunk.ts";
import { assetKey } from "#lib/images/asset-key.ts";
import { cleanAssets } from "#lib/images/clean-assets.ts";
import { makePicture } from "#lib/images/make-picture.ts";
import { readAsset } from "#lib/images/read-asset.ts";
import { newId } from "#lib/new-id.ts";
import { objectStore } from "#lib/objects/open-store.ts";
import { removeOld } from "#lib/retention/remove-old.ts";
import { saveRetention } from "#lib/retention/save-retention.ts";
import { previewRetention } from "#lib/retention/view-retention.ts";
import { booksOf, launch, makeMaterials, operator } from "#tests/batches/batch-fixture.ts";
import { importFile } from "#tests/datasets/import-file.ts";
import { describeOnBothDatabases } from "#tests/fixtures/describe-on-both-databases.ts";
import { startProvider, type TestProvider } from "#tests/fixtures/provider.ts";
import { temporaryFolder } from "#tests/fixtures/temporary-folder.ts";
import { ask, bring, call } from "../images/call-api.ts";
import { bottle } from "../images/some-pictures.ts";
import { seedMember } from "../review/seed-batch.ts";

vi.setConfig({ testTimeout: 60_000 });

const folder = temporaryFolder();
const DAYS = 30;
const admin: Actor = { memberId: newId(), name: "Ada", roles: ["admin"], via: "token" };
const going = new AbortController().signal;
const WHITE = [{ do: "fit", width: 300, height: 300, format: "jpeg" }];

describeOnBothDatabases("pictures that are kept long enough", () => {
  let provider: TestProvider;
  beforeAll(async () => {
    process.env.DATA_DIR = folder;
    process.env.ENCRYPTION_KEY = Buffer.alloc(32, 7).toString("base64");
    await seedMember("Ada", ["admin"]);
    provider = await startProvider();
  });
  beforeEach(async () => {
    await saveRetention(admin, {});
  });
  afterAll(() => provider.stop());

  let grounds = 0;
  const bytesOf = (ground: number) =>
    bottle(`#${(0xf0_0000 + ground).toString(16)}`)
      .png()
      .toBuffer();
  async function brought(ground = ++grounds): Promise<{ id: string; bytes: Buffer; path: string }> {
    const bytes = await bytesOf(ground);
    const { body } = await bring(bytes, "bottle.png");
    return { id: body.id, bytes, path: join(folder, assetKey(body.sha256)) };
  }

  /** Everything that is there was used so long ago. */
  async function age(): Promise<void> {
    await db().execute(sql`update assets set used_at = now() - interval '31 days' where removed_at is null`);
  }

  /** Does at once what the worker would do in a day. */
  async function run(): Promise<void> {
    const turn = await db().transaction((tx) => takeNextTurn(tx, null));
    await removeOld({ turn: turn ?? 0 }, going);
  }

  async function giveUp(): Promise<void> {
    await saveRetention(admin, { pictures: DAYS });
    await run();
  }

  async function aMinuteLater(): Promise<void> {
    await db().execute(
      sql`update assets set given_up_at = given_up_at - interval '2 minutes' where given_up_at is not null`,
    );
    await run();
  }

  async function removeNow(): Promise<void> {
    await giveUp();
    await aMinuteLater();
  }

  const statusOf = async (id: string) => (await ask("GET", `/assets/${id}/file`)).status;

  async function effect() {
    const previewed = await previewRetention(admin, { pictures: DAYS });
    if (!previewed.ok || !previewed.value[0]) throw new Error("Not previewed.");
    return previewed.value[0];
  }

  test("are looked for wherever a person or a run can name one", async () => {
    const naming = await readNamingColumns(db());
    const places = {
      dataset_rows: "values",
      products: "facts",
      product_changes: "facts",
      template_versions: "steps",
      batch_items: "output",
      item_steps: "evidence",
      output_versions: "output",
      trial_cells: "output",
      publications: "delivery",
      practice_items: "output",
      snippet_versions: "text",
      conversation_turns: "answer",
      image_previews: "asset_id",
      drawn_calls: "pictures",
      image_report_rows: "source",
    };
    for (const [table, column] of Object.entries(places)) expect(naming.get(table), table).toContain(column);
  });

  test("go as the preview said once nothing names them, and whoever asks for one is told", async () => {
    const gone = await brought();
    const named = await brought();
    await importFile("rows.csv", `sku,photo\nA,${named.id.toUpperCase()}\n`);
    expect(await statusOf(gone.id)).toBe(200);
    expect((await ask("GET", `/assets/${gone.id}/file?width=160`)).status).toBe(200);
    await age();
    const recent = await brought();
    const ledger = await db().select().from(attempts);
    const foretold = await effect();
    expect(foretold).toMatchObject({ count: 1, bytes: gone.bytes.length, heldBack: 1 });

    await giveUp();
    expect(await statusOf(gone.id)).toBe(200);
    const { items } = (await call("GET", "/assets?limit=50")).body;
    expect(items.map(({ id }: { id: string }) => id)).toEqual([recent.id, named.id]);

    await aMinuteLater();
    expect([await statusOf(gone.id), await statusOf(named.id), await statusOf(recent.id)]).toEqual([
      ...[410, 200, 200],
    ]);
    expect((await call("GET", `/assets/${gone.id}`)).body).toMatchObject({
      code: "picture_removed",
      detail: expect.stringContaining("removed by retention on"),
    });
    const zh = await call("GET", `/assets/${gone.id}`, undefined, { locale: "zh-CN" });
    expect(zh.body.detail).toContain("按数据保留设置清除");
    expect(existsSync(gone.path)).toBe(false);
    const sha256 = createHash("sha256").update(gone.bytes).digest("hex");
    expect(readdirSync(join(folder, "renditions")).filter((name) => name.startsWith(sha256))).toEqual([]);
    expect(await db().select().from(attempts)).toEqual(ledger);
    const entries = await db().select().from(auditLog).where(eq(auditLog.targetId, "pictures"));
    expect(entries.map(({ after }) => after)).toMatchObject([
      { count: foretold.count, bytes: foretold.bytes },
    ]);
    expect((await effect()).count).toBe(0);
  });

  test("are back under their id when the same file is brought again", async () => {
    const picture = await brought();
    await age();
    await removeNow();
    expect(await statusOf(picture.id)).toBe(410);
    const again = await bring(picture.bytes, "again.png");
    expect(again).toMatchObject({ status: 201, body: { id: picture.id } });
    expect((await readAsset(picture.id))?.bytes.equals(picture.bytes)).toBe(true);
    expect((await call("GET", `/assets/${picture.id}`)).body).toMatchObject({ name: "again.png" });
    await removeNow();
    expect(await statusOf(picture.id)).toBe(200);
  });

  test("stay while an output names what was made of them, and are made anew once that is gone", async () => {
    const photo = await brought();
    const materials = await makeMaterials({
      ...{ providerUrl: provider.url, rows: 1 },
      inputs: [{ name: "photo", type: "picture", required: true, onMissing: "skip", sample: "" }],
      steps: [{ name: "cut", kind: "picture", source: "photo", operations: WHITE }],
      valuesOf: () => ({ photo: photo.id }),
    });
    const batchId = await launch(materials);
    await db().transaction((tx) => feedBatch(tx, batchId));
    await runChunk({ batchId, number: 0 }, going);
    const made = String((await booksOf(batchId)).items[0]?.output?.picture);
    // Its row goes: what is left is the output that names the result, which is held against its original.
    await db().execute(sql`delete from dataset_rows where dataset_id = ${materials.datasetId}`);
    await db().execute(sql`update item_steps set evidence = null where batch_id = ${batchId}`);
    await age();
    await removeNow();
    expect([await statusOf(photo.id), await statusOf(made)]).toEqual([200, 200]);

    await db().update(batchItems).set({ output: null, checks: [] }).where(eq(batchItems.batchId, batchId));
    await db().execute(sql`delete from item_steps where batch_id = ${batchId}`);
    await age();
    await removeNow();
    expect([await statusOf(photo.id), await statusOf(made)]).toEqual([410, 410]);

    await bring(photo.bytes);
    const operations = [{ do: "fit" as const, width: 300, height: 300, margin: 0, format: "jpeg" as const }];
    const order = { source: photo.id, operations: operations as never, memberId: operator.memberId };
    const anew = await makePicture(order, going);
    if (!anew.ok) throw new Error(anew.refusal.code);
    expect(await readAsset(anew.value.assetId)).not.toBeNull();
    // What is known to be made is noted as used: it is not given up in the midst of a run.
    await age();
    await makePicture(order, going);
    await removeNow();
    expect([await statusOf(photo.id), await statusOf(anew.value.assetId)]).toEqual([200, 200]);
  });

  test("are given back when somebody uses or names them just then, and wait while rows come in", async () => {
    const [again, kept, named, waiting] = [
      await brought(),
      await brought(),
      await brought(),
      await brought(),
    ];
    await age();
    await giveUp();
    await bring(again.bytes);
    await call("POST", `/assets/${kept.id}/keep`);
    const imported = await importFile("late.csv", `sku,photo\nB,${named.id}\n`);
    if (!imported.ok) throw new Error("Not imported.");
    await db().update(datasets).set({ status: "importing" }).where(eq(datasets.id, imported.value.id));
    await aMinuteLater();
    expect(await statusOf(waiting.id)).toBe(200);
    await db().update(datasets).set({ status: "ready" }).where(eq(datasets.id, imported.value.id));
    await run();
    const rest = [again, kept, named, waiting].map(({ id }) => statusOf(id));
    expect(await Promise.all(rest)).toEqual([200, 200, 200, 410]);
    const rows = await db()
      .select({ givenUpAt: assets.givenUpAt })
      .from(assets)
      .where(inArray(assets.id, [again.id, kept.id, named.id]));
    expect(rows.every(({ givenUpAt }) => givenUpAt === null)).toBe(true);
  });

  test("lose no file to a removal that ended in its midst, nor to one beside an upload of the same", async () => {
    const pictures = await Promise.all([1, 2, 3, 4].map(() => brought()));
    await age();
    await giveUp();
    await db().execute(
      sql`update assets set given_up_at = now() - interval '1 hour' where given_up_at is not null`,
    );
    // As far as a process that dies between the rows and the files.
    await db().transaction(settleGivenUpPictures);
    const [first, ...others] = pictures;
    if (!first) throw new Error("There is none.");
    expect(others.every(({ path }) => existsSync(path))).toBe(true);
    expect(await statusOf(first.id)).toBe(410);
    // What nobody made an asset of goes with them.
    const orphan = assetKey("0".repeat(64));
    await (await objectStore()).put(orphan, Readable.from([Buffer.from("left")]));
    await Promise.all([run(), bring(first.bytes), bring(first.bytes)]);
    expect((await readAsset(first.id))?.bytes.equals(first.bytes)).toBe(true);
    await run();
    expect((await readAsset(first.id))?.bytes.equals(first.bytes)).toBe(true);
    expect(others.some(({ path }) => existsSync(path))).toBe(false);
    expect(existsSync(join(folder, orphan))).toBe(false);
  });

  test("of a preview that died after its end was said come again whole", async () => {
    const picture = await brought();
    await db()
      .update(assets)
      .set({ expiresAt: new Date(0), removedAt: new Date() })
      .where(eq(assets.id, picture.id));
    expect((await bring(picture.bytes)).body.id).toBe(picture.id);
    await cleanAssets({}, going);
    expect((await readAsset(picture.id))?.bytes.equals(picture.bytes)).toBe(true);
  });

  test("take their reports with them once the rows are gone", async () => {
    const imported = await importFile("measured.csv", "sku,photo\nA,https://example.com/a.jpg\n");
    if (!imported.ok) throw new Error("Not imported.");
    const datasetId = imported.value.id;
    const id = newId();
    await db().execute(sql`
      insert into image_reports (id, dataset_id, "column", status, rows, created_by, finished_at)
      values (${id}, ${datasetId}, 'photo', 'succeeded', 1, ${admin.memberId}, now() - interval '31 days')`);
    await db().execute(sql`
      insert into image_report_rows (report_id, row_number, source) values (${id}, 1, 'https://example.com/a.jpg')`);
    expect((await effect()).count).toBe(0);
    await db().update(datasets).set({ rowsRemovedAt: new Date() }).where(eq(datasets.id, datasetId));
    expect(await effect()).toMatchObject({ count: 1 });
    await giveUp();
    const left = await db().execute(sql`select 1 from image_report_rows where report_id = ${id}`);
    expect(left).toHaveLength(0);
    expect((await effect()).count).toBe(0);
  });
});
