import { readFileSync } from "node:fs";
import { join } from "node:path";
import { sql } from "drizzle-orm";
import Papa from "papaparse";
import { beforeAll, expect, test, vi } from "vitest";
import { db } from "#db/client.ts";
import type { Actor } from "#lib/auth/actor.ts";
import { listRefused } from "#lib/publishing/list-refused.ts";
import { createChannel } from "#lib/publishing/managed/save-channel.ts";
import { testChannel } from "#lib/publishing/managed/test-channel.ts";
import { given } from "#tests/auth/people.ts";
import { describeOnDatabase } from "#tests/fixtures/describe-on-database.ts";
import { temporaryFolder } from "#tests/fixtures/temporary-folder.ts";
import { seedBatch, seedMember } from "../review/seed-batch.ts";
import { addChannel, approvedPerfumes, publishTo, retitle, rowOf } from "./shop.ts";

vi.setConfig({ testTimeout: 60_000 });
const dataDir = temporaryFolder();
const WOOCOMMERCE = { SKU: "sku", Name: "title", Description: "points" };
const AKENEO = { sku: "sku", "name-en_US": "title", "description-en_US-ecommerce": "points" };

describeOnDatabase("product files for shops", () => {
  let admin: Actor;
  let operator: Actor;
  beforeAll(async () => {
    process.env.DATA_DIR = dataDir;
    admin = await seedMember("Ada", ["admin"]);
    operator = await seedMember("Ola", ["operator"]);
  });

  function rowsOf(publicationId: string, delimiter = ","): string[][] {
    const text = readFileSync(join(dataDir, "publications", publicationId), "utf8");
    const { data, errors } = Papa.parse<string[]>(text, { skipEmptyLines: true, delimiter });
    expect(errors).toEqual([]);
    return data;
  }

  test("WooCommerce is given the columns in which something changed, by what a product is known by", async () => {
    const { id } = await addChannel(admin, { kind: "woocommerce-products", mapping: WOOCOMMERCE });
    expect(given(await testChannel(admin, id))).toMatchObject({ status: "ok" });
    const batchId = await approvedPerfumes(operator, 3);
    const first = rowsOf(await publishTo(operator, batchId, id));
    expect(first[0]).toEqual(["SKU", "Name", "Description", "ai_generated", "ai_label"]);
    expect(first[1]?.slice(0, 4)).toEqual(["000001", "Rose 1", "<p>a<br>b</p>", "1"]);
    await retitle(batchId, [1], "Another");
    expect(rowsOf(await publishTo(operator, batchId, id)).map((cells) => cells.slice(0, 2))).toEqual([
      ["SKU", "Name"],
      ["000002", "Another"],
    ]);
  });

  test("variations come behind their products, and of attributes go all or none", async () => {
    const mapping = {
      ...{ SKU: "sku", Type: "type", Parent: "parent", Name: "title" },
      ...{
        "Attribute 1 name": "attribute",
        "Attribute 1 value(s)": "values",
        "Attribute 1 global": "global",
      },
    };
    const { id } = await addChannel(admin, { kind: "woocommerce-products", mapping });
    const batchId = await seedBatch({
      ...{ launchedBy: operator, items: 2, reviewState: "approved" },
      columns: ["sku", "type", "parent", "attribute", "values", "global"],
      values: sql`case n when 1 then '{"sku": "ROSE-50", "type": "variation", "parent": "ROSE", "attribute": "Size", "values": "50 ml", "global": "true"}'
        else '{"sku": "ROSE", "type": "variable", "parent": "", "attribute": "Size", "values": "50 ml, 100 ml", "global": "true"}' end::jsonb`,
    });
    expect(rowsOf(await publishTo(operator, batchId, id)).map((cells) => cells.slice(0, 7))).toEqual([
      ["SKU", "Type", "Parent", "Name", "Attribute 1 name", "Attribute 1 value(s)", "Attribute 1 global"],
      ["ROSE", "variable", "", "Rose 2", "Size", "50 ml, 100 ml", "1"],
      ["ROSE-50", "variation", "ROSE", "Rose 1", "Size", "50 ml", "1"],
    ]);
    await db().execute(sql`update dataset_rows set values = values || '{"values": "50 ml, 100 ml, 200 ml"}'
      where row_number = 2 and dataset_id = (select dataset_id from batches where id = ${batchId})`);
    const [header, ...rows] = rowsOf(await publishTo(operator, batchId, id));
    expect(header?.slice(0, 6)).toEqual([
      ...["SKU", "Type", "Parent", "Attribute 1 name", "Attribute 1 value(s)", "Attribute 1 global"],
    ]);
    expect(rows.map(([sku]) => sku)).toEqual(["ROSE"]);
  });

  test("Akeneo is given one language a channel; items in others are left out by name", async () => {
    const { id } = await addChannel(admin, { kind: "akeneo-products", mapping: AKENEO });
    const batchId = await approvedPerfumes(operator, 4, { languages: ["en", "de"] });
    const publicationId = await publishTo(operator, batchId, id);
    expect(await rowOf(publicationId)).toMatchObject({ status: "succeeded", itemsWritten: 2 });
    expect(rowsOf(publicationId, ";")).toEqual([
      ["sku", "name-en_US", "description-en_US-ecommerce", "ai_generated", "ai_label"],
      ["000001", "Rose 1", "a,b", "1", "AI-generated, human-reviewed"],
      ["000002", "Rose 3", "a,b", "1", "AI-generated, human-reviewed"],
    ]);
    const { items } = given(await listRefused(operator, { id: publicationId, limit: 5 }));
    expect(items.map(({ language, problems }) => [language, problems[0]?.code])).toEqual([
      ["de", "akeneo_other_locale"],
      ["de", "akeneo_other_locale"],
    ]);
  });

  test("two items of one product fail the publication, however its letters are written", async () => {
    const { id } = await addChannel(admin, {
      ...{ kind: "akeneo-products", mapping: { ...AKENEO, sku: "name" }, key: "sku" },
    });
    const batchId = await approvedPerfumes(operator, 2);
    await db().execute(sql`update dataset_rows set values = values || jsonb_build_object('name',
        case row_number when 1 then 'a238B' else 'A238b' end)
      where dataset_id = (select dataset_id from batches where id = ${batchId})`);
    expect(await rowOf(await publishTo(operator, batchId, id))).toMatchObject({
      ...{ status: "failed", failure: { code: "product_twice", params: { value: "a238b", column: "sku" } } },
    });
  });

  test("a mapping or setting that an importer would not read as it is meant is refused where it is written", async () => {
    const make = (kind: "woocommerce-products" | "akeneo-products", mapping: object, config: object = {}) =>
      createChannel(admin, { name: "Shop", kind, config: { ...config }, mapping: { ...mapping } });
    expect(await make("woocommerce-products", { ...WOOCOMMERCE, Beschreibung: "points" })).toMatchObject({
      refusal: { fields: [{ path: "mapping", code: "woocommerce_column_unknown" }] },
    });
    expect(await make("akeneo-products", AKENEO, { identifier: "ean" })).toMatchObject({
      refusal: { fields: [{ path: "mapping", code: "product_column_missing", params: { column: "ean" } }] },
    });
    expect(await make("akeneo-products", AKENEO, { identifier: "my sku" })).toMatchObject({
      refusal: { fields: [{ path: "config.identifier" }] },
    });
    expect(await make("akeneo-products", AKENEO, { delimiter: "tab" })).toMatchObject({ ok: false });
  });
});
