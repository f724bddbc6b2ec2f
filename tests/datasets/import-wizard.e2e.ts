import type { Page } from "@playwright/test";
import { seriousFindings } from "#tests/fixtures/axe-findings.ts";
import { expect, test } from "#tests/fixtures/console.ts";

const CSV = [
  "Catalogue 2026,,",
  "SKU,Product name,Price",
  ...Array.from({ length: 60 }, (_, n) => `00${100 + n},Eau de Rose No. ${n},${n === 7 ? "ask" : 10 + n}`),
].join("\n");

async function chooseFile(page: Page, name: string, content: string): Promise<void> {
  await page.goto("/datasets/new");
  await page
    .locator("input[type=file]")
    .setInputFiles({ name, mimeType: "text/csv", buffer: Buffer.from(content) });
}

test("an operator imports a file, mends nothing, and finds the row that was left out", async ({
  page,
  signIn,
}) => {
  await signIn(page, ["operator"]);
  await chooseFile(page, "perfumes.csv", CSV);

  // The title line above the table is not taken for its header.
  await expect(page.getByRole("radio", { name: "Row 2 is the header" })).toBeChecked();
  expect(await seriousFindings(page)).toEqual([]);
  await page.getByRole("button", { name: "Match columns" }).click();

  await expect(page.getByLabel("Name of SKU")).toHaveValue("SKU");
  await page.getByLabel("Name of Product name").fill("name");
  await page.getByLabel("Type of Price").click();
  await page.getByRole("option", { name: "Number" }).click();
  await expect(page.getByRole("listbox")).toHaveCount(0);
  expect(await seriousFindings(page)).toEqual([]);
  await page.getByRole("button", { name: "Check rows" }).click();

  await expect(page.getByText("1 row of 60 does not fit")).toBeVisible();
  await page.reload();
  await expect(page.getByText("1 row of 60 does not fit")).toBeVisible();
  expect(await seriousFindings(page)).toEqual([]);
  await page.getByRole("button", { name: "Import", exact: true }).click();

  await page.waitForURL(/\/datasets\/[0-9a-f-]{36}/);
  await expect(page.getByText("Ready", { exact: true })).toBeVisible();
  await expect(page.getByRole("table", { name: "Rows" })).toContainText("Eau de Rose No. 0");
  await expect(page.getByRole("table", { name: "Rows" })).toContainText("00100");
  expect(await seriousFindings(page)).toEqual([]);

  await page.getByRole("tab", { name: /Left out/ }).click();
  await expect(page.getByText("Price is not a number.").first()).toBeVisible();
  expect(await seriousFindings(page)).toEqual([]);
  const downloading = page.waitForEvent("download");
  await page.getByRole("link", { name: "Download as csv" }).click();
  const download = await downloading;
  expect(download.suggestedFilename()).toContain("errors.csv");

  await page.getByRole("link", { name: "New trial" }).waitFor();
  await page.goto("/datasets");
  await expect(page.getByRole("table", { name: "Data" })).toContainText("perfumes");
  expect(await seriousFindings(page)).toEqual([]);
});

test("an operator mends what does not fit, and the next file of the supplier comes in as mended", async ({
  page,
  signIn,
}) => {
  const prices = ["7 each", "8 each", "ask", "soon", "later"];
  const csv = [
    "SKU,Title,Price",
    ...Array.from({ length: 20 }, (_, n) => `00${n},Rose ${n},${prices[n - 15] ?? n}`),
  ].join("\n");
  await signIn(page, ["operator"]);
  await chooseFile(page, "supplier-july.csv", csv);
  await page.getByRole("button", { name: "Match columns" }).click();
  await page.getByLabel("Type of Price").click();
  await page.getByRole("option", { name: "Number" }).click();
  await page.getByRole("button", { name: "Check rows" }).click();

  // Before the import: a text that stands in many cells.
  await expect(page.getByText("5 rows of 20 do not fit")).toBeVisible();
  await page.getByRole("button", { name: "Find and replace" }).click();
  await page.getByLabel("Find", { exact: true }).fill(" each");
  expect(await seriousFindings(page)).toEqual([]);
  await page.getByRole("button", { name: "Add" }).click();
  await expect(page.getByText("3 rows of 20 do not fit")).toBeVisible();
  await expect(page.getByText("Price: “ each” is taken out")).toBeVisible();
  await page.getByRole("button", { name: "Import", exact: true }).click();

  // After it: all rows of one rule, with what would become of them before their eyes.
  await page.waitForURL(/\/datasets\/[0-9a-f-]{36}/);
  await page.getByRole("tab", { name: /Left out 3/ }).click();
  const groups = page.getByRole("table", { name: "Errors by rule" });
  await groups.getByText("Price is not a number.").click();
  await page.getByRole("button", { name: "Mend these" }).click();
  await page.getByLabel("Find", { exact: true }).fill("ask");
  await expect(page.getByText("1 row comes in, 2 stay left out.")).toBeVisible();
  expect(await seriousFindings(page)).toEqual([]);
  await page.getByRole("button", { name: "Mend", exact: true }).click();
  await expect(page.getByRole("tab", { name: /Left out 2/ })).toBeVisible();

  // One row by hand.
  const errors = page.getByRole("table", { name: "All errors" });
  await errors.getByRole("row", { name: "soon" }).getByRole("button").click();
  await page.getByRole("textbox", { name: "Price" }).fill("soon enough");
  await page.getByRole("button", { name: "Save" }).click();
  await expect(page.getByRole("dialog").getByText("Price is not a number.")).toBeVisible();
  expect(await seriousFindings(page)).toEqual([]);
  await page.getByRole("textbox", { name: "Price" }).fill("9");
  await page.getByRole("button", { name: "Save" }).click();
  await expect(page.getByRole("tab", { name: /Left out 1/ })).toBeVisible();

  // The last one in a file that comes back.
  await page.getByRole("button", { name: "Give back corrected file" }).click();
  await page.locator("input[type=file]").setInputFiles({
    name: "corrected.csv",
    mimeType: "text/csv",
    buffer: Buffer.from("SKU;Title;Price;Row in the file\r\n19;Rose 19;11;21\r\n"),
  });
  await expect(page.getByText("1 row was taken in")).toBeVisible();
  expect(await seriousFindings(page)).toEqual([]);
  await page.getByRole("dialog").getByRole("button", { name: "Close" }).last().click();
  await expect(page.getByText("No row was left out")).toBeVisible();
  await page.getByRole("tab", { name: /Rows/ }).click();
  // A spreadsheet had dropped the noughts of its SKU.
  await expect(page.getByRole("table", { name: "Rows" })).toContainText("0019");

  await chooseFile(page, "supplier-august.csv", csv.replaceAll("Rose", "Iris"));
  await page.getByRole("button", { name: "Match columns" }).click();
  await expect(page.getByText("Matched as “supplier-july” was")).toBeVisible();
  await page.getByRole("button", { name: "Check rows" }).click();
  await expect(page.getByText("3 rows of 20 do not fit")).toBeVisible();
});

test("a broken file is refused in words, in Chinese too", async ({ page, signIn }) => {
  await signIn(page, ["operator"], "zh-CN");
  await chooseFile(page, "report.xlsx", "sku,name\n1,a\n");
  await expect(page.getByText(/实际上是 CSV/)).toBeVisible();
  await page.getByRole("button", { name: "选择其他文件" }).click();
  await expect(page.locator("input[type=file]")).toBeAttached();
});

test("a file that was chosen while the scripts were still on their way is taken", async ({
  page,
  signIn,
}) => {
  await signIn(page, ["operator"]);
  const held = Promise.withResolvers<void>();
  await page.route(/\.js(\?|$)/, async (route) => {
    await held.promise;
    await route.continue();
  });
  await page.goto("/datasets/new", { waitUntil: "commit" });
  const buffer = Buffer.from("sku,name\n1,Rose\n");
  await page.locator("input[type=file]").setInputFiles({ name: "early.csv", mimeType: "text/csv", buffer });
  held.resolve();
  await expect(page.getByRole("button", { name: "Match columns" })).toBeVisible();
  await page.unrouteAll({ behavior: "wait" });
});

test("closing the page does not stop an import", async ({ page, signIn, app }) => {
  const person = await signIn(page, ["operator"]);
  const rows = Array.from({ length: 60_000 }, (_, n) => `${n},Perfume number ${n},"a text, of some length"`);
  await chooseFile(page, "many.csv", ["id,name,text", ...rows].join("\n"));
  await page.getByRole("button", { name: "Match columns" }).click();
  await page.getByRole("button", { name: "Check rows" }).click();
  await page.getByRole("button", { name: "Import", exact: true }).click();
  await page.waitForURL(/\/datasets\/[0-9a-f-]{36}/);
  const id = new URL(page.url()).pathname.split("/").at(-1);
  await page.close();
  await expect(async () => {
    const answer = await app.api(`/datasets/${id}`, { token: person.token });
    expect(await answer.json()).toMatchObject({ status: "ready", rowCount: 60_000 });
  }).toPass({ timeout: 90_000 });
});

test("a reviewer may look but not import", async ({ page, signIn }) => {
  await signIn(page, ["reviewer"]);
  await page.goto("/datasets");
  await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
  await expect(page.getByRole("link", { name: "Import" })).toHaveCount(0);
  await page.goto("/datasets/new");
  await expect(page.getByText("This page is not for your roles")).toBeVisible();
});

test("a narrow window says what it needs", async ({ page, signIn }) => {
  await signIn(page, ["operator"]);
  await page.setViewportSize({ width: 800, height: 900 });
  await page.goto("/datasets/new");
  await expect(page.getByText("Importing needs a wider window")).toBeVisible();
});
