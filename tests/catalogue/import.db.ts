import { expect, test, vi } from "vitest";
import { db } from "#db/client.ts";
import { findImport } from "#db/queries/catalogue/imports.ts";
import { findProduct, listProducts } from "#db/queries/catalogue/products.ts";
import { findWanted } from "#db/queries/datasets-uploads.ts";
import { repeatCatalogueImport } from "#lib/catalogue/imports/create-import.ts";
import { commitCatalogueImport, discardCatalogueImport } from "#lib/catalogue/imports/end-import.ts";
import {
  getCatalogueImport,
  listCatalogueImportErrors,
  listProductChanges,
} from "#lib/catalogue/imports/read-imports.ts";
import { runCatalogueImport } from "#lib/catalogue/imports/run-import.ts";
import { type PushedProduct, pushProducts } from "#lib/catalogue/push-products.ts";
import { operator } from "#tests/datasets/import-file.ts";
import { describeOnBothDatabases } from "#tests/fixtures/describe-on-both-databases.ts";
import { temporaryFolder } from "#tests/fixtures/temporary-folder.ts";
import { commit, countsOf, dryRun, importCatalogue, rollBack } from "./import-catalogue.ts";

vi.setConfig({ testTimeout: 60_000 });
process.env.DATA_DIR = temporaryFolder();

const GERMANY = {
  ...{ column: "country", rule: "country_unknown", do: "replace" as const, find: "Germny", by: "Germany" },
};
const NOTHING = { new: 0, changed: 0, unchanged: 0, invalid: 0, older: 0, kept: 0 };
const all = () => listProducts(db(), { question: { all: [] }, sort: "key", limit: 1_000 });
const changesOf = async (id: string, page: object = {}) => {
  const found = await listProductChanges(operator, { id, limit: 100, ...page });
  if (!found.ok) throw new Error(found.refusal.code);
  return found.value;
};

describeOnBothDatabases("an import into the catalogue", () => {
  test("a dry run writes nothing, and says field by field what it would do", async () => {
    await importCatalogue("sku,title,material,country\nd1,Rose,Silk,DE\nd2,Iris,Wool,FR\nd3,Lily,Linen,IT\n");
    const id = await dryRun(
      "sku,title,material,category\nd1,Rose,Cotton,Home > Bed\nd2,Iris,Wool,\nd4,Tulip,Hemp,Home\n",
    );
    expect(await countsOf(id)).toEqual({ status: "ready", ...NOTHING, new: 1, changed: 1, unchanged: 1 });
    expect((await changesOf(id)).map(({ key, kind, fields }) => [key, kind, fields])).toEqual([
      [
        "d1",
        "changed",
        [
          { field: "category", before: null, after: "Home > Bed" },
          { field: "attributes.material", before: "Silk", after: "Cotton" },
        ],
      ],
      ["d2", "unchanged", []],
      [
        "d4",
        "new",
        [
          { field: "title", before: null, after: "Tulip" },
          { field: "category", before: null, after: "Home" },
          { field: "attributes.material", before: null, after: "Hemp" },
        ],
      ],
    ]);
    expect(await findProduct(db(), "d4")).toBeNull();
    expect((await findProduct(db(), "d1"))?.attributes).toEqual({ material: "Silk" });

    await commit(id);
    const changed = await findProduct(db(), "d1");
    // What the file had no column for stays.
    expect(changed?.facts).toEqual({ title: "Rose", countries: ["DE"], category: ["Home", "Bed"] });
    expect(changed?.category).toEqual(["Home", "Bed"]);
    expect((await findProduct(db(), "d4"))?.facts.title).toBe("Tulip");
    // And the diff is still there to be read.
    expect((await changesOf(id))[0]?.fields).toContainEqual({
      field: "attributes.material",
      before: "Silk",
      after: "Cotton",
    });
  });

  test("an empty cell takes away what was there", async () => {
    await importCatalogue("sku,material\ne1,Silk\n");
    await importCatalogue("sku,material\ne1,\n");
    expect((await findProduct(db(), "e1"))?.attributes).toEqual({});
  });

  test("rows that cannot be taken are grouped by rule, and the second row of a key names the first", async () => {
    const id = await dryRun(
      "sku,gtin,country\ni1,4006381333931,DE\ni2,4006381333932,DE\ni1,,FR\n,,DE\ni3,,Atlantis\ni3,,DE\n",
    );
    expect(await countsOf(id)).toEqual({ status: "ready", ...NOTHING, new: 2, invalid: 4 });
    const found = await getCatalogueImport(operator, { id });
    expect(
      found.ok && found.value.errors.map(({ rule, column, count }) => [rule, column, count]).sort(),
    ).toEqual([
      ["country_unknown", "country", 1],
      ["gtin_check_digit", "gtin", 1],
      ["key_missing", "sku", 1],
      ["key_twice", "", 1],
    ]);
    const errors = await listCatalogueImportErrors(operator, { id, limit: 10, rule: "key_twice" });
    expect(errors).toMatchObject({ value: [{ sourceRow: 4, value: "i1", otherRow: 2 }] });
  });

  test("rows that were left out are mended by a dry run of the same file with fixes, which takes the first one's place", async () => {
    const file =
      "sku,gtin,country\nm1,4006381333932,DE\nm2,,Germny\nm3,,Germny & Atlantis\nm4,4006381333931,DE\n";
    const id = await dryRun(file);
    expect(await countsOf(id)).toMatchObject({ new: 1, invalid: 3 });
    expect(
      await repeatCatalogueImport(operator, { id, fixes: [{ ...GERMANY, column: "land" }] }),
    ).toMatchObject({
      refusal: { code: "unknown_header", params: { header: "land" } },
    });
    const fixes = [GERMANY, { column: "gtin", rule: "gtin_check_digit", do: "set" as const, value: "" }];
    const again = await repeatCatalogueImport(operator, { id, fixes });
    if (!again.ok) throw new Error("refused");
    await runCatalogueImport({ importId: again.value.id }, new AbortController().signal);
    expect(await countsOf(again.value.id)).toMatchObject({ status: "ready", new: 3, invalid: 1 });
    expect(await countsOf(id)).toMatchObject({ status: "discarded" });
    const found = await getCatalogueImport(operator, { id: again.value.id });
    expect(found).toMatchObject({ value: { fixes, errors: [{ rule: "country_unknown", count: 1 }] } });
    // Where a fix does not make its cell fit, the row is left out as it was.
    expect(await listCatalogueImportErrors(operator, { id: again.value.id, limit: 10 })).toMatchObject({
      value: [{ sourceRow: 4, value: "Germny & Atlantis" }],
    });
    await commit(again.value.id);
    expect((await findProduct(db(), "m1"))?.facts.gtin).toBeUndefined();
    expect((await findProduct(db(), "m2"))?.facts.countries).toEqual(["DE"]);
    // What fits is never touched.
    expect((await findProduct(db(), "m4"))?.facts.gtin).toBe("4006381333931");
    // Begun once more, it is read with the same fixes.
    const once = await repeatCatalogueImport(operator, { id: again.value.id });
    expect(once.ok && (await getCatalogueImport(operator, once.value))).toMatchObject({ value: { fixes } });
    expect(await countsOf(again.value.id)).toMatchObject({ status: "committed" });
  });

  test("what an import did is taken back, except what has changed since", async () => {
    await importCatalogue("sku,title\nr1,One\nr2,Two\n");
    const before = await all();
    const id = await importCatalogue("sku,title\nr1,Uno\nr2,Due\nr3,Tre\nr4,Quattro\n");
    await pushProducts(operator, {
      products: [
        { key: "r2", title: "Zwei" },
        { key: "r4", title: "Vier" },
      ],
    });
    await rollBack(id);
    expect(await countsOf(id)).toMatchObject({ status: "rolled-back", kept: 2 });
    const after = new Map((await all()).map(({ key, facts }) => [key, facts.title]));
    expect(after.get("r1")).toBe(before.find(({ key }) => key === "r1")?.facts.title);
    expect(after.get("r2")).toBe("Zwei");
    expect(after.has("r3")).toBe(false);
    expect(after.get("r4")).toBe("Vier");
  });

  test("yesterday's file over today's is told before it is written", async () => {
    const yesterday = "sku,title,price\ny1,Rose,10\ny2,Iris,20\n";
    await importCatalogue(yesterday);
    await importCatalogue("sku,title,price\ny1,Rose,11\ny2,Iris,21\n");
    const id = await dryRun(yesterday);
    expect(await countsOf(id)).toEqual({ status: "ready", ...NOTHING, changed: 2, older: 2 });
    expect((await changesOf(id, { isOlder: true })).map(({ key }) => key)).toEqual(["y1", "y2"]);
    const found = await getCatalogueImport(operator, { id });
    expect(found.ok && found.value.sameFile).toMatchObject({ committedAt: expect.any(Date) });
  });

  test("a dry run that another import has overtaken is not written", async () => {
    const first = await dryRun("sku,title\no1,One\n");
    const second = await dryRun("sku,title\no1,Two\n");
    await commit(second);
    expect(await commitCatalogueImport(operator, { id: first })).toMatchObject({
      refusal: { code: "import_outdated" },
    });
    expect((await findProduct(db(), "o1"))?.facts.title).toBe("Two");
  });

  test("a dry run whose fields another system has changed since is not written", async () => {
    await importCatalogue("sku,title,stock\nv1,One,1\nv2,Two,2\n");
    const push = (product: PushedProduct) => pushProducts(operator, { products: [product] });
    const refusalOf = async (id: string) => {
      const asked = await commitCatalogueImport(operator, { id });
      return asked.ok ? null : asked.refusal.code;
    };
    // What the file says too, what it does not name and what it does not hold is no matter.
    const beside = await dryRun("sku,title,colour\nv1,Eins,red\nv3,Three,\n");
    await push({ key: "v1", title: "Eins", attributes: { stock: 5 } });
    await push({ key: "v2", title: "Zwei" });
    await push({ key: "v3", attributes: { stock: 7 } });
    expect(await refusalOf(beside)).toBe(null);
    await commit(beside);
    expect((await findProduct(db(), "v1"))?.attributes).toEqual({ stock: "5", colour: "red" });

    const fact = await dryRun("sku,title\nv1,Uno\n");
    await push({ key: "v1", title: "Un" });
    await push({ key: "v1", attributes: { stock: 6 } });
    expect(await refusalOf(fact)).toBe("import_outdated");
    const attribute = await dryRun("sku,stock\nv2,\n");
    await push({ key: "v2", attributes: { stock: 9 } });
    expect(await refusalOf(attribute)).toBe("import_outdated");
    const added = await dryRun("sku,title\nv4,Four\n");
    await push({ key: "v4", title: "Vier" });
    await push({ key: "v4", attributes: { stock: 1 } });
    expect(await refusalOf(added)).toBe("import_outdated");

    const again = await repeatCatalogueImport(operator, { id: added });
    if (!again.ok) throw new Error(again.refusal.code);
    await runCatalogueImport({ importId: again.value.id }, new AbortController().signal);
    await commit(again.value.id);
    expect((await findProduct(db(), "v4"))?.facts.title).toBe("Four");
  });

  test("without a dry run it is written as soon as it is read", async () => {
    const id = await dryRun("sku,title\nn1,One\n", { dryRun: false });
    expect(await countsOf(id)).toMatchObject({ status: "committed", new: 1 });
    expect((await findProduct(db(), "n1"))?.facts.title).toBe("One");
  });

  test("one that is to be written by itself comes back where another one writes", async () => {
    const first = await dryRun("sku,title\nw1,One\n");
    await commitCatalogueImport(operator, { id: first });
    const second = await dryRun("sku,title\nw1,Two\n", { dryRun: false });
    expect(await countsOf(second)).toMatchObject({ status: "reading", new: 1 });
    expect(await commitCatalogueImport(operator, { id: first })).toMatchObject({ ok: true });
    await commit(first);
    const { signal } = new AbortController();
    await runCatalogueImport({ importId: second }, signal);
    expect(await countsOf(second)).toMatchObject({ status: "committed" });
    expect((await findProduct(db(), "w1"))?.facts.title).toBe("Two");
  });

  test("the file of an import that may still be written is kept, and an import can be given up or begun again", async () => {
    const id = await dryRun("sku,title\ng1,One\n");
    const uploadId = (await findImport(db(), id))?.uploadId ?? "";
    expect(await findWanted(db(), [uploadId])).toContain(uploadId);
    const again = await repeatCatalogueImport(operator, { id });
    if (!again.ok) throw new Error("refused");
    await runCatalogueImport({ importId: again.value.id }, new AbortController().signal);
    expect(await countsOf(again.value.id)).toMatchObject({ status: "ready", new: 1 });
    for (const one of [id, again.value.id]) await discardCatalogueImport(operator, { id: one });
    expect(await findWanted(db(), [uploadId])).not.toContain(uploadId);
    expect(await commitCatalogueImport(operator, { id })).toMatchObject({
      refusal: { code: "import_not_ready" },
    });
    expect(await changesOf(id)).toEqual([]);
    const written = await importCatalogue("sku,title\ng2,Two\n");
    expect(await discardCatalogueImport(operator, { id: written })).toMatchObject({
      refusal: { code: "import_written" },
    });
  });

  test("a header of three rows is found by the columns that are asked for", async () => {
    const amazon =
      "TemplateType=fptcustom,Version=2026\nSeller SKU,Product Name\nitem_sku,item_name\nz1,Lamp\n";
    await importCatalogue(amazon, { key: "item_sku", mapping: { item_name: "title" } });
    expect((await findProduct(db(), "z1"))?.facts.title).toBe("Lamp");
  });

  test("products that are pushed are added and changed once, and the invalid ones told", async () => {
    const products = [
      {
        key: "p1",
        title: "Rose",
        category: ["Home", "Bed"],
        attributes: { weight: "1.5 kg", stock: 3, note: null },
      },
      { key: "p2", gtin: "1" },
      { key: "p1", title: "Iris" },
      {
        key: "p3",
        pictures: [{ url: "https://a.example/1.jpg", width: 900, height: 700 }],
        country: ["DE", "FR"],
      },
    ];
    const push = async () => {
      const pushed = await pushProducts(operator, { products });
      return (
        pushed.ok && pushed.value.map(({ status, errors }) => [status, ...errors.map(({ rule }) => rule)])
      );
    };
    const rest = [
      ["invalid", "gtin_length"],
      ["invalid", "key_told_twice"],
    ];
    expect(await push()).toEqual([["created"], ...rest, ["created"]]);
    expect(await push()).toEqual([["unchanged"], ...rest, ["unchanged"]]);
    expect(await findProduct(db(), "p1")).toMatchObject({
      category: ["Home", "Bed"],
      attributes: { weight: "1.5 kg", stock: "3" },
    });
    expect(await findProduct(db(), "p3")).toMatchObject({
      pictureMinSide: 700,
      facts: { countries: ["DE", "FR"] },
    });
    const changed = await pushProducts(operator, {
      products: [{ key: "p1", title: null, attributes: { stock: 4 } }],
    });
    expect(changed).toMatchObject({ value: [{ status: "updated" }] });
    expect(await findProduct(db(), "p1")).toMatchObject({
      facts: { category: ["Home", "Bed"] },
      attributes: { weight: "1.5 kg", stock: "4" },
    });
  });
});
