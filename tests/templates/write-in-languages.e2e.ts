import { messages } from "#lib/i18n/namespaces.ts";
import { seriousFindings, seriousFindingsInDark } from "#tests/fixtures/axe-findings.ts";
import { expect, made, post, test } from "#tests/fixtures/console.ts";
import { lookAtSamples } from "./look-at-samples.ts";

const body = {
  sections: { instruction: "Write about {{ name }} in {{ language.name }}." },
  inputs: [{ name: "name", sample: "white musk" }],
  outputs: [{ name: "title", type: "text", maxLength: 60 }],
  languages: ["en", "de"],
};

const locale = "zh-CN" as const;

const t = messages[locale].templates;
const german = new Intl.DisplayNames(locale, { type: "language" }).of("de") ?? "de";

test("an author says what is otherwise in German, chooses terms and sees both go out", async ({
  page,
  app,
  signIn,
}) => {
  const { token } = await signIn(page, ["operator"], locale);
  const entries = [{ term: "musk", translations: { de: "Moschus" } }];
  const glossary = `Notes`;
  await made(app.api("/glossaries", { ...post({ name: glossary, entries }), token }));
  const { id: providerId } = await made<{ id: string }>(
    app.api("/providers", post({ name: "For German", kind: "sandbox" })),
  );
  const prices = { inputPerMTok: "1", outputPerMTok: "4", currency: "USD" };
  const model = { providerId, name: "sandbox-quality", kind: "text", limits: {}, prices };
  const { id: modelId } = await made<{ id: string }>(app.api("/models", post(model)));
  const { id } = await made<{ id: string }>(
    app.api("/templates", { ...post({ name: "By language", ...body }), token }),
  );
  await page.goto(`/templates/${id}`);
  const preview = page.getByRole("region", { name: t.preview.title });
  await lookAtSamples(page, locale);

  const languages = page.getByRole("region", { name: t.languages.title });
  await languages.getByRole("button", { name: german, exact: false }).last().click();
  const row = languages.getByRole("group", { name: german });
  await row.getByRole("textbox", { name: t.languages.tone }).fill("sachlich");
  await row.getByRole("textbox", { name: t.languages.requirements }).fill("Nennt {{ brand }}");
  await expect(
    languages.getByText(t.errors.template_variable_unknown.replace("{variable}", "brand")),
  ).toBeVisible();
  await row.getByRole("textbox", { name: t.languages.requirements }).fill("Nennt {{ name }}");
  await row.getByRole("textbox", { name: t.languages.maxLength.replace("{field}", "title") }).fill("20");
  await row.getByRole("combobox", { name: t.languages.model }).click();
  await page.getByRole("option", { name: model.name }).click();

  const glossaries = page.getByRole("region", { name: t.glossaries.title, exact: true });
  await glossaries.getByRole("button", { name: t.glossaries.choose }).click();
  await glossaries.getByRole("checkbox", { name: glossary, exact: true }).click();

  await expect(preview.getByText("Tone: sachlich")).toBeHidden();
  await preview.getByRole("combobox", { name: t.preview.language }).click();
  await page.getByRole("option", { name: german }).click();
  await expect(preview.getByText("Tone: sachlich")).toBeVisible();
  await expect(preview.getByText("- musk → Moschus")).toBeVisible();
  await expect(preview.getByText(t.preview.override.replace("{language}", german))).toBeVisible();
  await expect(
    preview.getByText(t.preview.termWanted.replace("{term}", "musk").replace("{wanted}", "Moschus"), {
      exact: true,
    }),
  ).toBeVisible();
  expect(await seriousFindings(page)).toEqual([]);
  expect(await seriousFindingsInDark(page)).toEqual([]);

  await page.keyboard.press("ControlOrMeta+s");
  const saved = t.saving.saved.split("{")[0] ?? "";
  await expect(page.getByRole("status").filter({ hasText: saved }).first()).toBeVisible();
  const found = await app.api(`/templates/${id}`, { token });
  expect(((await found.json()) as { draft: object }).draft).toMatchObject({
    languageOverrides: {
      de: {
        ...{ tone: "sachlich", requirements: "Nennt {{ name }}", maxLength: { title: 20 } },
        modelId,
      },
    },
  });
});

test("an author says which column a field translates, and looks at what was approved", async ({
  page,
  app,
  signIn,
}) => {
  const { token } = await signIn(page, ["operator"], locale);
  const { id } = await made<{ id: string }>(
    app.api("/templates", { ...post({ name: "Translated", ...body }), token }),
  );
  await page.goto(`/templates/${id}`);
  const memory = page.getByRole("region", { name: t.memory.title, exact: true });
  await memory.getByRole("button", { name: t.memory.choose }).click();
  const sourceIn = (of: string) => t.checks.sourceOf.replace("{field}", "title").replace("{check}", of);
  await memory.getByRole("combobox", { name: sourceIn(t.memory.title) }).click();
  await page.getByRole("option", { name: "name", exact: true }).click();
  await expect(memory.getByText(t.memory.on, { exact: true })).toBeVisible();

  const checks = page.getByRole("region", { name: t.checks.title, exact: true });
  await checks.getByRole("button", { name: t.checks.choose }).click();
  await checks.getByRole("combobox", { name: sourceIn(t.checks.kinds["kept-parts"].title) }).click();
  await page.getByRole("option", { name: "name", exact: true }).click();
  await checks.getByRole("checkbox", { name: t.checks.parts.tags }).click();
  await page.keyboard.press("ControlOrMeta+s");
  const saved = t.saving.saved.split("{")[0] ?? "";
  await expect(page.getByRole("status").filter({ hasText: saved }).first()).toBeVisible();
  const found = await app.api(`/templates/${id}`, { token });
  const pairs = [{ field: "title", column: "name" }];
  expect(((await found.json()) as { draft: object }).draft).toMatchObject({
    memory: { pairs },
    checks: [{ kind: "kept-parts", pairs, parts: ["placeholders", "numbers"] }],
  });

  await memory.getByRole("link", { name: t.memory.look }).click();
  const m = messages[locale].checks.memory;
  await expect(page.getByRole("heading", { name: m.title, level: 1 })).toBeVisible();
  await page.getByRole("button", { name: m.import }).click();
  const dialog = page.getByRole("dialog");
  const tmx = `<tmx version="1.4"><header srclang="en"/><body><tu><tuv xml:lang="en"><seg>white musk</seg></tuv><tuv xml:lang="de"><seg>Weißer Moschus</seg></tuv></tu></body></tmx>`;
  await dialog
    .locator("input[type=file]")
    .setInputFiles({ name: "memory.tmx", mimeType: "application/xml", buffer: Buffer.from(tmx) });
  await dialog.getByRole("button", { name: m.take }).click();
  const line = page.getByRole("row").filter({ hasText: "Weißer Moschus" });
  await expect(line).toBeVisible();
  expect(await seriousFindings(page)).toEqual([]);
  await line.click();
  await page.getByRole("button", { name: m.archive }).click();
  await expect(page.getByText(m.none)).toBeVisible();
});
