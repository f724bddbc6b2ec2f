import { messages } from "#lib/i18n/namespaces.ts";
import { seriousFindings } from "#tests/fixtures/axe-findings.ts";
import { expect, made, test } from "#tests/fixtures/console.ts";

const ROWS = 40;

for (const locale of ["en", "zh-CN"] as const) {
  test(`a dataset is split, its parts are looked at, and a trial takes its rows from one (${locale})`, async ({
    page,
    app,
    signIn,
  }) => {
    const { token } = await signIn(page, ["operator"], locale);
    const lines = Array.from({ length: ROWS }, (_, at) => `S-${at},Shirt ${at},${at < 4 ? "dev" : "train"}`);
    const body = new FormData();
    body.append("file", new File([`sku,title,use\n${lines.join("\n")}\n`], `shirts ${locale}.csv`));
    const { id } = await made<{ id: string }>(app.api("/datasets", { method: "POST", body, token }));
    const isReady = async () => (await made<{ status: string }>(app.api(`/datasets/${id}`))).status;
    await expect.poll(isReady, { timeout: 60_000 }).toBe("ready");

    const t = messages[locale].datasets;
    await page.goto(`/datasets/${id}`);
    const open = async () => {
      await page.getByRole("button", { name: t.more }).click();
      await page.getByRole("menuitem", { name: t.split.action }).click();
      return page.getByRole("dialog", { name: t.split.title });
    };
    const dialog = await open();
    const test = dialog.getByLabel(t.split.shareOf.replace("{part}", t.split.parts.test));
    await test.fill("9");
    await expect(dialog.getByText(t.split.notWhole)).toBeVisible();
    await expect(dialog.getByRole("button", { name: t.split.save, exact: true })).toBeDisabled();
    await dialog.getByRole("radio", { name: t.split.ways.column }).click();
    await dialog.getByRole("combobox", { name: t.split.column }).fill("use");
    await page.getByRole("option", { name: "use", exact: true }).click();
    expect(await seriousFindings(page)).toEqual([]);
    await dialog.getByRole("button", { name: t.split.save, exact: true }).click();
    await expect(page.getByText(t.split.byColumn.replace("{column}", "use"))).toBeVisible();

    await page.getByRole("combobox", { name: t.split.part }).click();
    await page.getByRole("option", { name: t.split.parts.validation, exact: true }).click();
    const rows = page.getByRole("table", { name: t.rows.title });
    await expect(rows).toContainText("S-3");
    await expect(rows).not.toContainText("S-4");
    await expect(page).toHaveURL(/part=validation/);
    const again = await open();
    await expect(again.getByText(/36.*4/)).toBeVisible();
    await page.keyboard.press("Escape");

    await page.goto(`/trials/new?datasetId=${id}`);
    await page.getByRole("combobox", { name: t.split.part }).click();
    await page.getByRole("option", { name: t.split.parts.validation, exact: true }).click();
    await expect(page).toHaveURL(/part=validation/);
    expect(await seriousFindings(page)).toEqual([]);
  });
}
