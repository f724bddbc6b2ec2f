import { createReadStream, readFileSync } from "node:fs";
import { join } from "node:path";
import { sql } from "drizzle-orm";
import { readXlsx } from "hucre/xlsx";
import { beforeAll, expect, test, vi } from "vitest";
import { db } from "#db/client.ts";
import { findWanted } from "#db/queries/datasets-uploads.ts";
import type { Actor } from "#lib/auth/actor.ts";
import { uploadKey } from "#lib/datasets/upload-key.ts";
import { newId } from "#lib/new-id.ts";
import { objectStore } from "#lib/objects/open-store.ts";
import { listProblems } from "#lib/publishing/book/list-problems.ts";
import { countChanges } from "#lib/publishing/book/preview-changes.ts";
import { receiveWorkbook, viewWorkbook } from "#lib/publishing/channels/workbook/receive-workbook.ts";
import { listRefused } from "#lib/publishing/list-refused.ts";
import { archiveChannel, changeChannel, createChannel } from "#lib/publishing/managed/save-channel.ts";
import { testChannel } from "#lib/publishing/managed/test-channel.ts";
import { viewColumns } from "#lib/publishing/managed/view-columns.ts";
import { readPublication } from "#lib/publishing/read-publications.ts";
import { recall } from "#lib/publishing/recalls/recall.ts";
import { reopenItem } from "#lib/review/reopen-item.ts";
import { given } from "#tests/auth/people.ts";
import { describeOnDatabase } from "#tests/fixtures/describe-on-database.ts";
import { temporaryFolder } from "#tests/fixtures/temporary-folder.ts";
import { seedBatch, seedMember } from "../review/seed-batch.ts";
import { type OtherParts, partsOf, writeMarketplaceTemplate } from "./marketplace-template.ts";
import { addChannel, publishTo, rowOf, setApproved } from "./shop.ts";

vi.setConfig({ testTimeout: 60_000 });
const dataDir = temporaryFolder();
const MAPPING = {
  item_name: { field: "title", maxLength: 30 },
  color_name: "colour",
  quantity: "score",
};

describeOnDatabase("workbooks of one's own", () => {
  let admin: Actor;
  let operator: Actor;
  beforeAll(async () => {
    process.env.DATA_DIR = dataDir;
    admin = await seedMember("Ada", ["admin"]);
    operator = await seedMember("Ola", ["operator"]);
  });

  async function send(actor: Actor, other: OtherParts = {}) {
    const uploadId = newId();
    const path = join(dataDir, `${uploadId}.xlsx`);
    await writeMarketplaceTemplate(path, other);
    const bytes = await (await objectStore()).put(uploadKey(uploadId), createReadStream(path));
    const file = { uploadId, fileName: "Template.xlsx", bytes, sha256: "" };
    return { path, received: await receiveWorkbook(actor, file) };
  }

  async function workbookChannel(more: Record<string, unknown> = {}) {
    const { path, received } = await send(admin);
    const { uploadId, sheet, headerRow, firstRow, keyColumn } = given(received);
    const config = { uploadId, sheet, headerRow, firstRow, keyColumn, ...more };
    const { id } = await addChannel(admin, { kind: "workbook", config, mapping: MAPPING });
    return { id, path, config };
  }

  const approved = (items: number, colour = "Green", languages = ["en"]) =>
    seedBatch({
      ...{ launchedBy: operator, items, reviewState: "approved", languages },
      outputs: ["title", "colour", "score"].map((name) => ({
        name,
        type: "text",
        description: "",
        required: true,
      })),
      output: sql`jsonb_build_object('title', 'Rose ' || n, 'colour', ${colour}::text, 'score', n)`,
    });

  test("a channel of a template publishes: its row is filled, others are added, and the rest of the file is the template", async () => {
    const { id, path } = await workbookChannel();
    const batchId = await approved(3);
    const publicationId = await publishTo(operator, batchId, id);
    expect(await rowOf(publicationId)).toMatchObject({ status: "succeeded", itemsWritten: 3, failure: null });
    const file = join(dataDir, "publications", publicationId);
    const { sheets, properties } = await readXlsx(readFileSync(file));
    const rows = sheets.find(({ name }) => name === "Template")!.rows;
    expect(rows.slice(3).map((row) => [row[0], row[1], row[4], row[9]])).toEqual([
      ["000002", "Rose 2", "Green", 2],
      ["000001", "Rose 1", "Green", 1],
      ["000003", "Rose 3", "Green", 3],
    ]);
    expect(JSON.parse(String(properties?.custom?.AIGC))).toMatchObject({ ProduceID: publicationId });
    const [before, after] = [await partsOf(path), await partsOf(file)];
    for (const part of [
      "xl/styles.xml",
      "xl/sharedStrings.xml",
      "xl/worksheets/sheet3.xml",
      "xl/media/image1.png",
    ])
      expect(after.get(part)?.equals(before.get(part)!), part).toBe(true);

    // As with any file, whoever took it down confirms that.
    const called = given(
      await recall(operator, { publicationId, reason: "Wrong", leave: "nothing", itemIds: [`${batchId}.0`] }),
    );
    expect(called.itemCount).toBe(1);
    const again = await publishTo(operator, batchId, id, "all");
    const left = (await readXlsx(readFileSync(join(dataDir, "publications", again)))).sheets[1]!.rows;
    expect(left.slice(3).flatMap((row) => row[0] ?? [])).toEqual(["000002", "000003"]);
  });

  test("what the workbook does not take is told before, item by item, and after, where nothing at all was taken", async () => {
    const { id } = await workbookChannel();
    given(await changeChannel(admin, id, { mapping: { ...MAPPING, care_text: "item.label" } }));
    const batchId = await approved(2, "Mauve");
    const page = given(await listProblems(operator, { batchId, channelId: id, limit: 1 }));
    expect(page.items).toMatchObject([
      {
        ...{ itemId: `${batchId}.0`, key: "000001" },
        problems: [
          {
            code: "workbook_value_not_allowed",
            column: "color_name",
            params: { value: "Mauve" },
            allowed: ["Red", "Green", 'Deep "sea" blue'],
            isStrict: true,
          },
          { code: "workbook_value_too_long", column: "care_text" },
        ],
      },
    ]);
    expect(page.nextCursor).not.toBeNull();
    const publicationId = await publishTo(operator, batchId, id);
    expect(await rowOf(publicationId)).toMatchObject({
      ...{ status: "failed", failure: { code: "publication_all_refused", params: { count: 2 } } },
    });
  });

  test("an item that the workbook does not take is left out with why, and can be corrected; the others are published", async () => {
    const { id } = await workbookChannel();
    const batchId = await approved(3);
    await db().execute(sql`update batch_items set output = output || '{"colour": "Mauve"}'
      where batch_id = ${batchId} and seq = 1`);
    const place = { batchId, channel: { channelId: id } };
    expect(given(await countChanges(operator, place))).toMatchObject({ new: 2, refused: 1 });
    const publicationId = await publishTo(operator, batchId, id);
    expect(given(await readPublication(operator, publicationId))).toMatchObject({
      ...{ status: "succeeded", itemCount: 2, refused: 1, changes: { new: 2, changed: 0 } },
    });
    const left = given(await listRefused(operator, { id: publicationId, limit: 5 }));
    expect(left.items).toMatchObject([
      {
        ...{ itemId: `${batchId}.1`, key: "000002" },
        problems: [
          {
            code: "workbook_value_not_allowed",
            column: "color_name",
            params: { value: "Mauve", allowed: 'Red, Green, Deep "sea" blue' },
          },
        ],
      },
    ]);
    // Nothing of it stands there, so that it can be reopened, where what was published can't be.
    const manager = await seedMember("Max", ["manager"]);
    const reopened = await reopenItem(manager, { itemId: `${batchId}.0`, note: "Colour" });
    expect(reopened).toMatchObject({ refusal: { code: "item_already_published" } });
    given(await reopenItem(manager, { itemId: `${batchId}.1`, note: "Colour" }));
    await setApproved(batchId, [1], true);
    await db().execute(sql`update batch_items set output = output || '{"colour": "Red"}'
      where batch_id = ${batchId} and seq = 1`);
    const again = await publishTo(operator, batchId, id);
    expect(given(await readPublication(operator, again))).toMatchObject({ itemCount: 1, refused: 0 });
  });

  test("a product in two languages has one row, and is refused rather than overwritten", async () => {
    const { id } = await workbookChannel();
    const publicationId = await publishTo(operator, await approved(2, "Red", ["en", "de"]), id);
    expect(await rowOf(publicationId)).toMatchObject({ failure: { code: "workbook_key_twice" } });
  });

  test("a test says what it found, the columns offer their lists, and what does not fit the file is refused by its field", async () => {
    const { id, config } = await workbookChannel();
    expect(given(await testChannel(admin, id))).toMatchObject({
      status: "ok",
      found: { code: "workbook_found", params: { columns: 10, mapped: 3, lists: 3, unchecked: 1, open: 1 } },
    });
    const columns = given(await viewColumns(operator, id));
    expect(columns.find(({ name }) => name === "size_name")?.rule).toMatchObject({ values: ["S", "M", "L"] });
    const misfit = async (change: Parameters<typeof changeChannel>[2]) => {
      const result = await changeChannel(admin, id, change);
      return result.ok ? null : result.refusal.fields?.[0];
    };
    expect(await misfit({ mapping: { Nothing: "title" } })).toMatchObject({
      path: "mapping",
      code: "workbook_column_unknown",
    });
    expect(await misfit({ mapping: {} })).toMatchObject({ code: "workbook_nothing_mapped" });
    expect(await misfit({ config: { keyColumn: "ean" } })).toMatchObject({ path: "config.keyColumn" });
    expect(await misfit({ config: { firstRow: 3 } })).toMatchObject({ path: "config.firstRow" });
    expect(await misfit({ config: { sheet: "Gone" } })).toMatchObject({ code: "sheet_not_found" });
    expect(await misfit({ config: { ...config, firstRow: 5 } })).toBeNull();
  });

  test("only an admin sends a workbook, uses only their own, and one with macros is not kept", async () => {
    expect((await send(operator)).received).toMatchObject({ refusal: { code: "forbidden" } });
    expect((await send(admin, { "xl/vbaProject.bin": Buffer.from([1]) })).received).toMatchObject({
      refusal: { code: "workbook_macros" },
    });
    const { config } = await workbookChannel();
    const other = await seedMember("Eve", ["admin"]);
    const taken = await createChannel(other, { name: "Eve's", kind: "workbook", config, mapping: MAPPING });
    expect(taken).toMatchObject({
      refusal: { fields: [{ path: "config.uploadId", code: "workbook_gone" }] },
    });
    const loose = given((await send(admin)).received).uploadId;
    expect(await viewWorkbook(other, loose, {})).toMatchObject({ refusal: { code: "not_found" } });
    expect(given(await viewWorkbook(admin, loose, { headerRow: 2 })).headerRow).toBe(2);
  });

  test("a workbook is kept as long as a channel fills it", async () => {
    const { id, config } = await workbookChannel();
    const loose = given((await send(admin)).received).uploadId;
    expect(await findWanted(db(), [config.uploadId, loose])).toEqual(new Set([config.uploadId]));
    given(await archiveChannel(admin, id));
    expect(await findWanted(db(), [config.uploadId])).toEqual(new Set());
  });
});
