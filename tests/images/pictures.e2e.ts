import { seriousFindings, seriousFindingsInDark } from "#tests/fixtures/axe-findings.ts";
import { expect, test } from "#tests/fixtures/console.ts";
import { bottle } from "./some-pictures.ts";

/** Pictures come behind everything else that a machine has to do, and a test machine has much. */
const PATIENCE_MS = 180_000;

test("an operator brings pictures, tries operations, keeps what came of them, and has a dataset's pictures measured", async ({
  page,
  signIn,
  app,
}) => {
  test.setTimeout(500_000);
  const { token } = await signIn(page, ["operator"]);
  await page.goto("/images");
  await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
  const picture = await bottle("#ffffff").jpeg().toBuffer();
  await page.getByLabel("Pictures to bring").setInputFiles([
    { name: "flask.jpg", mimeType: "image/jpeg", buffer: picture },
    {
      name: "logo.png",
      mimeType: "image/png",
      buffer: Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>'),
    },
  ]);
  await expect(page.getByText("1 picture was not taken")).toBeVisible();
  await expect(page.getByText(/logo\.png.*SVG is not/)).toBeVisible();
  expect(await seriousFindings(page)).toEqual([]);

  await page.getByRole("link", { name: /flask\.jpg/ }).click();
  await page.waitForURL(/\/images\/[0-9a-f-]{36}$/);
  const original = page.url();
  for (const step of ["Cut out", "Background", "AI label"]) {
    await page.getByRole("button", { name: "Add", exact: true }).click();
    await page.getByRole("menuitem", { name: step }).click();
  }
  await expect(page.getByText(/Result: 400 × 600 · JPEG/)).toBeVisible({ timeout: PATIENCE_MS });
  await expect(page.getByText(/For other backgrounds bring a model of your own/)).toBeVisible();
  await page.getByRole("slider", { name: "Where before ends and after begins" }).press("ArrowLeft");
  expect(await seriousFindings(page)).toEqual([]);
  expect(await seriousFindingsInDark(page)).toEqual([]);
  await page.getByRole("button", { name: "Keep result" }).click();
  await page.waitForURL((url) => /\/images\/[0-9a-f-]{36}$/.test(url.pathname) && url.href !== original);
  await expect(page.getByText("made of another picture")).toBeVisible();

  const kept = page.url().split("/").at(-1);
  const file = new FormData();
  file.append("file", new File([`sku,picture\na,${kept}\nb,see page 7\nc,\n`], "shop.csv"));
  const sent = await app.api("/datasets", { method: "POST", body: file, token });
  const { id } = (await sent.json()) as { id: string };
  await expect(async () => {
    const dataset = (await (await app.api(`/datasets/${id}`)).json()) as { status: string };
    expect(dataset.status).toBe("ready");
  }).toPass();
  await page.goto(`/images/reports?datasetId=${id}`);
  await page.getByRole("combobox", { name: "Column" }).click();
  await page.getByRole("option", { name: "picture" }).click();
  await page.getByRole("button", { name: "Measure pictures" }).click();
  await page.waitForURL(/\/images\/reports\/[0-9a-f-]{36}$/);
  await expect(page.getByText("Done", { exact: true })).toBeVisible({ timeout: PATIENCE_MS });
  await expect(page.getByText("The cell is empty.")).toBeVisible();
  await expect(page.getByRole("button", { name: /^Small 1/ })).toBeVisible();
  expect(await seriousFindings(page)).toEqual([]);
});
