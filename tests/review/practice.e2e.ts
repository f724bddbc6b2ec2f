import { axeFindings } from "#tests/fixtures/axe-findings.ts";
import { addPerson, expect, made, post, test } from "../fixtures/console.ts";
import { signInWithoutPage } from "../fixtures/sign-in-without-page.ts";
import { runBatch } from "./run-batch.ts";

test("who has to practise first is led there, answers by keyboard, learns why, and is handed items once it is enough", async ({
  app,
  page,
  browser,
}) => {
  const { batchId } = await runBatch(app, { rows: 4 });
  const [mei, lin, max] = [
    await addPerson(app, ["reviewer"]),
    await addPerson(app, ["reviewer"]),
    await addPerson(app, ["manager"]),
  ];
  const { claims } = await made<{ claims: { itemId: string; token: number; outputVersion: number }[] }>(
    app.api("/review/claims", { ...post({ batchId, limit: 2 }), token: mei.token }),
  );
  // Dropped: a rejected item that is made anew waits for review again.
  const sent = claims.map(({ itemId, token, outputVersion }, index) => ({
    ...{ itemId, token, outputVersion },
    ...(index === 0 ? { decision: "approve" } : { decision: "reject", reason: "wrong_fact", route: "drop" }),
  }));
  const decided = await made<{ results: { status: string }[] }>(
    app.api("/review/decisions", { ...post(sent), token: mei.token }),
  );
  expect(decided.results.map(({ status }) => status)).toEqual(["accepted", "accepted"]);
  await made(
    app.api(`/members/${lin.id}`, { method: "PATCH", body: JSON.stringify({ practisesFirst: true }) }),
  );

  const desk = await browser.newContext({ baseURL: app.url });
  await signInWithoutPage(desk, app.url, max);
  const managing = await desk.newPage();
  for (const [index, claim] of claims.entries()) {
    await managing.goto(`/batches/${batchId}?item=${claim.itemId.split(".")[1]}`);
    await managing.getByRole("button", { name: "Use for practice" }).click();
    const dialog = managing.getByRole("dialog", { name: "Use this output for practice" });
    await dialog.getByLabel("What to tell who has answered").fill(`Because of ${index}`);
    await dialog.getByRole("button", { name: "Use for practice" }).click();
    await expect(managing.getByText("Added to practice")).toBeVisible();
  }

  await signInWithoutPage(page.context(), app.url, lin);
  await page.goto(`/review?batchId=${batchId}`);
  await page.getByRole("link", { name: "Practise" }).click();
  await expect(page.getByRole("heading", { name: "Practice", level: 1 })).toBeVisible();
  await expect(page.getByText("Nothing answered yet")).toBeVisible();
  expect(await axeFindings(page)).toEqual([]);
  for (let turn = 1; turn <= 20; turn++) {
    // The first answer tells which is which; from then on they are known.
    const row = await page.getByText(/^Row \d+$/).textContent();
    const isApproved = row === `Row ${Number(claims[0]?.itemId.split(".")[1]) + 1}`;
    if (isApproved) await page.keyboard.press("a");
    else {
      await page.keyboard.press("r");
      await page.keyboard.press("1");
    }
    await expect(page.getByRole("main").getByText("Right", { exact: true })).toBeVisible();
    await expect(page.getByText(isApproved ? "Because of 0" : "Because of 1")).toBeVisible();
    await expect(page.getByText(`${turn} right of the latest ${turn}`)).toBeVisible();
    if (turn === 20) break;
    await page.keyboard.press("Enter");
    await expect(page.getByRole("main").getByText("Right", { exact: true })).toHaveCount(0);
  }
  await expect(page.getByText("Enough: items are handed out to you now")).toBeVisible();
  await page.getByRole("link", { name: "Start reviewing" }).click();
  // Of whichever batch: what the console's other tests left may be blocked by a check.
  await expect(page.getByRole("button", { name: "Approve" })).toBeVisible();

  await managing.goto("/review/practice/items");
  await expect(managing.getByRole("table").getByRole("row")).toHaveCount(3);
  await managing.getByRole("button", { name: "Take out" }).first().click();
  await managing.getByRole("dialog").getByRole("button", { name: "Take out" }).click();
  await expect(managing.getByRole("table").getByRole("row")).toHaveCount(2);
  expect(await axeFindings(managing)).toEqual([]);
  await desk.close();
});
