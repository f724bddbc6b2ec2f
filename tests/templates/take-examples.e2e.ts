import type { Locale } from "#lib/i18n/locales.ts";
import { messages } from "#lib/i18n/namespaces.ts";
import { seriousFindings, seriousFindingsInDark } from "#tests/fixtures/axe-findings.ts";
import { expect, made, post, test } from "#tests/fixtures/console.ts";
import { lookAtSamples } from "./look-at-samples.ts";

const ROWS = "brand,title\nRain Letter,Rain on paper\nFig Tree,Green shade\nFirst Snow,Snow on skin\n";
const body = {
  sections: { instruction: "Write a title for {{ brand }}.", examples: "Be short." },
  inputs: [{ name: "brand", sample: "Verlaine" }],
  outputs: [{ name: "title", type: "text", maxLength: 60 }],
  languages: ["en"],
};

for (const locale of ["en", "zh-CN"] as const satisfies Locale[])
  test(`an author takes examples from a dataset, fixed ones and the nearest (${locale})`, async ({
    page,
    app,
    signIn,
  }) => {
    const t = messages[locale].templates;
    const words = t.steps.examples;
    const { token } = await signIn(page, ["operator"], locale);
    const rows = new FormData();
    rows.set("file", new Blob([ROWS]), `Good titles ${locale}.csv`);
    const dataset = await made<{ id: string }>(app.api("/datasets", { method: "POST", body: rows, token }));
    await expect
      .poll(async () => (await made<{ status: string }>(app.api(`/datasets/${dataset.id}`))).status)
      .toBe("ready");
    const { id: providerId } = await made<{ id: string }>(
      app.api("/providers", post({ name: `Sandbox ${locale} ${Date.now()}`, kind: "sandbox" })),
    );
    const prices = { inputPerMTok: "0.02", outputPerMTok: "0", currency: "USD" };
    const model = { providerId, name: "sandbox-embedding", kind: "embedding", limits: {}, prices };
    const { id: embeddingModelId } = await made<{ id: string }>(app.api("/models", post(model)));
    const collection = `Examples ${locale}`;
    await made(app.api("/collections", { ...post({ name: collection, embeddingModelId }), token }));
    const { id } = await made<{ id: string }>(
      app.api("/templates", { ...post({ name: `Shown ${locale}`, ...body }), token }),
    );

    await page.goto(`/templates/${id}`);
    await lookAtSamples(page, locale);
    await page.getByRole("button", { name: messages[locale].common.action.more }).click();
    await page.getByRole("menuitem", { name: t.editor.examplesFirst }).click();
    const panel = page.getByRole("region", { name: t.steps.title });
    const preview = page.getByRole("region", { name: t.preview.title });
    await expect(panel.getByText(t.errors.template_examples_dataset_missing)).toBeVisible();
    await panel.getByRole("combobox", { name: words.dataset }).click();
    await page.getByRole("option", { name: `Good titles ${locale}` }).click();
    await expect(panel.getByText(t.errors.template_examples_answers_missing)).toBeVisible();
    await panel.getByRole("group", { name: words.answers }).getByRole("checkbox", { name: "title" }).click();
    const numbers = panel.getByRole("textbox", { name: words.rows });
    await numbers.fill("3, one");
    await expect(panel.getByText(words.rowsBad.replace("{text}", "one"))).toBeVisible();
    await numbers.fill("3, 1");
    await expect(preview.getByText("3, 1")).toBeVisible();
    expect(await seriousFindings(page)).toEqual([]);

    const graph = page.getByRole("navigation", { name: t.steps.title });
    await graph.getByRole("button", { name: "step_2" }).click();
    await expect(preview.getByText('{"title":"Snow on skin"}')).toBeVisible();
    await expect(preview.getByText("Be short.")).toBeVisible();

    await graph.getByRole("button", { name: "step_1" }).click();
    await panel.getByRole("combobox", { name: words.pick }).click();
    await page.getByRole("option", { name: words.picks.nearest }).click();
    await panel.getByRole("combobox", { name: t.steps.retrieve.collection }).click();
    await page.getByRole("option", { name: collection, exact: true }).click();
    await panel.getByRole("textbox", { name: words.query }).fill("{{ brand }}");
    await expect(panel.getByText(words.index.missing)).toBeVisible();
    await panel.getByRole("button", { name: words.index.add }).click();
    await panel.getByRole("button", { name: words.index.confirm }).click();
    await expect(panel.getByText(words.index.ready)).toBeVisible({ timeout: 60_000 });
    await expect(preview.getByText(t.preview.takenNearest)).toBeVisible();

    expect(await seriousFindingsInDark(page)).toEqual([]);
  });
