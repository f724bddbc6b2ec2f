import en from "#lib/i18n/messages/en/checks.json" with { type: "json" };
import { seriousFindings } from "#tests/fixtures/axe-findings.ts";
import { expect, made, post, test } from "#tests/fixtures/console.ts";

const t = en.lexicon;

test("a manager's terms outlast a reload, are saved as the next version, and are found", async ({
  app,
  page,
  signIn,
}) => {
  const name = "House words";
  const entries = [{ term: "cheap", severity: "block" }];
  const { id } = await made<{ id: string }>(app.api("/lexicons", post({ name, languages: ["en"], entries })));
  await signIn(page, ["manager"]);
  await page.goto(`/settings/lexicons/${id}`);
  await page.getByRole("button", { name: t.addTerm }).click();
  await page.getByRole("textbox", { name: t.term }).fill("cheap");
  await page.getByRole("button", { name: t.take }).click();
  await expect(page.getByText(t.termTaken)).toBeVisible();
  await page.getByRole("textbox", { name: t.term }).fill("bargain");
  expect(await seriousFindings(page)).toEqual([]);
  await page.getByRole("button", { name: t.take }).click();

  await page.reload();
  await expect(page.getByRole("cell", { name: "bargain", exact: true })).toBeVisible();
  // Somebody else saves meanwhile: what is not saved yet stays on top of theirs.
  const theirs = { entries: [...entries, { term: "junk", severity: "warn" }] };
  await made(app.api(`/lexicons/${id}/entries`, { ...post(theirs), method: "PUT" }));
  const save = page.getByRole("button", { name: /^(Save|保存)/ });
  await save.click();
  await expect(page.getByRole("cell", { name: "junk", exact: true })).toBeVisible();
  await save.click();
  await expect(page.getByText(t.savedToast.replace("{version}", "3"))).toBeVisible();
  await expect(save).toBeDisabled();

  await page.getByRole("textbox", { name: t.tryText }).fill("A Bargain, and no junk at all");
  await page.getByRole("button", { name: t.tryNow }).click();
  await expect(page.locator("[aria-live] li").getByText("Bargain", { exact: true })).toBeVisible();
  expect(await seriousFindings(page)).toEqual([]);
});

test("who may not write lexicons reads them, and is offered nothing else", async ({ app, page, signIn }) => {
  const { items } = await made<{ items: { id: string; name: string }[] }>(app.api("/lexicons"));
  await signIn(page, ["reviewer"]);
  await page.goto(`/settings/lexicons/${items[0]?.id}`);
  await expect(page.getByRole("heading", { level: 1, name: items[0]?.name ?? "" })).toBeVisible();
  await expect(page.getByRole("button", { name: t.addTerm })).toHaveCount(0);
  await expect(page.getByRole("button", { name: t.archive })).toHaveCount(0);
});
