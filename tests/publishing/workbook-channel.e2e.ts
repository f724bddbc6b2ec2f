import { readFileSync } from "node:fs";
import { readXlsx } from "hucre/xlsx";
import { axeFindings } from "#tests/fixtures/axe-findings.ts";
import { expect, made, post, test } from "../fixtures/console.ts";
import { approve } from "../review/approve.ts";
import { runBatch } from "../review/run-batch.ts";
import { partsOf, writeMarketplaceTemplate } from "./marketplace-template.ts";

test("an admin gives a marketplace's template, an operator is told what it does not take, and downloads it filled", async ({
  app,
  page,
  signIn,
}) => {
  const template = test.info().outputPath("Template.xlsx");
  await writeMarketplaceTemplate(template);
  const { batchId } = await runBatch(app, { rows: 3, name: "Marketplace" });
  await approve(app, batchId, 3);

  await signIn(page, ["admin"]);
  await page.goto("/settings/channels?channel=new");
  const panel = page.getByRole("dialog");
  await panel.getByRole("combobox", { name: "Kind" }).click();
  await page.getByRole("option", { name: "Your own workbook (.xlsx)" }).click();
  await panel.getByLabel("Name", { exact: true }).fill("Marketplace DE");
  await panel.getByLabel("Workbook", { exact: true }).setInputFiles(template);
  await expect(
    panel.getByText("4 allowed values").or(panel.getByText("3 allowed values")).first(),
  ).toBeVisible();
  await expect(panel.getByText("Not checked: Excel works it out (INDIRECT($G4))")).toBeVisible();
  await panel.getByLabel("Product key").fill("sku");
  for (const [at, column, field] of [
    [1, "item_name", "title"],
    [2, "color_name", "brand"],
  ] as const) {
    await panel.getByRole("button", { name: "Add field" }).click();
    await panel.getByLabel(`Their name of field ${at}`).fill(column);
    await page.getByRole("option", { name: column }).click();
    await panel.getByLabel(`Our field of field ${at}`).fill(field);
  }
  await panel.getByLabel("Hold time").fill("0");
  expect(await axeFindings(page)).toEqual([]);
  await panel.getByRole("button", { name: "Add channel" }).click();
  await panel.getByRole("button", { name: "Test Marketplace DE" }).click();
  await expect(panel.getByText(/10 columns in “Template”, 2 of them mapped; 3 with a list/)).toBeVisible();

  const { items } = await made<{ items: { id: string; name: string }[] }>(app.api("/channels"));
  const channelId = items.find(({ name }) => name === "Marketplace DE")?.id ?? "";
  const operator = await signIn(page, ["operator"]);
  const colours = {
    ...{ name: "Colours", sections: { instruction: "Name a colour." }, inputs: [] },
    outputs: [{ name: "colour", type: "choice", choices: ["Beige"] }],
  };
  const { id } = await made<{ id: string }>(
    app.api("/templates", { ...post(colours), token: operator.token }),
  );
  await page.goto(`/templates/${id}`);
  await page.getByRole("button", { name: "colour" }).click();
  await page.getByRole("button", { name: "Take from a channel" }).click();
  for (const [list, name] of [
    ["Channel", "Marketplace DE"],
    ["Column", "color_name"],
  ] as const) {
    await page.getByRole("combobox", { name: list }).click();
    await page.getByRole("option", { name }).click();
  }
  await page.getByRole("button", { name: "Take these values" }).click();
  await expect(page.getByLabel("Choices", { exact: true })).toHaveValue('Red\nGreen\nDeep "sea" blue');

  await page.goto(`/published/new?batchId=${batchId}`);
  await page.getByRole("radio", { name: /Marketplace DE/ }).click();
  await expect(
    page.getByText(/is not in the list of “color_name”. Allowed: Red, Green/).first(),
  ).toBeVisible();
  expect(await axeFindings(page)).toEqual([]);
  const mapping = { item_name: "title" };
  await made(app.api(`/channels/${channelId}`, { ...post({ mapping }), method: "PATCH" }));
  await page.reload();
  await page.getByRole("radio", { name: /Marketplace DE/ }).click();
  await expect(page.getByText("The workbook takes all of it")).toBeVisible();
  await page.getByRole("button", { name: "Publish 3 items" }).click();
  const [download] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("dialog").getByRole("link", { name: "Download" }).click(),
  ]);
  const file = await download.path();
  const { sheets } = await readXlsx(readFileSync(file));
  expect(sheets[1]?.rows.slice(3).map((row) => row[0])).toEqual(["000002", "000001", "000003"]);
  const [before, after] = [await partsOf(template), await partsOf(file)];
  expect(after.get("xl/worksheets/sheet3.xml")).toEqual(before.get("xl/worksheets/sheet3.xml"));
});
