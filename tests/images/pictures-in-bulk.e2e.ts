import { readFileSync } from "node:fs";
import sharp from "sharp";
import { fromBuffer } from "yauzl";
import { axeFindings, seriousFindings } from "#tests/fixtures/axe-findings.ts";
import { addPerson, expect, made, post, test } from "#tests/fixtures/console.ts";
import type { Console } from "#tests/fixtures/start-console.ts";
import { bottle } from "./some-pictures.ts";

/** Longer than an item must have been seen before it can be decided on. */
const SEEN_MS = 320;
/** Pictures come behind everything else that a machine has to do, and a test machine has much. */
const PATIENCE_MS = 180_000;

/** A dataset of three photos, of which the last cannot be cut out, and a template that only makes pictures. */
async function prepared(app: Console, token: string) {
  const asOperator = (path: string, init: RequestInit = {}) => app.api(path, { ...init, token });
  // Nothing on it has one colour: it cannot be cut out.
  const noise = { type: "gaussian" as const, mean: 128, sigma: 60 };
  const lively = await sharp({
    create: { width: 300, height: 300, channels: 3, background: "#888888", noise },
  })
    .jpeg()
    .toBuffer();
  const photos = [
    await bottle("#f2f2f2").jpeg().toBuffer(),
    await bottle("#e8ecf4").jpeg().toBuffer(),
    lively,
  ];
  const ids: string[] = [];
  for (const [at, bytes] of photos.entries()) {
    const form = new FormData();
    form.append("file", new File([new Uint8Array(bytes)], `photo-${at}.jpg`, { type: "image/jpeg" }));
    ids.push((await made<{ id: string }>(asOperator("/assets", { method: "POST", body: form }))).id);
  }
  const form = new FormData();
  const lines = ids.map((id, at) => `sku-${at + 1},${id}`);
  form.append("file", new File([`sku,photo\n${lines.join("\n")}\n`], "photos.csv"));
  const dataset = await made<{ id: string }>(asOperator("/datasets", { method: "POST", body: form }));
  const template = await made<{ id: string }>(
    asOperator(
      "/templates",
      post({
        name: "White ground",
        inputs: [{ name: "photo", type: "picture" }],
        steps: [
          {
            ...{ name: "cut", kind: "picture", source: "photo", field: "main" },
            operations: [
              { do: "cut-out" },
              { do: "background", fill: "#ffffff" },
              { do: "fit", width: 600, height: 600, margin: 30, format: "jpeg" },
              { do: "label", language: "zh-CN", source: "edited" },
            ],
          },
        ],
      }),
    ),
  );
  await expect(async () => {
    const { status } = await made<{ status: string }>(asOperator(`/datasets/${dataset.id}`));
    expect(status).toBe("ready");
  }).toPass();
  return { asOperator, datasetId: dataset.id, templateId: template.id };
}

test("photos go from a template of pictures through trial, batch and review by keyboard into an archive, for nothing", async ({
  app,
  page,
  signIn,
  browser,
}) => {
  test.setTimeout(400_000);
  const { token } = await signIn(page, ["operator"]);
  const { asOperator, datasetId, templateId } = await prepared(app, token);
  await page.goto(`/templates/${templateId}?dataset=${datasetId}`);
  const preview = page.getByRole("article", { name: "What it makes" });
  await expect(preview.getByRole("slider", { name: "Where before ends and after begins" })).toBeVisible({
    timeout: PATIENCE_MS,
  });
  expect(await seriousFindings(page)).toEqual([]);
  const { versionId } = await made<{ versionId: string }>(
    asOperator(`/templates/${templateId}/publish`, post({})),
  );

  const trial = await made<{ id: string }>(
    asOperator(
      "/trials",
      post({
        datasetId,
        variants: [{ templateVersionId: versionId }],
        sample: { size: 3, method: "first" },
      }),
    ),
  );
  await page.goto(`/trials/${trial.id}`);
  await expect(page.getByRole("link", { name: "Before" })).toHaveCount(2, { timeout: PATIENCE_MS });
  await expect(page.getByText(/The background is not plain/).first()).toBeVisible({ timeout: PATIENCE_MS });
  expect(await axeFindings(page)).toEqual([]);

  await page.goto(`/batches/new?datasetId=${datasetId}&templateVersionId=${versionId}`);
  await expect(page.getByText(/asks no model: a run of it costs nothing/)).toBeVisible();
  await page.getByRole("button", { name: "Launch" }).click();
  await page.waitForURL(/\/batches\/[0-9a-f-]{36}/);
  const batchId = /batches\/([0-9a-f-]{36})/.exec(page.url())?.[1] ?? "";
  await expect(page.getByText("No model")).toBeVisible();
  await expect
    .poll(async () => (await made<{ status: string }>(asOperator(`/batches/${batchId}`))).status, {
      timeout: PATIENCE_MS,
    })
    .toBe("succeeded");

  const reviewer = await (await browser.newContext()).newPage();
  await signIn(reviewer, ["reviewer"], "zh-CN");
  await reviewer.goto(`${app.url}/review?batchId=${batchId}`);
  const output = reviewer.locator("figure");
  await expect(output.getByText("600 × 600 · JPEG")).toBeVisible();
  await expect(output.getByRole("button", { name: "滑动" })).toHaveAttribute("aria-pressed", "true");
  await reviewer.keyboard.press("v");
  await expect(output.getByRole("button", { name: "并排" })).toHaveAttribute("aria-pressed", "true");
  await expect(output.getByRole("img", { name: "处理前" })).toBeVisible();
  await reviewer.keyboard.press("p");
  await expect(output.getByRole("region", { name: "逐像素查看图片" })).toHaveCount(2);
  await reviewer.keyboard.press("p");
  expect(await axeFindings(reviewer)).toEqual([]);
  for (const left of [1, 0]) {
    await reviewer.waitForTimeout(SEEN_MS);
    await reviewer.keyboard.press("a");
    await expect(output).toHaveCount(left);
  }
  await expect(reviewer.getByText("裁决均已保存")).toBeVisible();
  await reviewer.context().close();

  const admin = await addPerson(app, ["admin"]);
  const channel = await made<{ id: string }>(
    app.api("/channels", {
      ...post({
        kind: "pictures",
        name: "Shop pictures",
        config: { pattern: "{key}" },
        key: "sku",
        holdSeconds: 0,
      }),
      token: admin.token,
    }),
  );
  const publication = await made<{ id: string }>(
    asOperator("/publications", post({ batchId, channel: { channelId: channel.id } })),
  );
  await page.goto(`/published?publication=${publication.id}`);
  const [download] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("dialog").getByRole("link", { name: "Download" }).first().click(),
  ]);
  expect(download.suggestedFilename()).toMatch(/\.zip$/);
  expect(await namesIn(readFileSync(await download.path()))).toEqual([
    "sku-1.jpg",
    "sku-2.jpg",
    "manifest.csv",
  ]);
});

function namesIn(archive: Buffer): Promise<string[]> {
  return new Promise((resolve, reject) => {
    fromBuffer(archive, (error, zip) => {
      if (error) return reject(error);
      const names: string[] = [];
      zip.on("entry", ({ fileName }) => names.push(fileName));
      zip.on("end", () => resolve(names));
    });
  });
}
