import type { Page } from "@playwright/test";
import type { Locale } from "#lib/i18n/locales.ts";
import { messages } from "#lib/i18n/namespaces.ts";
import { expect, made, post, test } from "#tests/fixtures/console.ts";
import type { Console } from "#tests/fixtures/start-console.ts";
import { approve } from "#tests/review/approve.ts";
import { openReview, readItem, saved } from "#tests/review/at-the-desk.ts";
import { type MadeJob, makeJob } from "#tests/trials/make-job.ts";

const ROWS = 10;
const LANGUAGES = ["en", "de", "fr"];
const REJECTED = 20;
const MODEL = "sandbox-fast";

interface Draft {
  id: string;
  steps: { name: string; sections: Record<string, string> }[];
  rules: object[];
  evaluators: { name: string }[];
  glossaryIds: string[];
}

for (const locale of ["en", "zh-CN"] as const) {
  test(`a chain with a rule, terms and a judge is voted on, compared, approved, launched and improved (${locale})`, async ({
    page,
    app,
    signIn,
  }) => {
    test.setTimeout(420_000);
    const job = await makeJob(app, { rows: ROWS, latencyMs: 5 });
    const terms = await made<{ id: string }>(
      app.api(
        "/glossaries",
        post({ name: `Notes ${locale}`, entries: [{ term: "cedar", translations: { de: "Zeder" } }] }),
      ),
    );
    const { token } = await signIn(page, ["operator"], locale);
    const templateId = await startTemplate(app, token);
    const draftOf = async () =>
      (await made<{ draft: Draft }>(app.api(`/templates/${templateId}`, { token }))).draft;

    const jobOf = async (version: number): Promise<MadeJob> => {
      const { versions } = await made<{ versions: { id: string; number: number | null }[] }>(
        app.api(`/templates/${templateId}`, { token }),
      );
      const templateVersionId = versions.find(({ number }) => number === version)?.id ?? "";
      return { ...job, templateId, templateVersionId };
    };

    await page.goto(`/templates/${templateId}`);
    await addTwoSteps(page, locale);
    await addRule(page, locale);
    await chooseTerms(page, locale, `Notes ${locale}`);
    await addJudge(page, locale);
    await publish(page, locale, 1);
    expect(await draftOf()).toMatchObject({
      steps: [{ name: "step_1" }, { name: "step_2" }, { name: "step_3" }],
      rules: [{}],
      glossaryIds: [terms.id],
      evaluators: [{ kind: "judge" }],
    });

    await keepRegressionSet(page, locale, await jobOf(1), 1);
    await tellMore(app, templateId, await draftOf());
    await compareOnSet(page, locale, templateId);
    await voteBlind(page, locale);
    await page.goto(`/templates/${templateId}`);
    await publish(page, locale, 2);
    await page.reload();

    const t = messages[locale].templates;
    // The newest version stands first.
    await page.getByRole("button", { name: t.label.ask }).first().click();
    await expect(page.getByRole("region", { name: t.label.title })).toContainText("v2");
    await signIn(page, ["manager"], locale);
    await page.goto(`/templates/${templateId}`);
    const label = page.getByRole("region", { name: t.label.title });
    await label.getByRole("button", { name: t.label.approve }).click();
    await expect(label).toContainText(t.label.at.replace("{number}", "2"));

    await signIn(page, ["operator"], locale);
    const batchId = await launch(page, locale, await jobOf(2));
    await page.goto(`/batches/${batchId}/items/0/why`);
    await expect(
      page.getByRole("heading", { level: 1, name: messages[locale].explanations.title }),
    ).toBeVisible();
    for (const step of ["step_1", "step_2", "step_3"])
      await expect(page.getByText(step, { exact: false }).first()).toBeVisible();

    await approve(app, batchId, 6);
    await signIn(page, ["reviewer"], locale);
    await rejectTwenty(page, locale, batchId);
    await signIn(page, ["operator", "reviewer"], locale);
    await improve(page, locale, templateId);
    const { items } = await made<{ items: { spent: { amount: string }; cap: { amount: string } }[] }>(
      app.api(`/templates/${templateId}/improvements`),
    );
    expect(Number(items[0]?.spent.amount)).toBeGreaterThan(0);
    expect(Number(items[0]?.spent.amount)).toBeLessThanOrEqual(Number(items[0]?.cap.amount));
  });
}

async function startTemplate(app: Console, token: string): Promise<string> {
  const body = {
    name: `Crafted ${Date.now()}`,
    sections: { instruction: "List facts of {{ name }} with {{ notes }}." },
    inputs: [
      { name: "name", type: "text", required: true, sample: "Perfume 1" },
      { name: "notes", type: "text", sample: "bergamot, cedar" },
    ],
    outputs: [{ name: "facts", type: "text", maxLength: 200 }],
    languages: LANGUAGES,
  };
  return (await made<{ id: string }>(app.api("/templates", { ...post(body), token }))).id;
}

async function addTwoSteps(page: Page, locale: Locale): Promise<void> {
  const t = messages[locale].templates;
  const graph = page.getByRole("navigation", { name: t.steps.title });
  await page.getByRole("button", { name: messages[locale].common.action.more }).click();
  await page.getByRole("menuitem", { name: t.editor.split }).click();
  await graph.getByRole("button", { name: "step_2" }).click();
  await addText(page, locale, "Write a title from {{ steps.step_1.facts }}.");
  await addField(page, locale, "step_2", "title");
  await page.getByRole("button", { name: t.steps.add, exact: true }).click();
  await page.getByRole("menuitem", { name: t.steps.kind.generate }).click();
  await graph.getByRole("button", { name: "step_3" }).click();
  await addText(page, locale, "Write a description in {{ language.name }} for {{ steps.step_2.title }}.");
  await addField(page, locale, "step_3", "description");
  await page.getByRole("checkbox", { name: "step_3.description" }).check();
}

async function addField(page: Page, locale: Locale, step: string, name: string): Promise<void> {
  const t = messages[locale].templates.outputs;
  await page.getByRole("button", { name: t.add }).click();
  const fields = page.getByRole("region", { name: t.ofStep.replace("{step}", step) });
  await fields.getByRole("textbox", { name: t.name }).fill(name);
}

async function addText(page: Page, locale: Locale, text: string): Promise<void> {
  const { title } = messages[locale].templates.sections.instruction;
  await page.getByRole("textbox", { name: title, exact: true }).click();
  await page.keyboard.press("ControlOrMeta+End");
  await page.keyboard.insertText(text);
}

async function addRule(page: Page, locale: Locale): Promise<void> {
  const t = messages[locale].templates.rules;
  const panel = page.getByRole("region", { name: t.title, exact: true });
  await panel.getByRole("button", { name: t.add }).click();
  const condition = panel.getByRole("group", { name: t.condition.replace("{number}", "1") });
  await condition.getByRole("combobox", { name: t.input }).fill("not");
  await page.getByRole("option", { name: "notes" }).click();
  await condition.getByRole("combobox", { name: t.comparison }).click();
  await page.getByRole("option", { name: t.is.contains, exact: true }).click();
  await condition.getByRole("textbox", { name: t.value }).fill("amber");
  await panel.getByRole("textbox", { name: t.text }).fill("Mention the warmth of amber.");
}

async function chooseTerms(page: Page, locale: Locale, glossary: string): Promise<void> {
  const t = messages[locale].templates.glossaries;
  const panel = page.getByRole("region", { name: t.title, exact: true });
  await panel.getByRole("button", { name: t.choose }).click();
  await panel.getByRole("checkbox", { name: glossary }).click();
}

async function addJudge(page: Page, locale: Locale): Promise<void> {
  const t = messages[locale].templates.evaluators;
  const panel = page.getByRole("region", { name: t.title, exact: true });
  await panel.getByRole("button", { name: t.choose }).click();
  await panel.getByRole("button", { name: t.addJudge }).click();
  const judge = panel.getByRole("group", { name: t.newJudge.replace("{number}", "1") });
  await judge.getByRole("textbox", { name: t.rubric }).fill("Names the perfume and its notes, calmly.");
  await judge.getByRole("combobox", { name: t.model }).click();
  await page.getByRole("option", { name: MODEL }).first().click();
}

async function publish(page: Page, locale: Locale, number: number): Promise<void> {
  const t = messages[locale].templates;
  await page.getByRole("button", { name: t.editor.publish }).click();
  await page.getByRole("button", { name: t.publish.confirm, exact: true }).click();
  await expect(page.getByText(t.publish.done.replace("{number}", String(number)))).toBeVisible();
}

/** Tells the last step what the row says. */
async function tellMore(app: Console, templateId: string, draft: Draft): Promise<void> {
  const inputData = "Name: {{ name }}\nNotes: {{ notes }}";
  const steps = draft.steps.map((step) =>
    step.name === "step_3" ? { ...step, sections: { ...step.sections, inputData } } : step,
  );
  const body = JSON.stringify({ ...draft, id: templateId, steps });
  await made(app.api(`/templates/${templateId}/draft`, { method: "PUT", body }));
}

/** Tries the published version on two rows, and keeps these. */
async function keepRegressionSet(page: Page, locale: Locale, job: MadeJob, rows: number): Promise<void> {
  const t = messages[locale].trials;
  const { datasetId, templateVersionId, modelId } = job;
  await page.goto(`/trials/new?${new URLSearchParams({ datasetId, templateVersionId, modelId })}`);
  await page.getByLabel(t.new.size).fill(String(rows));
  await page.getByRole("button", { name: t.new.start }).click();
  await expect(page).toHaveURL(/\/trials\/[0-9a-f-]{36}$/, { timeout: 60_000 });
  await page.getByRole("button", { name: t.keep.open }).click({ timeout: 90_000 });
  const dialog = page.getByRole("dialog", { name: t.keep.title });
  await dialog.getByRole("textbox", { name: t.keep.name }).fill("Hard perfumes");
  await dialog.getByRole("button").last().click();
  await expect(page.getByRole("heading", { name: "Hard perfumes" })).toBeVisible();
}

async function compareOnSet(page: Page, locale: Locale, templateId: string): Promise<void> {
  const t = messages[locale];
  await page.goto(`/templates/${templateId}`);
  await page.getByRole("link", { name: "Hard perfumes" }).click();
  await page.getByRole("link", { name: t.templates.regression.compare }).click();
  await page.getByRole("button", { name: t.trials.new.start }).click();
  await expect(page).toHaveURL(/\/trials\/[0-9a-f-]{36}$/, { timeout: 60_000 });
  await expect(page.getByRole("link", { name: t.trials.votes.vote })).toBeVisible({ timeout: 90_000 });
}

async function voteBlind(page: Page, locale: Locale): Promise<void> {
  const t = messages[locale].trials.votes;
  await page.getByRole("link", { name: t.vote }).click();
  const progress = page.getByRole("progressbar", { name: t.page.progress });
  const pairs = Number(await progress.getAttribute("aria-valuemax"));
  for (let done = 0; done < pairs; done++)
    // A key is heard once the pair has been in sight for a moment.
    await expect(async () => {
      await page.keyboard.press("1");
      await expect(progress).toHaveAttribute("aria-valuenow", String(done + 1), { timeout: 500 });
    }).toPass();
  await expect(page.getByRole("main").getByText(t.page.done)).toBeVisible();
}

async function launch(
  page: Page,
  locale: Locale,
  { datasetId, templateVersionId, modelId }: MadeJob,
): Promise<string> {
  const t = messages[locale];
  await page.goto(`/batches/new?${new URLSearchParams({ datasetId, templateVersionId, modelId })}`);
  await page.getByRole("button", { name: t.batches.launch.step.what }).click();
  await page.getByRole("checkbox", { name: t.batches.launch.follow }).click();
  for (let step = 0; step < 2; step++)
    await page.getByRole("button", { name: t.common.action.continue }).click();
  await page.getByRole("button", { name: t.batches.launch.launch, exact: true }).click();
  await page.waitForURL(/\/batches\/[0-9a-f-]{36}/);
  const waiting = new RegExp(`${ROWS * LANGUAGES.length} (wait for review by somebody|条等待启动人以外的人)`);
  await expect(page.getByText(waiting)).toBeVisible({ timeout: 120_000 });
  return new URL(page.url()).pathname.split("/").at(-1) ?? "";
}

async function rejectTwenty(page: Page, locale: Locale, batchId: string): Promise<void> {
  const t = messages[locale].review;
  await openReview(page, batchId);
  for (let done = 0; done < REJECTED; done++) {
    await readItem(page);
    await page.keyboard.press("r");
    await page.keyboard.press("x");
    await page.keyboard.press("4");
    const said = t.progress.done
      .replace("{done}", String(done + 1 + 6))
      .replace("{total}", String(ROWS * LANGUAGES.length));
    await expect(page.getByText(said)).toBeVisible();
  }
  await expect(saved(page)).toBeVisible();
}

async function improve(page: Page, locale: Locale, templateId: string): Promise<void> {
  const t = messages[locale].improvements;
  await page.goto(`/templates/${templateId}`);
  await page.getByRole("link", { name: t.panel.open }).click();
  await page.getByRole("button", { name: t.start.start, exact: true }).click();
  await expect(page).toHaveURL(/\/improvements\/[0-9a-f-]{36}$/);
  await expect(page.getByRole("link", { name: t.page.trial })).toBeVisible({ timeout: 120_000 });
  const conclusion = new RegExp(`${t.conclusion["no-better-version"]}|${t.conclusion["people-must-look"]}`);
  await expect(page.getByRole("note").filter({ hasText: conclusion })).toBeVisible({
    timeout: 120_000,
  });
}
