import type { Page } from "@playwright/test";
import { messages } from "#lib/i18n/namespaces.ts";
import { seriousFindings, seriousFindingsInDark } from "#tests/fixtures/axe-findings.ts";
import { addPerson, expect, made, post, test } from "#tests/fixtures/console.ts";
import { lookAtSamples } from "./look-at-samples.ts";

const noRow = {
  sections: { instruction: "Write about {{ brand }}." },
  inputs: [{ name: "brand", sample: "Verlaine" }],
};
const outputs = [{ name: "title", type: "text", maxLength: 60 }];

async function write(page: Page, section: string, text: string): Promise<void> {
  const editor = page.getByRole("textbox", { name: section, exact: true });
  await editor.click();
  await page.keyboard.press("ControlOrMeta+A");
  // insertText leaves closing braces to the author, as a paste does.
  await page.keyboard.insertText(text);
}

const locale = "zh-CN" as const;

const t = messages[locale].templates;

test("an operator authors, mends, publishes and compares a template", async ({ page, signIn }) => {
  await signIn(page, ["operator"], locale);
  await page.goto("/templates/new");
  await page.getByText(t.new.blank, { exact: true }).click();
  await page.getByRole("textbox", { name: t.new.name }).fill(`香水`);
  await page.getByRole("button", { name: t.new.create }).click();
  await expect(page.getByRole("heading", { level: 1, name: "香水" })).toBeVisible();

  await lookAtSamples(page, locale);

  await page.getByRole("button", { name: t.inputs.add }).click();
  await page.getByLabel(t.inputs.name).fill("品牌");
  await page.getByLabel(t.inputs.sample).fill("香奈儿");
  await page.getByRole("button", { name: t.outputs.add }).click();
  await page.getByLabel(t.outputs.name, { exact: true }).last().fill("title");
  await write(page, t.sections.instruction.title, "写 {{ 品牌 }}，{{ 价格 }}");

  await expect(page.getByText("1:15", { exact: true })).toBeVisible();
  await page.getByRole("button", { name: t.editor.publish }).click();
  await expect(page.getByRole("button", { name: t.publish.confirm, exact: true })).toBeDisabled();
  await page.keyboard.press("Escape");

  await write(page, t.sections.instruction.title, "写 {{ 品牌 }} 的标题");
  await expect(
    page.getByRole("region", { name: t.preview.title }).getByText("写 香奈儿 的标题"),
  ).toBeVisible();
  await page.keyboard.press("ControlOrMeta+s");
  await page.getByRole("button", { name: t.editor.publish }).click();
  await page.getByLabel(t.publish.note).fill("first");
  await page.getByRole("button", { name: t.publish.confirm, exact: true }).click();
  const versions = page.getByRole("region", { name: t.versions.title });
  await expect(versions.getByText("v1")).toBeVisible();

  await write(page, t.sections.instruction.title, "写 {{ 品牌 }} 的长标题");
  await page.keyboard.press("ControlOrMeta+s");
  const saved = t.saving.saved.split("{")[0] ?? "";
  await expect(page.getByRole("status").filter({ hasText: saved }).first()).toBeVisible();
  await versions.getByRole("link", { name: t.versions.compare }).click();
  await expect(page.locator("ins")).toContainText("长");
  await page.goBack();

  await versions.getByRole("button", { name: t.versions.restore }).click();
  await page.getByRole("dialog").getByRole("button", { name: t.versions.restore }).click();
  await expect(page.getByRole("textbox", { name: t.sections.instruction.title, exact: true })).toHaveText(
    "写 {{ 品牌 }} 的标题",
  );
});

test("text that could not be saved is offered again after the tab was closed", async ({
  page,
  app,
  signIn,
}) => {
  const t = messages.en.templates;
  const { token } = await signIn(page, ["operator"]);
  const { id } = await made<{ id: string }>(
    app.api("/templates", { ...post({ name: "Kept", ...noRow, outputs }), token }),
  );
  await page.route("**/api/v1/templates/*/draft", (route) => route.abort());
  page.on("dialog", (dialog) => void dialog.accept());
  await page.goto(`/templates/${id}`);
  await write(page, t.sections.instruction.title, "Typed while the line was down");
  await expect(page.getByRole("button", { name: t.saving.retry })).toBeVisible();
  await page.reload();
  await expect(page.getByText(t.backup.title)).toBeVisible();
  await page.unroute("**/api/v1/templates/*/draft");
  const saved = page.waitForResponse((answer) => answer.url().endsWith("/draft") && answer.ok());
  await page.getByRole("button", { name: t.backup.restore }).click();
  const instruction = page.getByRole("textbox", { name: t.sections.instruction.title, exact: true });
  await expect(instruction).toHaveText("Typed while the line was down");
  await saved;
  await expect(page.getByText(t.saving.dirty)).toBeHidden();
  await page.reload();
  await expect(instruction).toHaveText("Typed while the line was down");
  await expect(page.getByText(t.backup.title)).toBeHidden();
});

test("a draft that someone else saved is not overwritten, and the author's text stays", async ({
  page,
  app,
  signIn,
}) => {
  const t = messages.en.templates;
  const me = await signIn(page, ["operator"]);
  const body = { ...noRow, outputs };
  const { id } = await made<{ id: string }>(
    app.api("/templates", { ...post({ name: "Shared", ...body }), token: me.token }),
  );
  const other = await addPerson(app, ["operator"]);
  const theirs = { revision: 1, ...body, sections: { instruction: "Theirs {{ brand }}" } };
  // Theirs comes once the author has typed: a page still untouched would take it, as it takes every newer draft.
  let isFirst = true;
  await page.route("**/api/v1/templates/*/draft", async (route) => {
    if (isFirst) {
      isFirst = false;
      await made(
        app.api(`/templates/${id}/draft`, {
          method: "PUT",
          body: JSON.stringify(theirs),
          token: other.token,
        }),
      );
    }
    await route.continue();
  });
  await page.goto(`/templates/${id}`);
  await write(page, t.sections.instruction.title, "Mine {{ brand }}");
  await expect(page.getByText(t.conflict.title)).toBeVisible();
  const editor = page.getByRole("textbox", { name: t.sections.instruction.title, exact: true });
  await expect(editor).toHaveText("Mine {{ brand }}");
  await page.getByRole("button", { name: t.conflict.keepMine }).click();
  await expect(page.getByRole("status").filter({ hasText: /^Saved/ })).toBeVisible();
  await page.reload();
  await expect(editor).toHaveText("Mine {{ brand }}");
});

test("those who may not write can read, and nothing serious is wrong for anyone in either look", async ({
  page,
  app,
  signIn,
}) => {
  const { id } = await made<{ id: string }>(
    app.api("/templates", post({ name: "Readable", ...noRow, outputs })),
  );
  await signIn(page, ["reviewer"]);
  for (const path of ["/templates", `/templates/${id}`]) {
    await page.emulateMedia({ colorScheme: "light" });
    await page.goto(path);
    await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
    expect(await seriousFindings(page)).toEqual([]);
    expect(await seriousFindingsInDark(page)).toEqual([]);
  }
  const editor = page.getByRole("textbox", {
    name: messages.en.templates.sections.instruction.title,
    exact: true,
  });
  await expect(editor).toHaveText("Write about {{ brand }}.");
  await expect(editor).toHaveAttribute("contenteditable", "false");
  await expect(page.getByRole("button", { name: messages.en.templates.editor.publish })).toHaveCount(0);
});

test("a phone shows the editor without scrolling sideways", async ({ page, app, signIn }) => {
  const { id } = await made<{ id: string }>(
    app.api("/templates", post({ name: "Narrow", ...noRow, outputs })),
  );
  await page.setViewportSize({ width: 390, height: 844 });
  await signIn(page, ["operator"]);
  await page.goto(`/templates/${id}`);
  await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
  const overflow = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
  expect(overflow).toBeLessThanOrEqual(0);
});

test("Back shows the text that was saved, and going on from it is no conflict", async ({
  page,
  app,
  signIn,
}) => {
  const t = messages.en.templates;
  const { token } = await signIn(page, ["operator"]);
  const { id } = await made<{ id: string }>(
    app.api("/templates", { ...post({ name: "Back", ...noRow, outputs }), token }),
  );
  const instruction = page.getByRole("textbox", { name: t.sections.instruction.title, exact: true });
  await page.goto("/templates");
  await page.getByRole("link", { name: "Back", exact: true }).click();
  await write(page, t.sections.instruction.title, "Saved and left {{ brand }}");
  // Left before it is saved by itself.
  await page.getByRole("link", { name: "Batches", exact: true }).click();
  await expect(page).toHaveURL(/\/batches$/);
  await page.goBack();
  await expect(page).toHaveURL(new RegExp(id));
  await expect(instruction).toHaveText("Saved and left {{ brand }}");
  await write(page, t.sections.instruction.title, "And gone on {{ brand }}");
  await page.keyboard.press("ControlOrMeta+s");
  await expect(page.getByRole("status").filter({ hasText: /^Saved/ })).toBeVisible();
  await expect(page.getByText(t.conflict.title)).toBeHidden();
  await page.reload();
  await expect(instruction).toHaveText("And gone on {{ brand }}");
});

test("an answer that is lost on a slow line is no other person, and neither is one's own other tab", async ({
  page,
  app,
  signIn,
  context,
}) => {
  const t = messages.en.templates;
  const { token } = await signIn(page, ["operator"]);
  const { id } = await made<{ id: string }>(
    app.api("/templates", { ...post({ name: "Slow", ...noRow, outputs }), token }),
  );
  const second = await context.newPage();
  await second.goto(`/templates/${id}`);
  await page.goto(`/templates/${id}`);
  let isLost = false;
  await page.route("**/api/v1/templates/*/draft", async (route) => {
    if (isLost) return route.continue();
    isLost = true;
    // The server has it, the browser never hears of it.
    await route.fetch();
    await route.abort();
  });
  await write(page, t.sections.instruction.title, "First {{ brand }}");
  await expect(page.getByRole("button", { name: t.saving.retry })).toBeVisible();
  await write(page, t.sections.instruction.title, "First and second {{ brand }}");
  await expect(page.getByRole("status").filter({ hasText: /^Saved/ })).toBeVisible();
  await expect(page.getByText(t.conflict.title)).toBeHidden();

  // The other tab was opened before, and has something of its own.
  await write(second, t.sections.instruction.title, "In the other tab {{ brand }}");
  await expect(second.getByText(t.conflict.titleMine)).toBeVisible();
  await expect(second.getByText(t.conflict.title)).toBeHidden();
  await second.getByRole("button", { name: t.conflict.takeTheirs }).click();
  await expect(second.getByRole("textbox", { name: t.sections.instruction.title, exact: true })).toHaveText(
    "First and second {{ brand }}",
  );
});
