import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { buffer } from "node:stream/consumers";
import type { Page } from "@playwright/test";
import sharp from "sharp";
import { fromBufferPromise } from "yauzl";
import { readLabel } from "#lib/images/operations/picture-label.ts";
import { addPerson, expect, made, openAs, type Person, post, test } from "#tests/fixtures/console.ts";
import { type Console, makeDataDir } from "#tests/fixtures/start-console.ts";

// The whole way of a shop's poor photos, in both languages, with a process that is killed where most is in hand.
const FOLDER = join(process.cwd(), "node_modules/@vendure/create/assets/images");
const PHOTOS = 50;
const DRAWN = 20;
const POOR_SIDE = 360;
const SIDE = 640;
/** Longer than an item must have been seen before it can be decided on. */
const SEEN_MS = 320;

interface Item {
  seq: number;
  rowNumber: number;
  state: string;
  output: { picture?: string; main?: string } | null;
  failure: { code: string } | null;
}

test("fifty photos go through report, trial, a batch that is killed, review and an archive, and nothing is lost or made twice", async ({
  browser,
  start,
}) => {
  test.setTimeout(1_500_000);
  const dataDir = makeDataDir();
  const before = await start(dataDir);
  const operator = await addPerson(before, ["operator"]);
  const reviewer = await addPerson(before, ["reviewer"]);
  const page = await openAs(browser, before, operator, "en");
  const photos = await bring(page, before, operator, await poorPhotos(PHOTOS));
  const datasetId = await datasetOf(before, operator, [
    "sku,photo",
    ...photos.map((id, at) => `sku-${at + 1},${id}`),
  ]);
  const poorId = await pickPoor(page, before, datasetId);
  const versionId = await templateOf(before, operator, {
    name: "Shop picture",
    inputs: [{ name: "photo", type: "picture" }],
    steps: [
      {
        ...{ name: "shop", kind: "picture", source: "photo", field: "picture" },
        operations: [
          { do: "cut-out" },
          { do: "background", fill: { from: "#ffffff", to: "#e6e9ee" }, shadow: true },
          { do: "enlarge", factor: 2, quality: "hd" },
          { do: "fit", width: SIDE, height: SIDE, margin: 20, format: "jpeg" },
          { do: "label", language: "zh-CN", source: "enhanced" },
        ],
      },
    ],
  });
  await tried(page, before, operator, { datasetId: poorId, versionId });
  const batchId = await launched(page, before, { datasetId: poorId, versionId });
  await untilMade(before, operator, batchId, 3);
  await before.kill();

  const app = await start(dataDir);
  await untilEnded(app, operator, batchId);
  const items = await itemsOf(app, operator, batchId);
  expect(items.map(({ rowNumber }) => rowNumber).sort((a, b) => a - b)).toEqual(
    photos.map((_, at) => at + 1),
  );
  const finished = items.filter(({ state }) => state === "succeeded");
  const others = items.filter(({ state }) => state !== "succeeded");
  expect(finished.length).toBeGreaterThan(10);
  expect(new Set(others.map(({ failure }) => failure?.code))).toEqual(new Set(["cut_out_unsure"]));
  expect(new Set(finished.map(({ output }) => output?.picture)).size).toBe(finished.length);

  await reviewed(await openAs(browser, app, reviewer, "zh-CN"), app, batchId, finished.length);
  const files = await published(app, operator, batchId);
  const pictures = [...files.keys()].filter((name) => name !== "manifest.csv");
  expect(pictures.sort()).toEqual(finished.map(({ rowNumber }) => `sku-${rowNumber}-picture.jpg`).sort());
  for (const name of pictures) {
    const { width, height, format, xmp } = await sharp(files.get(name)).metadata();
    expect({ width, height, format }).toEqual({ width: SIDE, height: SIDE, format: "jpeg" });
    expect(readLabel(xmp)).toMatchObject({ source: "enhanced", aigc: { Label: expect.any(String) } });
  }
});

test("twenty photos are drawn anew by a prompt of their own each, in a batch that is killed, and each is paid once", async ({
  browser,
  start,
}) => {
  test.setTimeout(900_000);
  const dataDir = makeDataDir();
  const before = await start(dataDir);
  const operator = await addPerson(before, ["operator"]);
  const reviewer = await addPerson(before, ["reviewer"]);
  const modelId = await drawingModel(before);
  const page = await openAs(browser, before, operator, "zh-CN");
  const photos = await bring(page, before, operator, await poorPhotos(DRAWN));
  const lines = photos.map((id, at) => `sku-${at + 1},${id},scene number ${at + 1} of a shop window`);
  const datasetId = await datasetOf(before, operator, ["sku,photo,scene", ...lines]);
  const versionId = await templateOf(before, operator, {
    name: "Scenes",
    inputs: [
      { name: "photo", type: "picture" },
      { name: "scene", type: "text" },
    ],
    steps: [
      {
        ...{ name: "scene", kind: "edit-picture", source: "photo", field: "picture", modelId },
        ...{ prompt: "Put it in {{ scene }}", size: "512x512", quality: "low", count: 1 },
      },
      {
        ...{ name: "labelled", kind: "picture", source: "steps.scene.picture", field: "main" },
        operations: [{ do: "label", language: "en", source: "edited" }],
      },
    ],
  });
  const batchId = await launched(page, before, { datasetId, versionId, cap: "5" });
  await untilMade(before, operator, batchId, 3);
  await before.kill();

  const app = await start(dataDir);
  await untilEnded(app, operator, batchId);
  const items = await itemsOf(app, operator, batchId);
  expect(items.map(({ state }) => state)).toEqual(items.map(() => "succeeded"));
  expect(items).toHaveLength(DRAWN);
  const pictures = items.map(({ output }) => output?.main ?? "");
  expect(new Set(pictures).size).toBe(DRAWN);
  const { items: attempts } = await made<{ items: Attempt[] }>(
    app.api(`/batches/${batchId}/attempts?limit=200`, { token: operator.token }),
  );
  // A call whose answer went with the process is charged as unknown; what it drew may have been kept by then.
  const paid = (kind: string) => attempts.filter((one) => one.kind === kind).map(({ seq }) => seq);
  expect(new Set(paid("settled")).size).toBe(paid("settled").length);
  expect(new Set([...paid("settled"), ...paid("unknown")])).toEqual(new Set(items.map(({ seq }) => seq)));
  await reviewed(await openAs(browser, app, reviewer, "en"), app, batchId, DRAWN);
  const names = [...(await published(app, operator, batchId)).keys()];
  expect(names).toEqual(expect.arrayContaining(photos.map((_, at) => `sku-${at + 1}-main.jpg`)));
});

interface Attempt {
  seq: number;
  kind: string;
}

/** Photos as a shop has them from elsewhere: much too small. */
function poorPhotos(count: number): Promise<{ name: string; mimeType: string; buffer: Buffer }[]> {
  const names = readdirSync(FOLDER).slice(0, count);
  return Promise.all(
    names.map(async (name) => ({
      ...{ name, mimeType: "image/jpeg" },
      buffer: await sharp(readFileSync(join(FOLDER, name)))
        .resize(POOR_SIDE, POOR_SIDE, { fit: "inside" })
        .jpeg()
        .toBuffer(),
    })),
  );
}

/** Brings files by the page. @returns their ids, in the order of the files. */
async function bring(
  page: Page,
  app: Console,
  { token }: Person,
  files: Awaited<ReturnType<typeof poorPhotos>>,
): Promise<string[]> {
  await page.goto("/images");
  await page.locator("input[type=file]").first().setInputFiles(files);
  let ids = new Map<string, string>();
  await expect(async () => {
    const { items } = await made<{ items: { id: string; name: string }[] }>(
      app.api("/assets?limit=200", { token }),
    );
    ids = new Map(items.map(({ id, name }) => [name, id]));
    expect(ids.size).toBe(files.length);
  }).toPass({ timeout: 120_000 });
  return files.map(({ name }) => ids.get(name) ?? "");
}

async function datasetOf(app: Console, { token }: Person, lines: readonly string[]): Promise<string> {
  const form = new FormData();
  form.append("file", new File([`${lines.join("\n")}\n`], "photos.csv"));
  const { id } = await made<{ id: string }>(app.api("/datasets", { method: "POST", body: form, token }));
  await expect(async () => {
    expect((await made<{ status: string }>(app.api(`/datasets/${id}`, { token }))).status).toBe("ready");
  }).toPass();
  return id;
}

/** Measures a dataset's pictures by the page, and takes the small ones to a batch. @returns their dataset. */
async function pickPoor(page: Page, app: Console, datasetId: string): Promise<string> {
  await page.goto(`/images/reports?datasetId=${datasetId}`);
  await page.getByRole("combobox", { name: "Column" }).click();
  await page.getByRole("option", { name: "photo" }).click();
  await page.getByRole("button", { name: "Measure pictures" }).click();
  await page.waitForURL(/\/images\/reports\/[0-9a-f-]{36}$/);
  await expect(page.getByText("Done", { exact: true })).toBeVisible({ timeout: 360_000 });
  await page.getByRole("button", { name: /^Small 50/ }).click();
  await page.getByRole("button", { name: "Make a batch of these" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Make dataset" }).click();
  await page.waitForURL(/\/batches\/new\?datasetId=/);
  const poorId = new URL(page.url()).searchParams.get("datasetId") ?? "";
  await expect(async () => {
    const poor = await made<{ status: string; rows: number }>(app.api(`/datasets/${poorId}`));
    expect(poor.status).toBe("ready");
  }).toPass();
  return poorId;
}

async function templateOf(app: Console, { token }: Person, body: object): Promise<string> {
  const { id } = await made<{ id: string }>(app.api("/templates", { ...post(body), token }));
  const published = await made<{ versionId: string }>(
    app.api(`/templates/${id}/publish`, { ...post({}), token }),
  );
  return published.versionId;
}

async function tried(
  page: Page,
  app: Console,
  { token }: Person,
  { datasetId, versionId }: { datasetId: string; versionId: string },
): Promise<void> {
  const asked = post({
    datasetId,
    variants: [{ templateVersionId: versionId }],
    sample: { size: 6, method: "first" },
  });
  const trial = await made<{ id: string }>(app.api("/trials", { ...asked, token }));
  await page.goto(`/trials/${trial.id}`);
  await expect(page.getByRole("link", { name: "Before" }).first()).toBeVisible({ timeout: 300_000 });
  await expect
    .poll(async () => (await made<{ status: string }>(app.api(`/trials/${trial.id}`, { token }))).status, {
      timeout: 300_000,
    })
    .toBe("succeeded");
}

async function launched(
  page: Page,
  app: Console,
  { datasetId, versionId, cap }: { datasetId: string; versionId: string; cap?: string },
): Promise<string> {
  await page.goto(`${app.url}/batches/new?datasetId=${datasetId}&templateVersionId=${versionId}`);
  if (cap) await page.getByLabel(/预算上限|Budget cap/).fill(cap);
  await page.getByRole("button", { name: /^(Launch|启动)$/ }).click();
  await page.waitForURL(/\/batches\/[0-9a-f-]{36}/);
  return /batches\/([0-9a-f-]{36})/.exec(page.url())?.[1] ?? "";
}

async function untilMade(app: Console, person: Person, batchId: string, count: number): Promise<void> {
  await expect
    .poll(
      async () => (await itemsOf(app, person, batchId)).filter(({ state }) => state === "succeeded").length,
      { timeout: 300_000, intervals: [200] },
    )
    .toBeGreaterThanOrEqual(count);
}

async function untilEnded(app: Console, { token }: Person, batchId: string): Promise<void> {
  await expect
    .poll(async () => (await made<{ status: string }>(app.api(`/batches/${batchId}`, { token }))).status, {
      timeout: 900_000,
    })
    .toBe("succeeded");
}

async function itemsOf(app: Console, { token }: Person, batchId: string): Promise<Item[]> {
  return (await made<{ items: Item[] }>(app.api(`/batches/${batchId}/items?limit=200`, { token }))).items;
}

/** Approves all that waits, by keyboard. */
async function reviewed(page: Page, app: Console, batchId: string, count: number): Promise<void> {
  await page.goto(`${app.url}/review?batchId=${batchId}`);
  const picture = page.locator("figure").first();
  await expect(picture).toBeVisible();
  // A key that comes before its picture was seen is not heeded: a person presses again.
  await expect(async () => {
    await page.waitForTimeout(SEEN_MS);
    if (await picture.isVisible()) await page.keyboard.press("a");
    expect(await approvedOf(app, batchId)).toBe(count);
  }).toPass({ timeout: 240_000, intervals: [0] });
}

async function approvedOf(app: Console, batchId: string): Promise<number> {
  const { items } = await made<{ items: unknown[] }>(
    app.api(`/batches/${batchId}/items?limit=200&reviewState=approved`),
  );
  return items.length;
}

/** What a shop gets: the files of the archive, by name. */
async function published(app: Console, { token }: Person, batchId: string): Promise<Map<string, Buffer>> {
  const admin = await addPerson(app, ["admin"]);
  const config = {
    kind: "pictures",
    name: "Shop",
    config: { pattern: "{key}-{field}", requireLabel: false },
    key: "sku",
    holdSeconds: 0,
  };
  const channel = await made<{ id: string }>(app.api("/channels", { ...post(config), token: admin.token }));
  const asked = post({ batchId, channel: { channelId: channel.id } });
  const { id } = await made<{ id: string }>(app.api("/publications", { ...asked, token }));
  await expect
    .poll(async () => (await made<{ status: string }>(app.api(`/publications/${id}`, { token }))).status)
    .toBe("succeeded");
  const file = await app.api(`/publications/${id}/file`, { token });
  return filesIn(Buffer.from(await file.arrayBuffer()));
}

async function filesIn(archive: Buffer): Promise<Map<string, Buffer>> {
  const zip = await fromBufferPromise(archive);
  const files = new Map<string, Buffer>();
  for await (const entry of zip.eachEntry())
    files.set(entry.fileName, await buffer(await zip.openReadStreamPromise(entry)));
  return files;
}

async function drawingModel(app: Console): Promise<string> {
  const provider = await made<{ id: string }>(
    app.api("/providers", post({ name: "Studio", kind: "sandbox" })),
  );
  const model = {
    ...{ providerId: provider.id, name: "sandbox-picture", kind: "image" },
    prices: { inputPerMTok: "0", outputPerMTok: "0", perImage: "0.02", currency: "USD" },
  };
  return (await made<{ id: string }>(app.api("/models", post(model)))).id;
}
