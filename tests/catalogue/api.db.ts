import { eq } from "drizzle-orm";
import { expect, test, vi } from "vitest";
import { db } from "#db/client.ts";
import { auditLog } from "#db/schema/auth.ts";
import type { ApiContext } from "#lib/api/context.ts";
import { handleApi } from "#lib/api/handler.ts";
import { receiveUpload } from "#lib/api/receive-upload.ts";
import type { Actor } from "#lib/auth/actor.ts";
import { runCatalogueImport } from "#lib/catalogue/imports/run-import.ts";
import type { ReceivedFile } from "#lib/datasets/received-file.ts";
import { newId } from "#lib/new-id.ts";
import { operator } from "#tests/datasets/import-file.ts";
import { describeOnDatabase } from "#tests/fixtures/describe-on-database.ts";
import { temporaryFolder } from "#tests/fixtures/temporary-folder.ts";

vi.setConfig({ testTimeout: 60_000 });
process.env.DATA_DIR = temporaryFolder();
vi.stubEnv("ENCRYPTION_KEY", Buffer.alloc(32, 7).toString("base64"));

const reviewer: Actor = { memberId: newId(), name: "Rita", roles: ["reviewer"], via: "session" };
const signal = new AbortController().signal;

async function call(method: string, path: string, input?: unknown, context: Partial<ApiContext> = {}) {
  const body =
    input === undefined
      ? {}
      : { body: JSON.stringify(input), headers: { "content-type": "application/json" } };
  const request = new Request(`http://localhost/api/v1${path}`, { method, ...body });
  const answer = await handleApi(request, { actor: operator, locale: "en", ...context });
  const isJson = answer.headers.get("content-type")?.includes("json");
  return { status: answer.status, body: isJson ? await answer.json() : await answer.text() };
}

async function received(fileName: string, content: string): Promise<ReceivedFile> {
  const body = new FormData();
  body.append("file", new File([content], fileName));
  const form = await receiveUpload(new Request("http://localhost/", { method: "POST", body }));
  if (!form.ok || !form.value.file) throw new Error("The file did not arrive.");
  return form.value.file;
}

const SHOPIFY = [
  "Handle,Title,Vendor,Option1 Name,Option1 Value,Variant SKU,Variant Price,Image Src",
  "shirt,Linen shirt,Acme,Size,S,LS-S,30,https://a.example/1.jpg",
  "shirt,,,,M,LS-M,30,https://a.example/2.jpg",
  "shirt,,,,,,,https://a.example/3.jpg",
].join("\n");

describeOnDatabase("the API of the catalogue", () => {
  test("a file goes from its dry run to its commit and is taken back", async () => {
    const file = await received("shopify.csv", SHOPIFY);
    const fields = {
      key: "Variant SKU",
      mapping: { Title: "title", "Image Src": "pictures", Vendor: "attributes.brand" },
      dryRun: "true",
    };
    const created = await call("POST", "/catalogue/imports", fields, { file });
    expect(created.status).toBe(202);
    const { id } = created.body;
    await runCatalogueImport({ importId: id }, signal);
    const found = await call("GET", `/catalogue/imports/${id}`);
    expect(found.body).toMatchObject({
      status: "ready",
      counts: { new: 2, changed: 0, unchanged: 0, invalid: 0 },
    });
    const changes = await call("GET", `/catalogue/imports/${id}/changes?kind=new`);
    expect(changes.body.items[1]).toMatchObject({ key: "LS-M", kind: "new", sourceRow: 3 });
    expect(changes.body.items[1].fields).toContainEqual({
      field: "attributes.brand",
      before: null,
      after: "Acme",
    });
    expect((await call("GET", "/products/LS-M")).status).toBe(404);

    expect((await call("POST", `/catalogue/imports/${id}/commit`, {})).status).toBe(202);
    await runCatalogueImport({ importId: id }, signal);
    const product = await call("GET", "/products/LS-M");
    expect(product.body).toMatchObject({
      key: "LS-M",
      title: "Linen shirt",
      attributes: { brand: "Acme", Size: "M" },
      outputs: [],
      languagesMade: [],
    });
    expect(product.body.pictures).toHaveLength(3);

    expect((await call("POST", `/catalogue/imports/${id}/rollback`, {})).status).toBe(202);
    await runCatalogueImport({ importId: id }, signal);
    expect((await call("GET", "/products/LS-M")).status).toBe(404);
    const audited = await db().select().from(auditLog).where(eq(auditLog.targetId, id));
    expect(audited.map(({ action }) => action).sort()).toEqual([
      "catalogue.commit",
      "catalogue.import",
      "catalogue.rollback",
    ]);
  });

  test("the rows that were left out come back as a file that can be mended and imported", async () => {
    const file = await received("bad.csv", "sku,gtin\nb1,123\nb2,\n");
    const { body } = await call("POST", "/catalogue/imports", { key: "sku" }, { file, locale: "zh-CN" });
    await runCatalogueImport({ importId: body.id }, signal);
    const found = await call("GET", `/catalogue/imports/${body.id}`);
    expect(found.body.errors).toMatchObject([
      { rule: "gtin_length", column: "gtin", count: 1, firstSourceRow: 2 },
    ]);
    const errors = await call("GET", `/catalogue/imports/${body.id}/errors`, undefined, { locale: "zh-CN" });
    expect(errors.body.items[0].message).toContain("“123”不是 GTIN");
    const csv = (await call("GET", `/catalogue/imports/${body.id}/errors/file`)).body as string;
    expect(csv).toContain("b1,123,2,");
    const mended = await received("mended.csv", csv.replace("b1,123", "b1,4006381333931"));
    const again = await call("POST", "/catalogue/imports", { key: "sku", dryRun: "false" }, { file: mended });
    await runCatalogueImport({ importId: again.body.id }, signal);
    expect((await call("GET", "/products/b1")).body).toMatchObject({ gtin: "4006381333931", attributes: {} });
  });

  test("a file is offered as what it looks like", async () => {
    const file = await received("shopify.csv", SHOPIFY);
    const { body: upload } = await call("POST", "/uploads", undefined, { file });
    const { body } = await call("GET", `/uploads/${upload.id}/offer`);
    expect(body.preset).toMatchObject({ name: "shopify", key: "Variant SKU", mapping: { Title: "title" } });
  });

  test.each([
    [{ key: "nothing" }, "key"],
    [{ key: "sku", mapping: { name: "colour" } }, "mapping.name"],
    [{}, "key"],
  ])("%j is refused at its place", async (fields, path) => {
    const file = await received("a.csv", "sku,name\n1,a\n");
    const { status, body } = await call("POST", "/catalogue/imports", fields, { file });
    expect(status).toBe(422);
    expect(body.errors[0].path).toBe(path);
  });

  test("products are pushed, once for one Idempotency-Key", async () => {
    const push = {
      products: [
        { key: "a/b c", title: "Odd", attributes: { weight: "1 kg" } },
        { key: "x", gtin: "1" },
      ],
    };
    const first = await call("PUT", "/products", push, { idempotencyKey: "push-1" });
    expect(first.body.counts).toEqual({ created: 1, updated: 0, unchanged: 0, invalid: 1 });
    expect(first.body.results[1]).toMatchObject({ key: "x", status: "invalid", errors: [{ field: "gtin" }] });
    expect((await call("PUT", "/products", push, { idempotencyKey: "push-1" })).body).toEqual(first.body);
    expect((await call("PUT", "/products", push)).body.counts).toMatchObject({ created: 0, unchanged: 1 });
    expect((await call("GET", `/products/${encodeURIComponent("a/b c")}`)).body.title).toBe("Odd");
    expect((await call("GET", "/catalogue/attributes")).body.items).toContainEqual({
      name: "weight",
      type: "quantity",
      unit: "kg",
      units: ["kg"],
    });
  });

  test("a product that does not fit is told, and the others are written", async () => {
    const long = (length: number) => "x".repeat(length);
    const products = [
      { key: "fits", attributes: { note: long(100_000) } },
      { key: long(1_001) },
      { key: "note", attributes: { note: long(100_001) } },
      { key: "name", attributes: { [long(201)]: "a", "": "b" } },
      { key: "title", title: long(2_001), gtin: long(101) },
      {
        key: "lists",
        category: Array(51).fill("a"),
        country: Array(2_500).fill("DE"),
        language: long(5_001),
      },
      { key: "pictures", pictures: Array.from({ length: 251 }, (_, at) => `https://a.example/${at}.jpg`) },
      { key: "address", pictures: [`https://a.example/${long(2_000)}`] },
      { key: "asset", pictures: [{ assetId: long(101) }] },
      { key: "size", pictures: [{ url: "https://a.example/1.jpg", width: 0, height: 100_001 }] },
    ];
    const { status, body } = await call("PUT", "/products", { products });
    expect(status).toBe(200);
    expect(body.counts).toEqual({ created: 1, updated: 0, unchanged: 0, invalid: 9 });
    const told = body.results.map(({ errors }: { errors: { field: string; rule: string }[] }) =>
      errors.map(({ field, rule }) => `${field} ${rule}`),
    );
    expect(told).toEqual([
      [],
      ["key key_too_long"],
      ["attributes.note cell_too_long"],
      [`attributes.${long(200)} attribute_name_unfit`, "attributes. attribute_name_unfit"],
      ["title title_too_long", "gtin gtin_not_digits"],
      ["country list_too_long", "language list_too_long"],
      ["pictures too_many_pictures"],
      ["pictures picture_not_url"],
      ["pictures picture_not_url"],
      ["pictures picture_size_unfit"],
    ]);
    const messages = body.results.flatMap(({ errors }: { errors: { message: string }[] }) =>
      errors.map(({ message }) => message),
    );
    expect(messages).toContain("attributes.note is longer than 100,000 characters.");
    expect(Math.max(...messages.map((message: string) => message.length))).toBeLessThan(200);
  });

  test("products are listed and counted by a filter, and an attribute that is gone is named at its place", async () => {
    const filter = { all: [{ field: "attributes.weight", is: "present" }] };
    const query = encodeURIComponent(JSON.stringify(filter));
    const listed = await call("GET", `/products?filter=${query}&limit=1`);
    expect(listed.body.items.map(({ key }: { key: string }) => key)).toEqual(["a/b c"]);
    expect((await call("POST", "/products/count", { filter })).body).toEqual({ count: 1, exact: true });
    const gone = { all: [{ any: [{ field: "attributes.colour", is: "missing" }] }] };
    const refused = await call("POST", "/products/count", { filter: gone });
    expect(refused.status).toBe(422);
    expect(refused.body.errors).toEqual([
      {
        path: "filter.all.0.any.0.field",
        message: "No product has an attribute “colour”. It may be called otherwise now.",
      },
    ]);
    expect((await call("GET", "/products?filter={")).status).toBe(422);
    expect((await call("POST", "/products/count", { filter: { all: [{ field: "key" }] } })).status).toBe(422);
  });

  test("a selection is kept, changed, frozen and archived", async () => {
    const filter = { all: [{ field: "title", is: "contains", value: "odd" }] };
    const { status, body } = await call("POST", "/selections", { name: "Odd ones", filter });
    expect(status).toBe(201);
    expect(body).toMatchObject({ count: 1, exact: true });
    await call("PATCH", `/selections/${body.id}`, { name: "Odd" });
    expect((await call("GET", `/selections/${body.id}`)).body).toMatchObject({
      name: "Odd",
      filter,
      count: 1,
    });
    const frozen = await call("POST", `/selections/${body.id}/freeze`, {});
    expect(frozen.status).toBe(202);
    expect((await call("GET", `/datasets/${frozen.body.datasetId}`)).body).toMatchObject({ name: "Odd" });
    const named = await call("POST", `/selections/${body.id}/freeze`, { name: "Odd in March" });
    expect((await call("GET", `/datasets/${named.body.datasetId}`)).body).toMatchObject({
      name: "Odd in March",
      selection: { id: body.id, name: "Odd" },
    });
    await call("PATCH", `/selections/${body.id}`, { name: "Odder" });
    expect((await call("GET", "/selections")).body.items).toMatchObject([
      { id: body.id, name: "Odder", filter },
    ]);
    expect((await call("GET", `/datasets/${named.body.datasetId}`)).body).toMatchObject({
      name: "Odd in March",
      selection: { id: body.id, name: "Odder" },
    });
    expect((await call("DELETE", `/selections/${body.id}`)).status).toBe(200);
    expect((await call("GET", "/selections")).body.items).toEqual([]);
  });

  test("who may read may not write", async () => {
    const { status } = await call("PUT", "/products", { products: [{ key: "a" }] }, { actor: reviewer });
    expect(status).toBe(403);
    expect((await call("GET", "/products", undefined, { actor: reviewer })).status).toBe(200);
  });
});
