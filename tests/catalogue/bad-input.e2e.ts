import type { Page } from "@playwright/test";
import type { Locale } from "#lib/i18n/locales.ts";
import { messages } from "#lib/i18n/namespaces.ts";
import { translateError } from "#lib/i18n/translate.ts";
import { seriousFindings } from "#tests/fixtures/axe-findings.ts";
import { expect, made, post, test } from "#tests/fixtures/console.ts";
import { writePdf } from "#tests/knowledge/write-pdf.ts";

const MEGABYTES_5 = 5 * 1024 ** 2;
/** What an office program writes in front of a file that is locked. */
const LOCKED = Buffer.from("d0cf11e0a1b11ae1".padEnd(1024, "0"), "hex");

for (const locale of ["en", "zh-CN"] as const) {
  const say = (code: string, params: Record<string, string | number> = {}) =>
    translateError(locale, code, params);

  test(`a file of products says of each row why it is left out, and of older values that they are older (${locale})`, async ({
    page,
    signIn,
  }) => {
    await signIn(page, ["operator"], locale);
    const t = messages[locale].catalogue;
    const key = `bad-${locale}`;
    const today = `sku,title,notes\n${key}-1,Today's shirt,new\n`;
    const yesterday = `sku,title,notes\n${key}-1,Yesterday's shirt,old\n`;
    for (const csv of [yesterday, today]) {
      await startImport(page, locale, "today.csv", csv);
      await page.getByRole("button", { name: t.importPage.commit }).click();
      await page.getByRole("dialog").getByRole("button", { name: t.importPage.commit }).click();
      await expect(page.getByText(t.importStatus.committed, { exact: true })).toBeVisible();
    }
    const rows = [
      `${key}-1,Yesterday's shirt,old,`,
      `${key}-2,Twice,,`,
      `${key}-2,Twice,,`,
      `${key}-3,In a loop,,Home > Bed > Home > Bed`,
      `${key}-4,Long,${"x".repeat(MEGABYTES_5)},`,
    ];
    await startImport(page, locale, "yesterday.csv", `sku,title,notes,category\n${rows.join("\n")}\n`);
    // Yesterday's file over today's: told before anything is written, and shown.
    const older = page.getByRole("button", { name: t.importPage.showOlder });
    await expect(older).toBeVisible();
    await older.click();
    await expect(page.getByRole("table", { name: t.importPage.views })).toContainText(`${key}-1`);
    await page.getByRole("main").locator('a[href$="view=invalid"]').click();
    const groups = page.getByRole("table", { name: t.importPage.rule });
    const leftOut = page.getByRole("table", { name: t.importPage.rows, exact: true });
    await expect(groups.getByRole("row")).toHaveCount(4);
    await groups.getByRole("row").filter({ hasText: "category" }).click();
    await expect(leftOut).toContainText(say("category_loop", { value: "Home > Bed > Home > Bed" }));
    await groups.getByRole("row").filter({ hasText: "notes" }).click();
    await expect(leftOut).toContainText(say("cell_too_long", { column: "notes" }));
    await groups
      .getByRole("row")
      .filter({ hasNotText: /category|notes/ })
      .last()
      .click();
    await expect(leftOut).toContainText(say("key_twice", { row: 3, value: `${key}-2` }));
    expect(await seriousFindings(page)).toEqual([]);
  });

  test(`a document that cannot be read says why where it is added (${locale})`, async ({
    page,
    app,
    signIn,
  }) => {
    const { id: providerId } = await made<{ id: string }>(
      app.api("/providers", post({ name: `Sandbox ${locale}`, kind: "sandbox" })),
    );
    const prices = { inputPerMTok: "0.02", outputPerMTok: "0", currency: "USD" };
    const model = { providerId, name: "sandbox-embedding", kind: "embedding", limits: {}, prices };
    const { id: embeddingModelId } = await made<{ id: string }>(app.api("/models", post(model)));
    const { id } = await made<{ id: string }>(
      app.api("/collections", post({ name: `Scans ${locale}`, embeddingModelId })),
    );
    await signIn(page, ["operator"], locale);
    const t = messages[locale].knowledge;
    await page.goto(`/knowledge/${id}`);
    await page.getByRole("button", { name: t.page.add }).first().click();
    const dialog = page.getByRole("dialog", { name: t.add.title });
    const files: [string, Buffer, string][] = [
      ["scan.pdf", writePdf([[], []], { scanned: true }), "document_no_text"],
      ["locked.pdf", writePdf([["secret"]], { locked: true }), "document_locked"],
      ["locked.docx", LOCKED, "document_locked"],
      ["broken.docx", Buffer.from("PK\x03\x04 and nothing more"), "document_damaged"],
    ];
    for (const [name, buffer, code] of files) {
      await dialog
        .getByLabel(t.add.file, { exact: true })
        .setInputFiles({ name, mimeType: "application/octet-stream", buffer });
      await expect(dialog.getByText(name)).toBeVisible();
      await expect(dialog.getByText(say(code, { pages: 2 }))).toBeVisible();
      await expect(dialog.getByRole("button", { name: t.add.add, exact: true })).toBeDisabled();
    }
    expect(await seriousFindings(page)).toEqual([]);
  });

  test(`a workbook with a password says so where it is chosen (${locale})`, async ({ page, signIn }) => {
    await signIn(page, ["operator"], locale);
    for (const path of ["/datasets/new", "/catalogue/imports/new"]) {
      await page.goto(path);
      await page
        .locator("input[type=file]")
        .setInputFiles({ name: "locked.xlsx", mimeType: "application/octet-stream", buffer: LOCKED });
      await expect(page.getByText(say("file_encrypted"))).toBeVisible();
    }
  });
}

/** A dry run of a file whose first column is the key, to its end. */
async function startImport(page: Page, locale: Locale, name: string, csv: string): Promise<void> {
  const t = messages[locale].catalogue;
  await page.goto("/catalogue/imports/new");
  const file = { name, mimeType: "text/csv", buffer: Buffer.from(csv) };
  await page.locator("input[type=file]").setInputFiles(file);
  await page.getByRole("combobox", { name: t.import.targetOf.replace("{header}", "sku") }).click();
  await page.getByRole("option", { name: t.import.targets.key, exact: true }).click();
  await page.getByRole("button", { name: t.import.run }).click();
  await expect(page.getByText(t.importStatus.ready, { exact: true })).toBeVisible();
}
