import { seriousFindings } from "#tests/fixtures/axe-findings.ts";
import { expect, test } from "#tests/fixtures/console.ts";

const file = (name: string, lines: string[]) => ({
  ...{ name, mimeType: "text/csv" },
  buffer: Buffer.from(["Art,Title,Price", ...lines].join("\n")),
});

test("an operator imports a new version, sees what changed, and has what is new and changed by itself", async ({
  page,
  signIn,
}) => {
  await signIn(page, ["operator"]);
  await page.goto("/datasets/new");
  const chooser = page.locator("input[type=file]");
  await chooser.setInputFiles(file("july.csv", ["01,Pan,9", "02,Pot,8", "03,Lid,4", "04,Cup,2", "04,Cup,3"]));
  await page.getByRole("button", { name: "Match columns" }).click();
  await page.getByLabel("Name of Art").fill("sku");
  await page.getByRole("button", { name: "Check rows" }).click();
  await page.getByRole("button", { name: "Import", exact: true }).click();
  await page.waitForURL(/\/datasets\/[0-9a-f-]{36}/);
  await expect(page.getByText("Ready", { exact: true })).toBeVisible();

  await page.getByRole("button", { name: "More actions" }).click();
  await page.getByRole("menuitem", { name: "Import a new version" }).click();
  await expect(page.getByRole("heading", { name: "Import a new version of “july”" })).toBeVisible();
  await chooser.setInputFiles(file("august.csv", ["01,Pan XL,10", "03,Lid,4", "04,Cup,2", "05,Jug,7"]));
  await page.getByRole("button", { name: "Match columns" }).click();
  await expect(page.getByText("Matched as “july” was, its former version.")).toBeVisible();
  await expect(page.getByLabel("Name of Art")).toHaveValue("sku");
  await page.getByRole("button", { name: "Check rows" }).click();
  await page.getByRole("button", { name: "Import", exact: true }).click();

  await expect(page.getByRole("tab", { name: "What changed", selected: true })).toBeVisible();
  await expect(page.getByText("Changed in: Price (1) · Title (1)")).toBeVisible();
  await expect(page.getByText(/1 row here and 2 rows there have a sku/)).toBeVisible();
  expect(await seriousFindings(page)).toEqual([]);
  const rows = page.getByRole("table", { name: "Rows that are not the same" });
  await rows.getByRole("button", { name: "Changed" }).click();
  await expect(page.getByRole("dialog")).toContainText("Row 1 of “july”");
  expect(await seriousFindings(page)).toEqual([]);
  await page.getByRole("dialog").getByRole("button", { name: "Close" }).click();
  await page.getByLabel("Kind of change").click();
  await page.getByRole("option", { name: "Gone" }).click();
  await expect(rows).toContainText("Pot");
  await expect(rows).not.toContainText("Pan XL");

  await page.getByRole("button", { name: "Make a dataset of these rows" }).click();
  expect(await seriousFindings(page)).toEqual([]);
  await page.getByRole("button", { name: "Make dataset of 2 rows" }).click();
  await expect(page.getByRole("heading", { name: "august – changes" })).toBeVisible();
  await expect(page.getByRole("table", { name: "Rows" })).toContainText("Jug");
});
