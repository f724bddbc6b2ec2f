import { messages } from "#lib/i18n/namespaces.ts";
import { seriousFindings, seriousFindingsInDark } from "#tests/fixtures/axe-findings.ts";
import { expect, made, post, test } from "#tests/fixtures/console.ts";
import { lookAtSamples } from "./look-at-samples.ts";

const body = {
  sections: { instruction: "Write about {{ brand }}." },
  inputs: [
    { name: "brand", sample: "Verlaine" },
    { name: "price", type: "number", sample: "￥1,299" },
  ],
  outputs: [{ name: "title", type: "text", maxLength: 60 }],
  languages: ["en"],
};

for (const locale of ["en", "zh-CN"] as const) {
  const t = messages[locale].templates;

  test(`an author who writes no Liquid makes a rule, sees it fire and takes it over (${locale})`, async ({
    page,
    app,
    signIn,
  }) => {
    const { token } = await signIn(page, ["operator"], locale);
    const { id } = await made<{ id: string }>(
      app.api("/templates", { ...post({ name: "Ruled", ...body }), token }),
    );
    await page.goto(`/templates/${id}`);
    await lookAtSamples(page, locale);

    const panel = page.getByRole("region", { name: t.rules.title, exact: true });
    const preview = page.getByRole("region", { name: t.preview.title });
    await panel.getByRole("button", { name: t.rules.add }).click();
    const condition = panel.getByRole("group", { name: t.rules.condition.replace("{number}", "1") });
    await condition.getByRole("combobox", { name: t.rules.input }).fill("pri");
    await page.getByRole("option", { name: "price" }).click();
    await condition.getByRole("combobox", { name: t.rules.comparison }).click();
    await page.getByRole("option", { name: t.rules.is.more, exact: true }).click();
    // What is missing is told at the rule, before anything is published.
    await expect(
      panel.getByText(t.errors.template_rule_value_missing.replace("{name}", "price")),
    ).toBeVisible();
    await condition.getByRole("textbox", { name: t.rules.value }).fill("1.000,5");
    await panel.getByRole("textbox", { name: t.rules.text }).fill("Luxury: {{ brand }} at {{ price }}");
    await expect(preview.getByText("Luxury: Verlaine at ￥1,299")).toBeVisible();
    await expect(preview.getByRole("img", { name: t.preview.fires, exact: true })).toBeVisible();
    await expect(preview.getByText("## Requirements")).toBeVisible();

    await condition.getByRole("textbox", { name: t.rules.value }).fill("2000");
    await expect(preview.getByRole("img", { name: t.preview.firesNot })).toBeVisible();
    await expect(preview.getByText("Luxury")).toBeHidden();
    await condition.getByRole("textbox", { name: t.rules.value }).fill("100");
    expect(await seriousFindings(page)).toEqual([]);

    await page.keyboard.press("ControlOrMeta+s");
    const saved = t.saving.saved.split("{")[0] ?? "";
    await expect(page.getByRole("status").filter({ hasText: saved }).first()).toBeVisible();
    await page.reload();
    await expect(panel.getByRole("button", { name: t.rules.number.replace("{number}", "1") })).toBeVisible();

    await panel.getByRole("button", { name: t.rules.compiled }).click();
    await expect(panel.getByText('is_more: "100"')).toBeVisible();
    await panel.getByRole("button", { name: t.rules.takeOver }).click();
    await expect(panel.getByText(t.rules.empty)).toBeVisible();
    const sections = page.getByRole("region", { name: t.editor.sections, exact: true });
    await sections.getByRole("button", { name: t.sections.requirements.title }).click();
    await expect(
      sections.getByRole("textbox", { name: t.sections.requirements.title, exact: true }),
    ).toContainText('price | is_more: "100"');
    await expect(preview.getByText("Luxury: Verlaine at ￥1,299")).toBeVisible();
  });
}

test("rules are made on a phone, by keyboard alone, in the dark", async ({ page, app, signIn }) => {
  const t = messages.en.templates;
  await page.setViewportSize({ width: 390, height: 844 });
  const { token } = await signIn(page, ["operator"]);
  const { id } = await made<{ id: string }>(
    app.api("/templates", { ...post({ name: "Ruled on a phone", ...body }), token }),
  );
  await page.goto(`/templates/${id}`);
  const panel = page.getByRole("region", { name: t.rules.title, exact: true });
  await panel.getByRole("button", { name: t.rules.add }).focus();
  await page.keyboard.press("Enter");
  const value = panel.getByRole("textbox", { name: t.rules.value });
  await value.focus();
  await page.keyboard.type("verlaine");
  for (const name of [t.rules.removeCondition.replace("{number}", "1"), t.rules.addCondition, t.rules.do]) {
    await page.keyboard.press("Tab");
    await expect(panel.locator(":focus")).toHaveAccessibleName(name);
  }
  await page.keyboard.press("Shift+Tab");
  await page.keyboard.press("Enter");
  await expect(panel.getByRole("textbox", { name: t.rules.value })).toHaveCount(2);
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
  expect(await seriousFindingsInDark(page)).toEqual([]);
});
