import { axeFindings, seriousFindings } from "#tests/fixtures/axe-findings.ts";
import { addPerson, expect, made, post, test } from "#tests/fixtures/console.ts";
import { bottle } from "./some-pictures.ts";

/** Longer than an item must have been seen before it can be decided on. */
const SEEN_MS = 320;
/** Pictures come behind everything else that a machine has to do, and a test machine has much. */
const PATIENCE_MS = 180_000;

test("an admin prices a model that draws; each row gets candidates by its own prompt, and a reviewer takes the second", async ({
  app,
  page,
  signIn,
  browser,
}) => {
  test.setTimeout(400_000);
  const admin = await addPerson(app, ["admin"]);
  const asAdmin = (path: string, init: RequestInit = {}) => app.api(path, { ...init, token: admin.token });
  const provider = await made<{ id: string }>(
    asAdmin("/providers", post({ name: "Studio", kind: "sandbox" })),
  );
  const settings = await (await browser.newContext()).newPage();
  await signIn(settings, ["admin"], "zh-CN");
  await settings.goto(`${app.url}/settings/models?provider=${provider.id}&model=new`);
  const panel = settings.getByRole("dialog");
  await panel.getByLabel("模型名称").fill("sandbox-picture");
  await panel.getByRole("combobox", { name: "类型" }).click();
  await settings.getByRole("option", { name: "图片" }).click();
  await panel.getByLabel("图片", { exact: true }).fill("0.5");
  await panel.getByLabel(/按尺寸和质量/).fill("512x512 low 0.02");
  expect(await axeFindings(settings)).toEqual([]);
  await panel.getByRole("button", { name: "添加模型" }).click();
  await expect(settings.getByRole("row", { name: /sandbox-picture/ })).toContainText("0.02–0.5");
  const { items: models } = await made<{ items: { id: string; name: string }[] }>(
    asAdmin(`/models?providerId=${provider.id}`),
  );

  const { token } = await signIn(page, ["operator"]);
  const asOperator = (path: string, init: RequestInit = {}) => app.api(path, { ...init, token });
  const form = new FormData();
  const bytes = new Uint8Array(await bottle("#f4f4f4").jpeg().toBuffer());
  form.append("file", new File([bytes], "bottle.jpg", { type: "image/jpeg" }));
  const asset = await made<{ id: string }>(asOperator("/assets", { method: "POST", body: form }));
  const rows = new FormData();
  rows.append(
    "file",
    new File([`sku,photo,scene\na,${asset.id},green moss\nb,${asset.id},a beach\n`], "scenes.csv"),
  );
  const dataset = await made<{ id: string }>(asOperator("/datasets", { method: "POST", body: rows }));
  const template = await made<{ id: string }>(
    asOperator(
      "/templates",
      post({
        name: "Scenes",
        inputs: [
          { name: "photo", type: "picture" },
          { name: "scene", type: "text" },
        ],
        steps: [
          {
            ...{
              name: "scene",
              kind: "edit-picture",
              source: "photo",
              field: "picture",
              modelId: models[0]?.id,
            },
            ...{ prompt: "Put it on {{ scene }}", size: "512x512", quality: "low", count: 2 },
          },
        ],
      }),
    ),
  );
  await expect(async () => {
    expect((await made<{ status: string }>(asOperator(`/datasets/${dataset.id}`))).status).toBe("ready");
  }).toPass();
  await page.goto(`/templates/${template.id}?dataset=${dataset.id}`);
  await expect(page.getByRole("article", { name: "Asked of a model that draws" })).toContainText(
    "Put it on green moss",
  );
  await expect(page.getByLabel("Candidates")).toHaveValue("2");
  expect(await seriousFindings(page)).toEqual([]);
  const { versionId } = await made<{ versionId: string }>(
    asOperator(`/templates/${template.id}/publish`, post({})),
  );

  await page.goto(`/batches/new?datasetId=${dataset.id}&templateVersionId=${versionId}`);
  await page.getByRole("button", { name: "Back" }).click();
  await expect(page.getByText(/which models draw: there is none to choose/)).toBeVisible();
  await page.getByRole("button", { name: "Continue" }).click();
  await page.getByLabel(/Budget cap/).fill("1");
  await page.getByRole("button", { name: "Launch" }).click();
  await page.waitForURL(/\/batches\/[0-9a-f-]{36}/);
  const batchId = /batches\/([0-9a-f-]{36})/.exec(page.url())?.[1] ?? "";
  await expect
    .poll(async () => (await made<{ status: string }>(asOperator(`/batches/${batchId}`))).status, {
      timeout: PATIENCE_MS,
    })
    .toBe("succeeded");
  // Two rows of two candidates, at the rate of their size.
  const batch = await made<{ spent: { amount: string } }>(asOperator(`/batches/${batchId}`));
  expect(batch.spent.amount).toBe("0.08");

  const reviewer = await (await browser.newContext()).newPage();
  await signIn(reviewer, ["reviewer"], "zh-CN");
  await reviewer.goto(`${app.url}/review?batchId=${batchId}`);
  const strip = reviewer.getByRole("group", { name: "候选图" });
  await expect(strip.getByRole("button")).toHaveCount(2);
  expect(await axeFindings(reviewer)).toEqual([]);
  await reviewer.keyboard.press("2");
  await expect(strip.getByRole("button").nth(1)).toHaveAttribute("aria-pressed", "true");
  await reviewer.waitForTimeout(SEEN_MS);
  await reviewer.keyboard.press("a");
  await expect(strip.getByRole("button").nth(0)).toHaveAttribute("aria-pressed", "true");
  await reviewer.waitForTimeout(SEEN_MS);
  await reviewer.keyboard.press("a");
  await expect(reviewer.getByText("裁决均已保存")).toBeVisible();
  const { items } = await made<{ items: { output: { picture: string } }[] }>(
    asOperator(`/batches/${batchId}/items`),
  );
  const first = await made<{ candidateIds: string[] }>(asOperator(`/assets/${items[0]?.output.picture}`));
  const taken = items.map(({ output }) => output.picture);
  const others = await Promise.all(
    taken.map((id) => made<{ candidateIds: string[] }>(asOperator(`/assets/${id}`))),
  );
  expect(first.candidateIds).toHaveLength(2);
  expect(taken.map((id, at) => others[at]?.candidateIds.indexOf(id)).sort()).toEqual([0, 1]);
});
