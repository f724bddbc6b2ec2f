import { messages } from "#lib/i18n/namespaces.ts";
import { seriousFindings } from "#tests/fixtures/axe-findings.ts";
import { expect, made, post, test } from "#tests/fixtures/console.ts";
import { startReceiver } from "#tests/fixtures/receiver.ts";
import { makeJob } from "#tests/trials/make-job.ts";

for (const locale of ["en", "zh-CN"] as const) {
  const t = messages[locale];
  const words = t.templates.steps.tools;

  test(`an author lets a step's model call a tool, and sees what it was told, in a trial and in a conversation (${locale})`, async ({
    app,
    page,
    signIn,
  }) => {
    const receiver = await startReceiver();
    receiver.answer(() => ({ status: 200, body: '{"stock":"12 left"}' }));
    const { datasetId, modelId } = await makeJob(app, { rows: 1, latencyMs: 0 });
    const name = `Stock ${locale}`;
    await made(
      app.api("/tools", {
        ...post({
          ...{ name, method: "GET", url: `${receiver.url}/stock/{name}`, allowPrivateNetwork: true },
          inputSchema: { properties: { name: { type: "string" } }, required: ["name"] },
        }),
      }),
    );
    const { token } = await signIn(page, ["operator"], locale);
    const step = (called: string, field: string, instruction: string) => ({
      ...{ name: called, kind: "generate", sections: { instruction } },
      outputs: [{ name: field, type: "text", maxLength: 80 }],
    });
    const { id, draftVersionId } = await made<{ id: string; draftVersionId: string }>(
      app.api("/templates", {
        ...post({
          name: `Stocked ${locale}`,
          inputs: [{ name: "name", sample: "Perfume 1" }],
          steps: [
            step("facts", "stock", "Tell the stock.\nname: {{ name }}"),
            step("copy", "title", "Write a title for {{ name }}, {{ steps.facts.stock }}."),
          ],
        }),
        token,
      }),
    );
    await page.goto(`/templates/${id}`);
    const steps = page.getByRole("region", { name: t.templates.steps.title });
    await expect(steps.getByText(words.none)).toBeVisible();
    await steps.getByRole("button", { name: words.add }).click();
    // Other tools may be there as well.
    await steps.getByRole("combobox", { name: words.tool.replace("{number}", "1") }).click();
    await page.getByRole("option", { name, exact: true }).click();
    await steps.getByLabel(words.purpose).fill("The stock of a perfume, by its name.");
    await steps.getByLabel(words.limit).fill("2");
    // What it says of saving may be of what was typed before.
    await expect
      .poll(async () => (await app.api(`/templates/${id}`, { token })).json(), { timeout: 30_000 })
      .toMatchObject({
        draft: {
          steps: [
            { tools: { limit: 2, offered: [{ name, purpose: expect.stringContaining("stock") }] } },
            {},
          ],
        },
      });
    expect(await seriousFindings(page)).toEqual([]);

    const { id: trialId } = await made<{ id: string }>(
      app.api("/trials", {
        ...post({
          ...{ datasetId, variants: [{ templateVersionId: draftVersionId, modelId }] },
          sample: { size: 1, method: "first" },
        }),
        token,
      }),
    );
    await page.goto(`/trials/${trialId}`);
    await expect(page.locator('[data-testid="trial-cell"][data-status="succeeded"]')).toHaveCount(1, {
      timeout: 60_000,
    });
    await page.goto(`/trials/${trialId}/cells/0/why`);
    await expect(page.getByRole("heading", { name: t.explanations.calledTools })).toBeVisible();
    await expect(page.getByText('{"stock":"12 left"}').first()).toBeVisible();
    await expect(page.getByText(t.spend.ledger.outcomes.tools_called)).toBeVisible();
    await expect(page.getByText("Perfume 1, 12 left").first()).toBeVisible();
    expect(receiver.received).toHaveLength(1);
    expect(await seriousFindings(page)).toEqual([]);

    const about = { conversation: "new", dataset: datasetId, row: "1", language: "en", model: modelId };
    await page.goto(`/templates/${id}?${new URLSearchParams(about)}`);
    await page.getByRole("button", { name: t.conversations.composer.sendPrompt }).click();
    const turn = page.getByTestId("turn");
    await expect(turn).toHaveAttribute("data-state", "answered", { timeout: 60_000 });
    await turn.getByText(t.conversations.turn.found).click();
    await expect(turn.getByText('{"stock":"12 left"}')).toBeVisible();
    expect(receiver.received).toHaveLength(2);
    expect(await seriousFindings(page)).toEqual([]);
    await receiver.stop();
  });
}
