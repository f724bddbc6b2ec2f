import { readFile } from "node:fs/promises";
import { readXlsx } from "hucre/xlsx";
import { axeFindings } from "#tests/fixtures/axe-findings.ts";
import { addPerson, expect, made, post, test } from "../fixtures/console.ts";
import { runBatch } from "../review/run-batch.ts";

test("what was approved is published from the page and the file opens with its label", async ({
  app,
  page,
  signIn,
}) => {
  const { batchId } = await runBatch(app, { rows: 5, name: "香水" });
  const reviewer = await addPerson(app, ["reviewer"]);
  await signIn(page, ["operator"]);
  await page.goto(`/published/new?batchId=${batchId}`);
  await expect(page.getByText("Nothing is approved yet")).toBeVisible();

  const { claims } = await made<{ claims: { itemId: string; token: number; outputVersion: number }[] }>(
    app.api("/review/claims", { ...post({ batchId, limit: 3 }), token: reviewer.token }),
  );
  const decisions = claims.map(({ itemId, token, outputVersion }) => ({
    itemId,
    token,
    outputVersion,
    decision: "approve",
  }));
  await made(app.api("/review/decisions", { ...post(decisions), token: reviewer.token }));

  await page.reload();
  await expect(page.getByText("ai_label")).toBeVisible();
  expect(await axeFindings(page)).toEqual([]);
  await page.getByRole("button", { name: "Publish 3 items" }).click();
  await expect(page.getByText("Ready")).toBeVisible();
  expect(await axeFindings(page)).toEqual([]);
  const [download] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("link", { name: "Download" }).click(),
  ]);
  expect(download.suggestedFilename()).toMatch(/^香水 \d{8}-\d{4}\.xlsx$/);
  const workbook = await readXlsx(await readFile(await download.path()));
  expect(workbook.sheets[0]?.rows).toHaveLength(4);
  expect(workbook.sheets[0]?.rows[1]?.[0]).toBe("000001");
  expect(JSON.parse(String(workbook.properties?.custom?.AIGC))).toMatchObject({ Label: "1" });
});

test("a file is downloaded by whoever may read publications, and by nobody without a sign-in", async ({
  app,
}) => {
  const { batchId, operator } = await runBatch(app, { rows: 2 });
  const reviewer = await addPerson(app, ["reviewer"]);
  const body = post({ batchId, channel: { kind: "file", format: "csv" } });
  const refused = await app.api("/publications", { ...body, token: operator.token });
  expect([refused.status, (await refused.json()).code]).toEqual([422, "nothing_approved"]);
  const { claims } = await made<{ claims: { itemId: string; token: number; outputVersion: number }[] }>(
    app.api("/review/claims", { ...post({ batchId, limit: 2 }), token: reviewer.token }),
  );
  const [first] = claims;
  const approve = [{ ...first, decision: "approve" }].map(({ itemId, token, outputVersion, decision }) => ({
    itemId,
    token,
    outputVersion,
    decision,
  }));
  await made(app.api("/review/decisions", { ...post(approve), token: reviewer.token }));
  const created = await app.api("/publications", { ...body, token: operator.token });
  expect(created.status).toBe(202);
  const { id } = await created.json();
  await expect
    .poll(async () => (await (await app.api(`/publications/${id}`)).json()).status)
    .toBe("succeeded");
  const file = await app.api(`/publications/${id}/file`, { token: reviewer.token });
  expect(file.headers.get("content-type")).toMatch(/^text\/csv/);
  expect(file.headers.get("content-disposition")).toMatch(/^attachment; filename="Perfumes /);
  expect((await file.text()).split("\r\n")).toHaveLength(3);
  const label = await app.api(`/publications/${id}/label`, { token: reviewer.token });
  expect(await label.json()).toMatchObject({ AIGC: { ProduceID: id } });
  expect((await fetch(`${app.url}/api/v1/publications/${id}/file`)).status).toBe(401);
  const undo = await app.api("/review/decisions", {
    ...post([{ ...approve[0], decision: "undo" }]),
    token: reviewer.token,
  });
  expect((await undo.json()).results).toMatchObject([{ status: "conflict", code: "already_published" }]);
});
