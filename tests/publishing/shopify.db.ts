import { readFileSync } from "node:fs";
import { join } from "node:path";
import { sql } from "drizzle-orm";
import Papa from "papaparse";
import { beforeAll, expect, test, vi } from "vitest";
import { db } from "#db/client.ts";
import type { Actor } from "#lib/auth/actor.ts";
import { countChanges } from "#lib/publishing/book/preview-changes.ts";
import { createPublication } from "#lib/publishing/create-publication.ts";
import { listRefused } from "#lib/publishing/list-refused.ts";
import { changeChannel, createChannel } from "#lib/publishing/managed/save-channel.ts";
import { testChannel } from "#lib/publishing/managed/test-channel.ts";
import { viewHistory } from "#lib/publishing/read-history.ts";
import { readPublication } from "#lib/publishing/read-publications.ts";
import { recall } from "#lib/publishing/recalls/recall.ts";
import { undoPublication } from "#lib/publishing/undo-publication.ts";
import { writePublication } from "#lib/publishing/write-publication.ts";
import { given } from "#tests/auth/people.ts";
import { describeOnDatabase } from "#tests/fixtures/describe-on-database.ts";
import { temporaryFolder } from "#tests/fixtures/temporary-folder.ts";
import { seedBatch, seedMember } from "../review/seed-batch.ts";
import { addChannel, approvedPerfumes, publishTo, retitle, rowOf } from "./shop.ts";

vi.setConfig({ testTimeout: 60_000 });
const dataDir = temporaryFolder();
const MAPPING = { "URL handle": "sku", Title: "title", Description: "points", Vendor: "name" };

describeOnDatabase("files for a Shopify shop", () => {
  let admin: Actor;
  let operator: Actor;
  beforeAll(async () => {
    process.env.DATA_DIR = dataDir;
    admin = await seedMember("Ada", ["admin"]);
    operator = await seedMember("Ola", ["operator"]);
  });

  function rowsOf(publicationId: string): string[][] {
    const text = readFileSync(join(dataDir, "publications", publicationId), "utf8");
    const { data, errors } = Papa.parse<string[]>(text, { skipEmptyLines: true });
    expect(errors).toEqual([]);
    return data;
  }

  test("of products that changed go the columns in which one of them did, and of everything all", async () => {
    const { id } = await addChannel(admin, { kind: "shopify-products", mapping: MAPPING });
    const batchId = await approvedPerfumes(operator, 3);
    const first = await publishTo(operator, batchId, id);
    expect(await rowOf(first)).toMatchObject({ status: "succeeded", failure: null, itemsWritten: 3 });
    const [header, row] = rowsOf(first);
    expect(header).toEqual(["URL handle", "Title", "Description", "Vendor", "ai_generated", "ai_label"]);
    expect(row).toEqual([
      ...["000001", "Rose 1", "<p>a<br>b</p>", "Perfume 1", "true", "AI-generated, human-reviewed"],
    ]);

    await retitle(batchId, [1], "Another");
    expect(given(await countChanges(operator, { batchId, channel: { channelId: id } }))).toMatchObject({
      ...{ new: 0, changed: 1, unchanged: 2, refused: 0 },
    });
    const second = await publishTo(operator, batchId, id);
    expect(rowsOf(second)).toEqual([
      ["URL handle", "Title", "ai_generated", "ai_label"],
      ["000002", "Another", "true", "AI-generated, human-reviewed"],
    ]);
    expect(rowsOf(await publishTo(operator, batchId, id, "all"))[0]).toContain("Vendor");
  });

  test("a run that is done again after it handed over tells all columns again, and none is lost", async () => {
    const { id } = await addChannel(admin, { kind: "shopify-products", mapping: MAPPING });
    const batchId = await approvedPerfumes(operator, 2);
    const publicationId = await publishTo(operator, batchId, id);
    await db().execute(
      sql`update publications set status = 'running', finished_at = null where id = ${publicationId}`,
    );
    await writePublication({ publicationId }, new AbortController().signal);
    expect(rowsOf(publicationId)[0]).toContain("Description");
    expect(rowsOf(publicationId)).toHaveLength(3);
  });

  test("what would empty a field of the shop is left out by name, and told before and after", async () => {
    const { id } = await addChannel(admin, { kind: "shopify-products", mapping: MAPPING });
    const batchId = await approvedPerfumes(operator, 2);
    await db().execute(sql`update batch_items set output = output || '{"points": []}'
      where batch_id = ${batchId} and seq = 0`);
    expect(given(await countChanges(operator, { batchId, channel: { channelId: id } }))).toMatchObject({
      ...{ new: 1, refused: 1 },
    });
    const publicationId = await publishTo(operator, batchId, id);
    expect(given(await readPublication(operator, publicationId))).toMatchObject({
      ...{ status: "succeeded", refused: 1, itemCount: 1 },
    });
    const { items } = given(await listRefused(operator, { id: publicationId, limit: 5 }));
    expect(items).toMatchObject([
      { key: "000001", problems: [{ code: "shopify_blank", column: "Description" }] },
    ]);
  });

  test("two items of one handle fail the publication and nothing stands in the channel", async () => {
    const { id } = await addChannel(admin, { kind: "shopify-products", mapping: MAPPING });
    const batchId = await approvedPerfumes(operator, 4, { languages: ["en", "de"] });
    const publicationId = await publishTo(operator, batchId, id);
    expect(await rowOf(publicationId)).toMatchObject({
      ...{ status: "failed", failure: { code: "shopify_handle_twice" } },
    });
    const { items } = given(await viewHistory(operator, { channelId: id, key: "000001", limit: 5 }));
    expect(items).toEqual([]);
  });

  const VARIANTS = {
    "URL handle": "handle",
    Title: "title",
    "Option1 name": "option",
    "Option1 value": "size",
    SKU: "sku",
    Price: "price",
  };
  /** Two sizes of each product, one below the other. */
  const sizes = (items: number) =>
    seedBatch({
      ...{ launchedBy: operator, items, reviewState: "approved" },
      columns: ["sku", "handle", "option", "size", "price"],
      values: sql`jsonb_build_object('sku', 'S-' || n, 'handle', 'rose-' || (n + 1) / 2, 'option', 'Size',
        'size', case when n % 2 = 1 then '50 ml' else '100 ml' end, 'price', n::text)`,
      output: sql`jsonb_build_object('title', 'Rose ' || (n + 1) / 2, 'points', '["a"]'::jsonb, 'score', n, 'seo', null)`,
    });

  test("variants of a product are rows below each other, and only the first says what is of the product", async () => {
    const { id } = await addChannel(admin, { kind: "shopify-products", mapping: VARIANTS });
    const batchId = await sizes(4);
    const publicationId = await publishTo(operator, batchId, id);
    expect(await rowOf(publicationId)).toMatchObject({ status: "succeeded", failure: null, itemsWritten: 4 });
    expect(rowsOf(publicationId).map((cells) => cells.slice(0, 6))).toEqual([
      ["URL handle", "Title", "Option1 name", "Option1 value", "SKU", "Price"],
      ["rose-1", "Rose 1", "Size", "50 ml", "S-1", "1"],
      ["rose-1", "", "Size", "100 ml", "S-2", "2"],
      ["rose-2", "Rose 2", "Size", "50 ml", "S-3", "3"],
      ["rose-2", "", "Size", "100 ml", "S-4", "4"],
    ]);
  });

  test("further pictures of a product have rows of their own behind all its others, and go again once one of them or its text changed", async () => {
    const mapping = { ...VARIANTS, "Product image URL": "points", "Image alt text": "title" };
    const { id } = await addChannel(admin, { kind: "shopify-products", mapping });
    const batchId = await sizes(3);
    const one = "https://x.example/1.jpg";
    const picturesOf = (seqs: number[], pictures: string[]) =>
      db().execute(sql`update batch_items set decided_at = clock_timestamp(),
        output = output || jsonb_build_object('points', ${JSON.stringify(pictures)}::jsonb)
        where batch_id = ${batchId} and seq in ${seqs}`);
    await picturesOf([0, 1], [one, "https://x.example/2.jpg", "https://x.example/3.jpg"]);
    await picturesOf([2], [one]);
    const told = (publicationId: string) =>
      rowsOf(publicationId).map((cells) => cells.slice(0, 8).join(" | "));
    const first = await publishTo(operator, batchId, id);
    expect(await rowOf(first)).toMatchObject({ status: "succeeded", failure: null, itemsWritten: 3 });
    expect(told(first)).toEqual([
      "URL handle | Title | Option1 name | Option1 value | SKU | Price | Product image URL | Image alt text",
      `rose-1 | Rose 1 | Size | 50 ml | S-1 | 1 | ${one} | Rose 1`,
      "rose-1 |  | Size | 100 ml | S-2 | 2 |  | ",
      "rose-1 |  |  |  |  |  | https://x.example/2.jpg | ",
      "rose-1 |  |  |  |  |  | https://x.example/3.jpg | ",
      `rose-2 | Rose 2 | Size | 50 ml | S-3 | 3 | ${one} | Rose 2`,
    ]);
    // A text goes with its picture: without it Shopify would make nothing of it.
    await retitle(batchId, [2], "Another");
    const second = await publishTo(operator, batchId, id);
    expect(rowsOf(second)[0]).toContain("Product image URL");
    await db().execute(sql`update dataset_rows set values = values || '{"price": "9"}' where row_number = 1
      and dataset_id = (select dataset_id from batches where id = ${batchId})`);
    expect(told(await publishTo(operator, batchId, id))).not.toContainEqual(
      expect.stringContaining("https://"),
    );
    await picturesOf([0], [one, "https://x.example/4.jpg"]);
    const last = told(await publishTo(operator, batchId, id));
    expect(last.filter((line) => line.includes("https://"))).toHaveLength(2);
    expect(last).toHaveLength(4);
  });

  test("a variant that changed goes with the others of its product that stand in the shop, so that none is lost or emptied", async () => {
    const { id } = await addChannel(admin, { kind: "shopify-products", mapping: VARIANTS });
    const batchId = await sizes(4);
    await publishTo(operator, batchId, id);
    await db().execute(sql`update dataset_rows set values = values || '{"price": "9"}' where row_number = 2
      and dataset_id = (select dataset_id from batches where id = ${batchId})`);
    const second = await publishTo(operator, batchId, id);
    expect(rowsOf(second).map((cells) => cells.slice(0, 5))).toEqual([
      ["URL handle", "Title", "Option1 name", "Option1 value", "Price"],
      ["rose-1", "Rose 1", "Size", "50 ml", "1"],
      ["rose-1", "", "Size", "100 ml", "9"],
    ]);
    expect(await rowOf(second)).toMatchObject({ itemsWritten: 1, changes: { changed: 1, unchanged: 3 } });
    // What was recalled stands there no more.
    const reason = { reason: "Sold out", leave: "nothing" as const };
    given(await recall(operator, { batchId, ...reason, itemIds: [`${batchId}.0`] }));
    await retitle(batchId, [1], "Iris");
    expect(rowsOf(await publishTo(operator, batchId, id)).slice(1)).toEqual([
      expect.arrayContaining(["rose-1", "Iris", "100 ml"]),
    ]);
  });

  test("a variant that stands there without a column that goes now is left out: its cell would be emptied", async () => {
    const { Price: _, ...without } = VARIANTS;
    const { id } = await addChannel(admin, { kind: "shopify-products", mapping: without });
    const former = await sizes(2);
    await publishTo(operator, former, id);
    given(await changeChannel(admin, id, { mapping: VARIANTS }));
    const later = await sizes(2);
    await db().execute(sql`delete from batch_items where batch_id = ${later} and seq = 0`);
    await db().execute(sql`update batch_counters set approved = 1, succeeded = 1 where batch_id = ${later}`);
    const rows = rowsOf(await publishTo(operator, later, id));
    expect(rows[0]).toContain("Price");
    expect(rows.slice(1).map(([handle, title, , size]) => [handle, title, size])).toEqual([
      ["rose-1", "Rose 1", "100 ml"],
    ]);
  });

  test("two items of one variant fail the publication, and say of which product", async () => {
    const { id } = await addChannel(admin, { kind: "shopify-products", mapping: VARIANTS });
    const batchId = await sizes(2);
    await db().execute(sql`update dataset_rows set values = values || '{"size": "50 ML"}' where row_number = 2
      and dataset_id = (select dataset_id from batches where id = ${batchId})`);
    expect(await rowOf(await publishTo(operator, batchId, id))).toMatchObject({
      ...{ status: "failed", failure: { code: "shopify_variant_twice", params: { handle: "rose-1" } } },
    });
  });

  test("a held file can be undone, a recall takes an item out of the next one, and the history keeps both", async () => {
    const { id } = await addChannel(admin, { kind: "shopify-products", mapping: MAPPING, holdSeconds: 600 });
    const batchId = await approvedPerfumes(operator, 2);
    const held = given(await createPublication(operator, { batchId, channel: { channelId: id } }));
    given(await undoPublication(operator, held.id));
    given(await changeChannel(admin, id, { holdSeconds: 0 }));
    const publicationId = await publishTo(operator, batchId, id);
    const reason = { reason: "Wrong", leave: "nothing" as const };
    given(await recall(operator, { publicationId, ...reason, itemIds: [`${batchId}.0`] }));
    expect(rowsOf(await publishTo(operator, batchId, id, "all")).map(([handle]) => handle)).toEqual([
      ...["URL handle", "000002"],
    ]);
    const { items } = given(await viewHistory(operator, { channelId: id, key: "000001", limit: 5 }));
    expect(items.map(({ change }) => change)).toEqual(["removed", "new"]);
  });

  test("translations are rows of what changed, by the shop's number and language", async () => {
    const mapping = { id: "sku", title: "title", "default.title": "name", body_html: "points" };
    const config = { market: "DACH" };
    const { id } = await addChannel(admin, { kind: "shopify-translations", mapping, config });
    const batchId = await approvedPerfumes(operator, 4, { languages: ["zh-CN", "de"] });
    expect(given(await testChannel(admin, id))).toMatchObject({ status: "ok" });
    const first = await publishTo(operator, batchId, id);
    const [header, ...rows] = rowsOf(first);
    expect(header).toEqual([
      ...[
        "Type",
        "Identification",
        "Field",
        "Locale",
        "Market",
        "Status",
        "Default content",
        "Translated content",
      ],
    ]);
    expect(rows).toHaveLength(8);
    expect(rows.slice(0, 2)).toEqual([
      ["PRODUCT", "'000001", "title", "zh-CN", "DACH", "", "Perfume 1", "Rose 1"],
      ["PRODUCT", "'000001", "body_html", "zh-CN", "DACH", "", "", "<p>a<br>b</p>"],
    ]);
    await retitle(batchId, [1], "Anders");
    const second = rowsOf(await publishTo(operator, batchId, id)).slice(1);
    expect(second).toEqual([["PRODUCT", "'000001", "title", "de", "DACH", "", "Perfume 1", "Anders"]]);
  });

  test("a mapping that Shopify would not read as it is meant is refused where it is written", async () => {
    const made = await createChannel(admin, {
      ...{ name: "Shop", kind: "shopify-products", config: { headers: "old" }, mapping: MAPPING },
    });
    expect(made).toMatchObject({
      ok: false,
      refusal: {
        fields: [{ path: "mapping", code: "shopify_column_missing", params: { column: "Handle" } }],
      },
    });
    const { id } = await addChannel(admin, { kind: "shopify-products", mapping: MAPPING });
    expect(await changeChannel(admin, id, { config: { headers: "old" } })).toMatchObject({ ok: false });
    expect(await changeChannel(admin, id, { config: { blanks: "perhaps" } })).toMatchObject({ ok: false });
  });
});
