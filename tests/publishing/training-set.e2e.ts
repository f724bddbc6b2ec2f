import { buffer } from "node:stream/consumers";
import { openPromise } from "yauzl";
import en from "#lib/i18n/messages/en/publishing.json" with { type: "json" };
import zh from "#lib/i18n/messages/zh-CN/publishing.json" with { type: "json" };
import { axeFindings } from "#tests/fixtures/axe-findings.ts";
import { expect, made, test } from "../fixtures/console.ts";
import { approve } from "../review/approve.ts";
import { runBatch } from "../review/run-batch.ts";

for (const [locale, words] of [
  ["en", en],
  ["zh-CN", zh],
] as const)
  test(`an admin adds a training set, an operator sees its size and cost, publishes and downloads it (${locale})`, async ({
    app,
    page,
    signIn,
  }) => {
    const name = `Perfume model ${locale}`;
    const { channels, training } = words;
    const { batchId } = await runBatch(app, { rows: 12, name: `Model ${locale}` });
    await approve(app, batchId, 12);

    await signIn(page, ["admin"], locale);
    await page.goto("/settings/channels?channel=new");
    const panel = page.getByRole("dialog");
    await panel.getByRole("combobox", { name: channels.kind, exact: true }).click();
    await page.getByRole("option", { name: channels.kinds["training-set"] }).click();
    await panel.getByLabel(channels.name, { exact: true }).fill(name);
    await panel.getByLabel(training.split.train, { exact: true }).fill("70");
    await expect(panel.getByText(/90\s?%/)).toBeVisible();
    await panel.getByLabel(training.split.test, { exact: true }).fill("20");
    await panel.getByLabel(training.similarity, { exact: true }).fill("100");
    await panel.getByLabel(new RegExp(`^${training.price}`)).fill("3.5");
    await panel.getByLabel(channels.hold, { exact: true }).fill("0");
    expect(await axeFindings(page)).toEqual([]);
    const add = panel.getByRole("button", { name: channels.add });
    await add.click();
    await expect(panel.getByText(words.errors.training_key_missing)).toBeVisible();
    await panel.getByLabel(channels.key, { exact: true }).fill("sku");
    await add.click();
    await expect(panel.getByText(channels.made.replace("{name}", name))).toBeVisible();

    await signIn(page, ["operator"], locale);
    await page.goto(`/published/new?batchId=${batchId}`);
    await page.getByRole("radio", { name }).click();
    const parts = page.getByRole("table", { name: training.parts });
    await expect(parts.getByRole("row")).toHaveCount(4);
    await expect(page.getByText(/USD/)).toBeVisible();
    expect(await axeFindings(page)).toEqual([]);
    const told = await parts.getByRole("row").allInnerTexts();
    await page.getByRole("button", { name: /12/ }).click();
    const publication = page.getByRole("dialog");
    const [download] = await Promise.all([
      page.waitForEvent("download"),
      publication.getByRole("link", { name: words.download }).click(),
    ]);
    expect(download.suggestedFilename()).toMatch(/\.zip$/);
    expect(await publication.getByRole("row").allInnerTexts()).toEqual(told);
    expect(await axeFindings(page)).toEqual([]);

    const zip = await openPromise(await download.path(), { autoClose: false });
    const examples: { messages: { role: string; content: string }[] }[] = [];
    let manifest: Record<string, unknown> = {};
    for await (const entry of zip.eachEntry()) {
      const content = (await buffer(await zip.openReadStreamPromise(entry))).toString("utf8");
      if (entry.fileName === "manifest.json") manifest = JSON.parse(content);
      else for (const line of content.split("\n").slice(0, -1)) examples.push(JSON.parse(line));
    }
    zip.close();
    expect(examples).toHaveLength(12);
    for (const { messages } of examples)
      expect(messages.map(({ role }) => role)).toEqual(["system", "user", "assistant"]);
    // Every prompt is the one that was noted when it was sent.
    expect(manifest).toMatchObject({
      unverifiedPrompts: 0,
      leftOut: [],
      simulated: true,
      ai_generated: true,
    });
    const { items } = await made<{ items: { output: object }[] }>(
      app.api(`/batches/${batchId}/items?limit=50`),
    );
    expect(examples.map(({ messages }) => JSON.parse(messages[2]?.content ?? "")).sort(byText)).toEqual(
      items.map(({ output }) => output).sort(byText),
    );
  });

function byText(one: object, other: object): number {
  return JSON.stringify(one) < JSON.stringify(other) ? -1 : 1;
}
