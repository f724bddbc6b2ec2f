import { expect, test, vi } from "vitest";
import { db } from "#db/client.ts";
import { listProducts, type ProductSort } from "#db/queries/catalogue/products.ts";
import { findDataset, readRows } from "#db/queries/datasets.ts";
import { changeCategory, listCategories } from "#lib/catalogue/categories/change-category.ts";
import { countProducts, listProducts as listFound, sampleProducts } from "#lib/catalogue/list-products.ts";
import type { ProductFilter } from "#lib/catalogue/product-filter.ts";
import { pushProducts } from "#lib/catalogue/push-products.ts";
import { readProduct } from "#lib/catalogue/read-product.ts";
import { freezeProducts } from "#lib/catalogue/selections/freeze-selection.ts";
import { runFreeze } from "#lib/catalogue/selections/run-freeze.ts";
import { createSelection, readSelection } from "#lib/catalogue/selections/selections.ts";
import { search } from "#lib/search/search.ts";
import { operator } from "#tests/datasets/import-file.ts";
import { describeOnBothDatabases } from "#tests/fixtures/describe-on-both-databases.ts";
import { temporaryFolder } from "#tests/fixtures/temporary-folder.ts";
import { countsOf, dryRun, importCatalogue } from "./import-catalogue.ts";

vi.setConfig({ testTimeout: 60_000 });
process.env.DATA_DIR = temporaryFolder();

const PRODUCTS = [
  "sku,title,category,country,language,material,weight,pictures",
  "s1,Linen shirt,Home > Bed,DE,de,Linen,200 g,https://a.example/1.jpg",
  's2,Silk shirt,Home > Bed > Silk,"DE, FR",fr,Silk,1 kg,',
  "s3,Rug,Home,FR,,,5 kg,https://a.example/3.jpg|https://a.example/4.jpg",
  "s4,,Garden,,,SILK,,",
].join("\n");

const keysOf = async (filter: ProductFilter, sort: ProductSort = "key") => {
  const found = await listFound(operator, { filter, sort, limit: 100 });
  if (!found.ok) throw new Error(JSON.stringify(found.refusal));
  return found.value.map(({ key }) => key).filter((key) => key.startsWith("s"));
};
const only = (field: string, is: string, value?: unknown) =>
  ({ all: [{ field, is, ...(value !== undefined && { value }) }] }) as ProductFilter;

describeOnBothDatabases("a selection of products", () => {
  test("finds what each condition says", async () => {
    const importId = await importCatalogue(PRODUCTS);
    const found = async (field: string, is: string, value?: unknown) =>
      (await keysOf(only(field, is, value))).join(" ");
    expect(await found("country", "equals", "Germany")).toBe("s1 s2");
    expect(await found("country", "not-equals", "DE")).toBe("s3 s4");
    expect(await found("country", "missing")).toBe("s4");
    expect(await found("language", "in", ["de", "fr"])).toBe("s1 s2");
    expect(await found("category", "equals", "home > bed")).toBe("s1");
    expect(await found("category", "under", "Home > Bed")).toBe("s1 s2");
    expect(await found("attributes.material", "missing")).toBe("s3");
    expect(await found("attributes.material", "equals", "silk")).toBe("s2 s4");
    expect(await found("attributes.material", "not-equals", "silk")).toBe("s1 s3");
    expect(await found("attributes.material", "contains", "IL")).toBe("s2 s4");
    expect(await found("attributes.weight", "less", "1.5 kg")).toBe("s1 s2");
    expect(await found("attributes.weight", "between", ["1 kg", "5000 g"])).toBe("s2 s3");
    expect(await found("title.length", "less", 4)).toBe("s3 s4");
    expect(await found("title", "missing")).toBe("s4");
    expect(await found("pictures.count", "more", 1)).toBe("s3");
    expect(await found("pictures.count", "equals", 0)).toBe("s2 s4");
    expect(await found("key", "in", ["s1", "s4"])).toBe("s1 s4");
    expect(await found("importId", "equals", importId)).toBe("s1 s2 s3 s4");
    expect(await found("generated", "missing")).toBe("s1 s2 s3 s4");
    expect(await found("published", "present")).toBe("");
    expect(await found("changedSincePublished", "present")).toBe("");
  });

  test("finds pictures by their measured size, and what was not measured by itself", async () => {
    const sized = (key: string, ...sides: number[]) => ({
      key,
      pictures: sides.map((side) => ({
        url: `https://a.example/${key}${side}.jpg`,
        width: side,
        height: 2_000,
      })),
    });
    await pushProducts(operator, { products: [sized("s1", 900, 700), sized("s3", 1_200)] });
    expect(await keysOf(only("pictures.minSide", "less", 800))).toEqual(["s1"]);
    expect(await keysOf(only("pictures.minSide", "missing"))).toEqual(["s2", "s4"]);
  });

  test("joins conditions by all and any, in each other", async () => {
    const filter: ProductFilter = {
      any: [
        { field: "title", is: "missing" },
        {
          all: [
            { field: "country", is: "equals", value: "DE" },
            { field: "language", is: "equals", value: "fr" },
          ],
        },
      ],
    };
    expect(await keysOf(filter)).toEqual(["s2", "s4"]);
    expect(await countProducts(operator, { filter })).toEqual({ ok: true, value: { count: 2, exact: true } });
  });

  test("goes on page by page in each order, without a product twice", async () => {
    for (const sort of ["added", "-added", "key", "-key"] as const) {
      const whole = await listProducts(db(), { question: { all: [] }, sort, limit: 1_000 });
      const walked: string[] = [];
      let after: { id: number; key: string } | undefined;
      for (;;) {
        const page = await listProducts(db(), { question: { all: [] }, sort, after, limit: 2 });
        walked.push(...page.slice(0, 2).map(({ key }) => key));
        if (page.length <= 2) break;
        after = page[1];
      }
      expect(walked).toEqual(whole.map(({ key }) => key));
    }
  });

  test("a search finds a key by its beginning, whatever its case, and a GTIN", async () => {
    await pushProducts(operator, { products: [{ key: "Q-77", gtin: "4006381333931" }] });
    const find = async (q: string) => {
      const found = await listFound(operator, { q, sort: "added", limit: 10 });
      return found.ok && found.value.map(({ key }) => key);
    };
    expect(await find("q-7")).toEqual(["Q-77"]);
    expect(await find("4006381333931")).toEqual(["Q-77"]);
    expect(await find("7")).toEqual([]);
  });

  test("a product is found by its key from anywhere, by who may see the catalogue", async () => {
    const found = await search(operator, { text: "q-77", limit: 5 });
    expect(found).toContainEqual({
      kind: "product",
      id: "Q-77",
      name: "Q-77",
      detail: null,
      rowNumber: null,
    });
    expect(await search({ ...operator, roles: [] }, { text: "q-77", limit: 5 })).toEqual([]);
  });

  test("the worst of them come first in its sample", async () => {
    const worst = await sampleProducts(operator, {
      filter: only("importId", "in", [await firstImport()]),
      limit: 2,
    });
    expect(worst.ok && worst.value.map(({ key }) => key)).toEqual(["s4", "s3"]);
  });

  test("is frozen to a dataset as it is at that moment", async () => {
    const filter = only("category", "under", "Home");
    const created = await createSelection(operator, { name: "Home", filter });
    if (!created.ok) throw new Error("refused");
    expect(created.value.count).toBe(3);
    const frozen = await freezeProducts(operator, { selectionId: created.value.id });
    if (!frozen.ok) throw new Error("refused");
    const { datasetId } = frozen.value;
    await runFreeze({ datasetId }, new AbortController().signal);
    const dataset = await findDataset(db(), datasetId);
    expect(dataset).toMatchObject({ status: "ready", rowCount: 3, keyColumn: "key" });
    expect(dataset?.columns.map(({ name, filled }) => [name, filled])).toEqual([
      ["key", 3],
      ["title", 3],
      ["category", 3],
      ["country", 3],
      ["language", 2],
      ["pictures", 2],
      ["weight", 3],
      ["material", 2],
    ]);
    const rows = await readRows(db(), datasetId, 1, 10);
    expect(rows[1]?.values).toMatchObject({
      key: "s2",
      title: "Silk shirt",
      category: "Home > Bed > Silk",
      country: "DE, FR",
      material: "Silk",
      pictures: "",
    });
    await pushProducts(operator, { products: [{ key: "s2", title: "Changed" }] });
    expect((await readRows(db(), datasetId, 2, 2))[0]?.values.title).toBe("Silk shirt");
  });

  test("one that finds nothing is not frozen", async () => {
    const frozen = await freezeProducts(operator, { name: "None", filter: only("key", "equals", "nothing") });
    expect(frozen).toMatchObject({ refusal: { code: "selection_empty" } });
    const everything = await freezeProducts(operator, { name: "All", filter: { any: [{ all: [] }] } });
    expect(everything).toMatchObject({ refusal: { code: "filter_says_nothing" } });
  });

  test("says at its place what its filter names that is gone", async () => {
    const created = await createSelection(operator, {
      name: "Odd",
      filter: only("attributes.colour", "present"),
    });
    expect(created).toMatchObject({
      refusal: {
        code: "filter_invalid",
        fields: [{ path: "filter.all.0.field", params: { attribute: "colour" } }],
      },
    });
  });

  test("goes on finding a category that was moved, and imports find it too", async () => {
    const categories = await listCategories(operator);
    if (!categories.ok) throw new Error("refused");
    const idOf = (...path: string[]) =>
      categories.value.find((one) => one.path.join() === path.join())?.id ?? 0;
    const loop = await changeCategory(operator, { id: idOf("Home"), parentId: idOf("Home", "Bed", "Silk") });
    expect(loop).toMatchObject({
      refusal: { code: "category_would_loop", params: { loop: "Home > Bed > Silk > Home" } },
    });
    await changeCategory(operator, {
      id: idOf("Home", "Bed"),
      parentId: idOf("Garden"),
      name: "Outdoor beds",
    });
    expect(await keysOf(only("category", "under", "Garden"))).toEqual(["s1", "s2", "s4"]);
    // The file says what it said before: nothing of it is a change.
    const id = await dryRun("sku,category\ns1,Home > Bed\ns9,Home > Bed\n");
    expect(await countsOf(id)).toMatchObject({ unchanged: 1, new: 1 });
    expect(await keysOf(only("category", "equals", "Garden > Outdoor beds"))).toEqual(["s1"]);
  });

  test("a product tells how it came to be as it is", async () => {
    const read = await readProduct(operator, { key: "s2" });
    if (!read.ok) throw new Error("refused");
    expect(read.value.outputs).toEqual([]);
    expect(read.value.history[0]).toMatchObject({
      import: null,
      fields: [{ field: "title", before: "Silk shirt", after: "Changed" }],
    });
    expect(await readProduct(operator, { key: "nothing" })).toMatchObject({ refusal: { code: "not_found" } });
  });

  test("a selection counts itself anew each time it is read", async () => {
    const created = await createSelection(operator, {
      name: "Rugs",
      filter: only("title", "contains", "rug"),
    });
    if (!created.ok) throw new Error("refused");
    await pushProducts(operator, { products: [{ key: "t1", title: "Small rug" }] });
    expect(await readSelection(operator, { id: created.value.id })).toMatchObject({ value: { count: 2 } });
  });

  // sillsdev/TheCombine#3713, new-usemame/Calibre-Web-NextGen#416
  test("finds what reads alike, whichever way its accents are written", async () => {
    const [apart, whole] = (["NFD", "NFC"] as const).map((form) => ({
      key: `s-${form}`,
      title: "Stühle für Köln".normalize(form),
      category: "Möbel > Stühle".normalize(form),
      attributes: { ["Größe".normalize(form)]: "Übergröße".normalize(form) },
    }));
    if (!apart || !whole) throw new Error("There are two.");
    await pushProducts(operator, { products: [apart, whole] });
    const both = `${whole.key} ${apart.key}`;
    for (const form of ["NFD", "NFC"] as const) {
      const found = async (field: string, is: string, value: string) =>
        (await keysOf(only(field.normalize(form), is, value.normalize(form)))).join(" ");
      expect(await found("attributes.Größe", "equals", "Übergröße")).toBe(both);
      expect(await found("attributes.Größe", "contains", "größe")).toBe(both);
      expect(await found("title", "contains", "für Köln")).toBe(both);
      expect(await found("category", "under", "Möbel")).toBe(both);
    }
  });

  // mevdschee/php-crud-api#1038, privacyidea/privacyidea#5561
  test("takes marks that a database reads as wildcards for what they are", async () => {
    const titles = { "s-_": "100_off", "s-%": "100% off", "s-\\": "100\\off", "s-x": "100xoff" };
    const products = Object.entries(titles).map(([key, title]) => ({ key, title }));
    await pushProducts(operator, { products });
    for (const [key, part] of [
      ["s-_", "0_o"],
      ["s-%", "0%"],
      ["s-\\", "0\\o"],
    ] as const)
      expect(await keysOf(only("title", "contains", part))).toEqual([key]);
    expect(await keysOf(only("key", "contains", "s-_"))).toEqual(["s-_"]);
  });
});

async function firstImport(): Promise<string> {
  const [first] = await db().execute<{ id: string }>("select id from catalogue_imports order by id limit 1");
  return first?.id ?? "";
}
