import { messages } from "#lib/i18n/namespaces.ts";
import { seriousFindings } from "#tests/fixtures/axe-findings.ts";
import { expect, made, post, test } from "#tests/fixtures/console.ts";
import { startReceiver } from "#tests/fixtures/receiver.ts";
import { makeJob } from "#tests/trials/make-job.ts";

const t = messages.en;

test("an admin adds a tool, an operator looks up the catalogue and calls it in a chain, and a trial does both", async ({
  app,
  page,
  signIn,
}) => {
  const receiver = await startReceiver();
  receiver.answer(() => ({ status: 200, body: '{"data":{"price":"9.90"}}' }));
  const { datasetId, modelId } = await makeJob(app, { rows: 5, latencyMs: 0 });
  await made(
    app.api("/products", {
      method: "PUT",
      body: JSON.stringify({
        products: [{ key: "Perfume 1", title: "A round fig", attributes: { brand: "Acme" } }],
      }),
    }),
  );

  await signIn(page, ["admin"]);
  await page.goto("/settings/tools");
  await page.getByRole("button", { name: t.tools.add }).click();
  const panel = page.getByRole("dialog");
  await panel.getByLabel(t.tools.field.name, { exact: true }).fill("Prices");
  await panel.getByLabel(t.tools.field.url, { exact: true }).fill(`${receiver.url}/p/{name}`);
  await panel.getByRole("button", { name: t.tools.inputs.add }).click();
  await panel.getByLabel(t.tools.inputs.name.replace("{number}", "1")).fill("name");
  await panel.getByLabel(new RegExp(`^${t.tools.field.headers}`)).fill("authorization: Bearer 3a7f9c21d4e8");
  await panel.getByLabel(new RegExp(`^${t.tools.field.resultPath}`)).fill("data");
  await panel.getByRole("button", { name: t.tools.add }).click();
  await expect(panel).toContainText("is inside this network");
  await panel.getByRole("checkbox", { name: t.tools.field.private }).click();
  expect(await seriousFindings(page)).toEqual([]);
  await panel.getByRole("button", { name: t.tools.add }).click();
  await panel.getByRole("textbox", { name: "name", exact: true }).fill("Perfume 1");
  await panel.getByRole("button", { name: t.tools.test.run }).click();
  await expect(panel.getByRole("status")).toContainText("9.90");
  await expect(page.getByText("3a7f9c21d4e8")).toHaveCount(0);

  const { token } = await signIn(page, ["operator"]);
  const { id, draftVersionId } = await made<{ id: string; draftVersionId: string }>(
    app.api("/templates", {
      ...post({
        name: "Priced",
        sections: {
          instruction:
            "Write a title for {{ name }}, {{ steps.step_1.title }}, at {{ steps.step_3.price }} in {{ language.name }}.",
        },
        inputs: [{ name: "name", sample: "Perfume 1" }],
        outputs: [{ name: "title", type: "text", maxLength: 80 }],
        languages: ["en"],
      }),
      token,
    }),
  );
  await page.goto(`/templates/${id}`);
  await page.getByRole("button", { name: t.common.action.more }).click();
  await page.getByRole("menuitem", { name: t.templates.editor.lookUpFirst }).click();
  const steps = page.getByRole("region", { name: t.templates.steps.title });
  const graph = page.getByRole("navigation", { name: t.templates.steps.title });
  await expect(graph.getByRole("button", { name: t.templates.steps.kind["look-up"] })).toBeVisible();
  await steps.getByLabel(t.templates.steps.lookUp.query).fill("{{ name }}");
  await steps.getByRole("button", { name: t.templates.steps.add }).click();
  await page.getByRole("menuitem", { name: t.templates.steps.kind.http }).click();
  await expect(graph.locator("[aria-current=step]")).toBeInViewport({ ratio: 1 });
  await steps.getByRole("combobox", { name: t.templates.steps.http.tool }).click();
  await page.getByRole("option", { name: "Prices" }).click();
  await steps.getByRole("button", { name: t.templates.steps.moveEarlier }).click();
  const preview = page.getByRole("region", { name: t.templates.preview.title });
  await expect(preview.getByText(`GET ${receiver.url}/p/Perfume%201`)).toBeVisible();
  await graph.getByRole("button", { name: "step_2" }).click();
  await expect(
    preview.getByText("Write a title for Perfume 1, A round fig, at [step_3.price] in English."),
  ).toBeVisible();
  expect(receiver.received).toHaveLength(1);
  expect(await seriousFindings(page)).toEqual([]);
  await expect(page.getByText(/^Saved /)).toBeVisible();

  const { id: trialId } = await made<{ id: string }>(
    app.api("/trials", {
      ...post({
        datasetId,
        variants: [{ templateVersionId: draftVersionId, modelId }],
        sample: { size: 1, method: "first" },
      }),
      token,
    }),
  );
  await page.goto(`/trials/${trialId}`);
  await expect(page.locator('[data-testid="trial-cell"][data-status="succeeded"]')).toHaveCount(1, {
    timeout: 60_000,
  });
  expect(receiver.received.at(-1)).toMatchObject({
    url: "/p/Perfume%201",
    headers: { authorization: "Bearer 3a7f9c21d4e8" },
  });
  await page.goto(`/trials/${trialId}/cells/0/why`);
  await expect(page.getByText("Perfume 1, A round fig, at 9.90 in English")).toBeVisible();
  await receiver.stop();
});
