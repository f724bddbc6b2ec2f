import { axeFindings } from "#tests/fixtures/axe-findings.ts";
import { expect, made, post, test } from "../fixtures/console.ts";
import { startReceiver } from "../fixtures/receiver.ts";
import { approve } from "../review/approve.ts";
import { runBatch } from "../review/run-batch.ts";

test("an admin adds and tries a webhook, an operator publishes to it, and recalls three items until they are acknowledged", async ({
  app,
  page,
  signIn,
}) => {
  const receiver = await startReceiver();
  const { batchId } = await runBatch(app, { rows: 5, name: "Roses" });
  await approve(app, batchId, 5);

  await signIn(page, ["admin"]);
  await page.goto("/settings/channels");
  await expect(page.getByText("Excel workbook (.xlsx)")).toBeVisible();
  await page.getByRole("button", { name: "Add channel" }).click();
  const panel = page.getByRole("dialog");
  await panel.getByLabel("Name", { exact: true }).fill("Rose shop");
  await panel.getByLabel("URL", { exact: true }).fill(`${receiver.url}/hook`);
  await panel.getByLabel("Product key").fill("sku");
  await panel.getByRole("button", { name: "Add field" }).click();
  await panel.getByLabel("Their name of field 1").fill("Title");
  await panel.getByLabel("Our field of field 1").fill("title");
  await panel.getByLabel("Prefix of field 1").fill("NEW ");
  await panel.getByLabel("Hold time").fill("0");
  expect(await axeFindings(page)).toEqual([]);
  await panel.getByRole("button", { name: "Add channel" }).click();
  await expect(panel).toContainText("is inside this network");
  await panel.getByRole("checkbox", { name: "Allow an address inside this network" }).click();
  await panel.getByRole("button", { name: "Add channel" }).click();
  await expect(panel.locator("[data-secret]")).toHaveText(/^whsec_/);
  await panel.getByRole("button", { name: "Test Rose shop" }).click();
  await expect(panel.getByRole("status")).toContainText("It works");
  await panel.getByRole("button", { name: "Done" }).click();

  let requests = 0;
  receiver.answer(() => ({ status: ++requests === 2 ? 500 : 200 }));
  await signIn(page, ["operator"]);
  await page.goto(`/published/new?batchId=${batchId}`);
  await page.getByRole("radio", { name: /Rose shop/ }).click();
  await expect(page.getByRole("tab", { name: /New.*5/ })).toBeVisible();
  await page.getByRole("tab", { name: /New/ }).click();
  await expect(page.getByText("000003")).toBeVisible();
  expect(await axeFindings(page)).toEqual([]);
  await page.getByRole("button", { name: "Publish 5 items" }).click();
  const publication = page.getByRole("dialog");
  await expect(publication.getByText("Handed over")).toBeVisible({ timeout: 90_000 });
  const told = receiver.received.filter(({ body }) => JSON.parse(body).type === "item.published");
  expect(new Set(told.map(({ headers }) => headers["webhook-id"])).size).toBe(5);
  expect(JSON.parse(told[0]?.body ?? "").data.fields.Title).toMatch(/^NEW /);

  receiver.answer({ status: 200 });
  const recalled = publication.getByRole("region", { name: "Recall", exact: true });
  await recalled.getByLabel("Reason").fill("Wrong claim");
  await recalled.getByLabel("Only these items").fill([0, 1, 2].map((seq) => `${batchId}.${seq}`).join("\n"));
  await recalled.getByRole("button", { name: "Recall" }).click();
  await expect(publication.getByText("3 of 3 acknowledged")).toBeVisible({ timeout: 90_000 });
  // While it fades its words have less contrast than they are meant to.
  await expect(page.getByText("3 items are recalled")).toHaveCount(0, { timeout: 90_000 });
  expect(await axeFindings(page)).toEqual([]);
  const removed = receiver.received
    .map(({ body }) => JSON.parse(body))
    .filter(({ type }) => type === "item.removed");
  expect(removed.map(({ data }) => data.key).sort()).toEqual(["000001", "000002", "000003"]);

  await page.goto(`/published/new?batchId=${batchId}`);
  await page.getByRole("radio", { name: /Rose shop/ }).click();
  await expect(page.getByRole("tab", { name: /Recalled.*3/ })).toBeVisible();
  await expect(page.getByRole("button", { name: "Publish 0 items" })).toBeDisabled();
  await receiver.stop();
});

test("发布在保留期内可以撤销；拉取方按位置取到新增与下架，不会重复", async ({ app, page, signIn }) => {
  const { batchId } = await runBatch(app, { rows: 3, name: "玫瑰", languages: ["zh-CN"] });
  await approve(app, batchId, 3);
  const channel = { name: "供应链", kind: "pull", key: "sku", config: {} };
  const { id } = await made<{ id: string }>(app.api("/channels", post(channel)));
  const operator = await signIn(page, ["operator"], "zh-CN");
  await page.goto(`/published/new?batchId=${batchId}`);
  await page.getByRole("radio", { name: /供应链/ }).click();
  await expect(page.getByText("保留 10 分钟，在此之前可以撤销。")).toBeVisible();
  await page.getByRole("button", { name: /^发布 3/ }).click();
  const panel = page.getByRole("dialog");
  await expect(panel.getByText("尚未发出")).toBeVisible();
  expect(await axeFindings(page)).toEqual([]);
  await panel.getByRole("button", { name: "撤销" }).click();
  await expect(panel.getByText("已撤销", { exact: true })).toBeVisible();

  await made(app.api(`/channels/${id}`, { ...post({ holdSeconds: 0 }), method: "PATCH" }));
  const create = { ...post({ batchId, channel: { channelId: id } }), token: operator.token };
  const made2 = await made<{ id: string }>(app.api("/publications", create));
  const since = async (cursor: string) =>
    made<{ items: { key: string; removed?: true }[]; nextCursor: string }>(
      app.api(`/published?channelId=${id}&since=${cursor}`, { token: operator.token }),
    );
  await expect.poll(async () => (await since("")).items.length).toBe(3);
  const first = await since("");
  expect((await since(first.nextCursor)).items).toEqual([]);
  await page.goto(`/published?publication=${made2.id}`);
  await panel.getByLabel("原因").fill("用词有误");
  await panel.getByRole("button", { name: "召回" }).click();
  await expect(panel.getByText("已确认 0/3")).toBeVisible();
  const then = await since(first.nextCursor);
  expect(then.items.map(({ key, removed }) => [key, removed])).toEqual(
    ["000001", "000002", "000003"].map((key) => [key, true]),
  );
  await since(then.nextCursor);
  await expect(panel.getByText("已确认 3/3")).toBeVisible({ timeout: 90_000 });
});
