import en from "#lib/i18n/messages/en/checks.json" with { type: "json" };
import zh from "#lib/i18n/messages/zh-CN/checks.json" with { type: "json" };
import zhTemplates from "#lib/i18n/messages/zh-CN/templates.json" with { type: "json" };
import { seriousFindings } from "#tests/fixtures/axe-findings.ts";
import { expect, made, post, test } from "#tests/fixtures/console.ts";
import { runBatch } from "#tests/review/run-batch.ts";

test("a glossary is made, filled from a file that is looked at first, and its change is shown", async ({
  page,
  signIn,
}) => {
  const { glossaries, glossary, table } = zh;
  await signIn(page, ["operator"], "zh-CN");
  await page.goto("/settings/glossaries");
  await page.getByRole("button", { name: glossaries.add }).click();
  await page.getByRole("textbox", { name: glossaries.name }).fill("Kitchen");
  await page.keyboard.press("Enter");
  await page.getByRole("button", { name: glossary.addTerm }).click();
  await page.getByRole("textbox", { name: glossary.term, exact: true }).fill("cast iron");
  await page.getByRole("textbox", { name: glossary.translations }).fill("de Gusseisen");
  await page.getByRole("button", { name: glossary.save, exact: true }).click();
  await expect(page.getByText("de Gusseisen", { exact: false }).last()).toBeVisible();
  await page.getByRole("textbox", { name: glossary.translations }).fill("de: Gusseisen");
  await page.getByRole("button", { name: glossary.save, exact: true }).click();
  await expect(page.getByRole("cell", { name: "cast iron", exact: true })).toBeVisible();

  await page.getByRole("button", { name: glossary.import, exact: true }).click();
  const csv = "term,de,zh-CN\ncast iron,Gusseisen,铸铁\nenamel,Emaille,珐琅\n,leer,\n";
  await page.locator("input[type=file]").setInputFiles({
    name: "kitchen.csv",
    mimeType: "text/csv",
    buffer: Buffer.from(csv),
  });
  const dialog = page.getByRole("dialog");
  await expect(dialog.getByText("enamel")).toBeVisible();
  await expect(dialog.getByText(table.line.replace("{line}", "4"), { exact: false })).toBeVisible();
  expect(await seriousFindings(page)).toEqual([]);
  await dialog.getByRole("button", { name: table.take }).click();
  await expect(page.getByRole("cell", { name: "enamel", exact: true })).toBeVisible();

  await page.getByRole("button", { name: table.changesOf.replace("{version}", "3") }).click();
  await expect(page.getByRole("dialog").getByText("铸铁")).toBeVisible();
  expect(await seriousFindings(page)).toEqual([]);
});

test("an author asks for rules of form, near-duplicates and a glossary, and they are saved", async ({
  app,
  page,
  signIn,
}) => {
  const t = zhTemplates.checks;
  await made(app.api("/glossaries", post({ name: "Author's", entries: [] })));
  const person = await signIn(page, ["operator"], "zh-CN");
  const body = {
    name: "Copy",
    sections: { instruction: "Write." },
    outputs: [{ name: "title", type: "text" }],
  };
  const { id } = await made<{ id: string }>(app.api("/templates", { ...post(body), token: person.token }));
  await page.goto(`/templates/${id}`);
  await page.getByRole("button", { name: t.choose }).click();
  await page.getByRole("switch", { name: t.kinds["near-duplicate"].title }).click();
  await page.getByRole("checkbox", { name: "Author's" }).click();
  await page.getByRole("button", { name: t.format.add }).click();
  await page.getByRole("button", { name: t.format.allFields, exact: true }).click();
  await page.getByRole("combobox", { name: t.format.preset }).click();
  await page.getByRole("option", { name: /eBay/ }).click();
  await page.getByRole("checkbox", { name: t.format.unwanted.emoji }).click();
  expect(await seriousFindings(page)).toEqual([]);
  const checks = async () =>
    (await made<{ draft: { checks: object[] } }>(app.api(`/templates/${id}`))).draft.checks;
  await expect.poll(checks, { timeout: 90_000 }).toMatchObject([
    { kind: "near-duplicate", similarity: 80 },
    { kind: "glossary" },
    {
      kind: "format",
      label: "eBay",
      maxLength: 80,
      without: ["placeholders", "self-reference", "emoji"],
    },
  ]);
  await page.reload();
  await expect(page.getByText("eBay").first()).toBeVisible();
});

test("a manager counts the outputs of a lexicon, checks them anew and sees what is newly blocked", async ({
  app,
  page,
  signIn,
}) => {
  const { lexicon, rescans } = zh;
  const { id: lexiconId } = await made<{ id: string }>(
    app.api("/lexicons", post({ name: "Brands", languages: ["en"], entries: [] })),
  );
  await runBatch(app, {
    rows: 8,
    name: "Rescanned",
    checks: [{ kind: "lexicon", lexiconIds: [lexiconId] }],
  });
  const entries = ["Maison Lune", "Atelier Sève"].map((term) => ({ term, severity: "block" }));
  await made(app.api(`/lexicons/${lexiconId}/entries`, { ...post({ entries }), method: "PUT" }));
  await signIn(page, ["manager"], "zh-CN");
  await page.goto(`/settings/lexicons/${lexiconId}`);
  await page.getByRole("button", { name: lexicon.rescan, exact: true }).click();
  const dialog = page.getByRole("dialog");
  await expect(dialog.getByText(/\b8\b/)).toBeVisible();
  expect(await seriousFindings(page)).toEqual([]);
  await dialog.getByRole("button", { name: rescans.start }).click();
  await expect(page.getByText(rescans.statuses.succeeded, { exact: true })).toBeVisible();
  await expect(page.getByRole("progressbar", { name: rescans.progress })).toHaveAttribute(
    "aria-valuenow",
    "8",
  );
  await expect(page.getByText(/Maison Lune|Atelier Sève/).first()).toBeVisible();
  expect(await seriousFindings(page)).toEqual([]);
  await page.goBack();
  await expect(page.getByText(rescans.list, { exact: true })).toBeVisible();
  await expect(page.getByText(rescans.statuses.succeeded, { exact: true })).toBeVisible();
});

test("who may not write glossaries reads them, and is offered nothing else", async ({
  app,
  page,
  signIn,
}) => {
  const { id } = await made<{ id: string }>(app.api("/glossaries", post({ name: "Read only", entries: [] })));
  await signIn(page, ["reviewer"]);
  await page.goto(`/settings/glossaries/${id}`);
  await expect(page.getByRole("heading", { level: 1, name: "Read only" })).toBeVisible();
  await expect(page.getByRole("button", { name: en.glossary.addTerm })).toHaveCount(0);
  await expect(page.getByRole("button", { name: en.glossary.import, exact: true })).toHaveCount(0);
});
