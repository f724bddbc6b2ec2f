import { seriousFindings } from "#tests/fixtures/axe-findings.ts";
import { addPerson, consoleOfWorker, expect, made, post, test as shared } from "#tests/fixtures/console.ts";
import type { Console } from "#tests/fixtures/start-console.ts";

/** With a console of its own: other tests have products in theirs. */
const test = shared.extend<object, { app: Console }>({ app: consoleOfWorker });

const SHOPIFY = [
  "Handle,Title,Vendor,Product Category,Option1 Name,Option1 Value,Variant SKU,Variant Barcode,Image Src",
  "shirt,Linen shirt,Acme,Apparel > Shirts,Size,S,LS-S,4006381333931,https://a.example/1.jpg",
  "shirt,,,,,M,LS-M,123,https://a.example/2.jpg",
  "shirt,,,,,,,,https://a.example/3.jpg",
  "rug,Wool rug,Acme,Home > Rugs,Title,Default Title,RUG-1,,",
].join("\n");

test("an operator sees what a Shopify export would do, writes it, filters, and makes a dataset of what is found", async ({
  page,
  signIn,
}) => {
  await signIn(page, ["operator"]);
  await page.goto("/catalogue");
  await expect(page.getByText("No products yet")).toBeVisible();
  expect(await seriousFindings(page)).toEqual([]);
  await page.getByRole("link", { name: "Import products" }).first().click();
  await page
    .locator("input[type=file]")
    .setInputFiles({ name: "shopify.csv", mimeType: "text/csv", buffer: Buffer.from(SHOPIFY) });

  await expect(page.getByText("This looks like a file of Shopify.")).toBeVisible();
  await expect(page.getByLabel("What Variant SKU is")).toContainText("Key");
  await expect(page.getByLabel("What Variant Barcode is")).toContainText("GTIN");
  // Offered, never forced.
  await page.getByRole("button", { name: "Take the columns as they are" }).click();
  await expect(page.getByText("Choose the column that names each product: its key.")).toBeVisible();
  await page.getByRole("button", { name: "Take its columns as Shopify has them" }).click();
  expect(await seriousFindings(page)).toEqual([]);
  await page.getByRole("button", { name: "See what it would do" }).click();

  await page.waitForURL(/\/catalogue\/imports\/[0-9a-f-]{36}/);
  await expect(page.getByText("Waits for you")).toBeVisible();
  await expect(page.getByRole("table", { name: "What the import does" })).toContainText("LS-S");
  expect(await seriousFindings(page)).toEqual([]);
  await page.getByRole("combobox", { name: "What the import does" }).click();
  await page.getByRole("option", { name: "Left out" }).click();
  await expect(page.getByText("Variant Barcode: “123” is no GTIN")).toBeVisible();
  expect(await seriousFindings(page)).toEqual([]);
  // Mended where it is seen; the dry run is done again in place of the first.
  await page.getByRole("button", { name: "Mend", exact: true }).click();
  const dialog = page.getByRole("dialog");
  await expect(dialog.getByText("Such as: 123")).toBeVisible();
  await dialog.getByRole("radio", { name: "Replace a text" }).click();
  await dialog.getByLabel("Find").fill("123");
  await dialog.getByLabel("Replace by").fill("4006381333948");
  expect(await seriousFindings(page)).toEqual([]);
  await dialog.getByRole("button", { name: "Add", exact: true }).click();
  await expect(page.getByText("Variant Barcode: “123” becomes “4006381333948”")).toBeVisible();
  await page.getByRole("main").getByRole("button", { name: "Do the dry run again" }).last().click();
  await expect(page.getByRole("table", { name: "What the import does" })).toContainText("LS-M");
  await expect(page.getByText("Waits for you")).toBeVisible();
  await page.getByRole("button", { name: "Write to the catalogue" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Write to the catalogue" }).click();
  await expect(page.getByText("Written", { exact: true })).toBeVisible();

  await page.goto("/catalogue");
  await expect(page.getByText("3 products")).toBeVisible();
  await page.getByRole("button", { name: "Filter" }).click();
  await page.getByRole("button", { name: "Condition", exact: true }).click();
  await page.getByRole("combobox", { name: "Field" }).fill("Pictures: how");
  await page.getByRole("option", { name: "Pictures: how many" }).click();
  await page.getByLabel("Value").fill("1");
  await expect(page.getByText("1 product", { exact: true })).toBeVisible();
  await expect(page.getByRole("table", { name: "Products" })).toContainText("RUG-1");
  await expect(page.getByRole("table", { name: "Products" })).not.toContainText("LS-S");
  expect(await seriousFindings(page)).toEqual([]);
  // The filter is in the address.
  await page.reload();
  await expect(page.getByText("1 product", { exact: true })).toBeVisible();

  await page.getByRole("button", { name: "Save as selection" }).click();
  await page.getByLabel("Name", { exact: true }).fill("Without pictures");
  await page.getByRole("dialog").getByRole("button", { name: "Save" }).click();
  await expect(page.getByText("Selection saved: Without pictures")).toBeVisible();
  await page.getByRole("button", { name: "Make a dataset" }).click();
  await page.getByLabel("Name of the dataset").fill("Rugs to describe");
  await page.getByRole("button", { name: "Make a dataset of 1 product" }).click();
  await page.waitForURL(/\/datasets\/[0-9a-f-]{36}/);
  await expect(page.getByText("Ready", { exact: true })).toBeVisible();
  await expect(page.getByRole("table", { name: "Rows" })).toContainText("RUG-1");

  await page.goto("/catalogue/selections");
  await page.getByRole("link", { name: "Without pictures" }).click();
  await expect(page.getByRole("table", { name: "Products" })).toContainText("RUG-1");
  await page.getByRole("table", { name: "Products" }).getByRole("link", { name: "RUG-1" }).click();
  await expect(page.getByRole("heading", { name: "Wool rug" })).toBeVisible();
  await expect(page.getByText("Home > Rugs")).toBeVisible();
  expect(await seriousFindings(page)).toEqual([]);
});

test("an import is taken back, and a filter that names what is gone says so at its place, in Chinese", async ({
  page,
  signIn,
  app,
}) => {
  const { token } = await addPerson(app, ["operator"]);
  const products = [{ key: "ZH-1", title: "亚麻床单", attributes: { 材质: "亚麻" } }];
  await made(app.api("/products", { ...post({ products }), method: "PUT", token }));
  await signIn(page, ["operator"], "zh-CN");
  await page.goto("/catalogue/imports/new");
  await page.locator("input[type=file]").setInputFiles({
    name: "新品.csv",
    mimeType: "text/csv",
    buffer: Buffer.from("编码,商品名称,材质\nZH-1,真丝床单,真丝\nZH-2,羊毛毯,羊毛\n"),
  });
  await page.getByLabel("编码 的含义").click();
  await page.getByRole("option", { name: "商品编码" }).click();
  await page.getByRole("button", { name: "查看将有的变化" }).click();
  await expect(page.getByText("待确认")).toBeVisible();
  await expect(page.getByRole("table", { name: "导入将有的变化" })).toContainText("真丝床单");
  await page.getByRole("button", { name: "写入商品库" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "写入商品库" }).click();
  await expect(page.getByText("已写入", { exact: true })).toBeVisible();
  await page.getByRole("button", { name: "撤回" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "撤回" }).click();
  await expect(page.getByText("已撤回")).toBeVisible();
  await page.goto("/catalogue/products/ZH-1");
  await expect(page.getByRole("heading", { name: "亚麻床单" })).toBeVisible();

  const filter = JSON.stringify({ all: [{ field: "attributes.颜色", is: "present" }] });
  await page.goto(`/catalogue?filter=${encodeURIComponent(filter)}`);
  await expect(page.getByText("没有商品具有属性“颜色”，它可能已改名。")).toBeVisible();
  expect(await seriousFindings(page)).toEqual([]);
});
