import { seriousFindings } from "#tests/fixtures/axe-findings.ts";
import { expect, made, post, test } from "#tests/fixtures/console.ts";
import { makeJob } from "./make-job.ts";

async function trialOfTwo(app: Parameters<typeof makeJob>[0], rows: number): Promise<string> {
  const { datasetId, templateVersionId, modelId } = await makeJob(app);
  // The sandbox writes the same where it is asked the same.
  const other = await made<{ id: string }>(
    app.api(
      "/templates",
      post({
        name: `Longer copy ${Date.now()}`,
        sections: { instruction: "Write at length.", inputData: "Name: {{ name }}" },
        inputs: [{ name: "name", type: "text", required: true, onMissing: "block" }],
        outputs: [
          { name: "title", type: "text", maxLength: 80 },
          { name: "description", type: "text", maxLength: 400 },
        ],
        languages: ["en"],
      }),
    ),
  );
  const { versionId } = await made<{ versionId: string }>(
    app.api(`/templates/${other.id}/publish`, post({})),
  );
  const { id } = await made<{ id: string }>(
    app.api(
      "/trials",
      post({
        datasetId,
        variants: [
          { templateVersionId, modelId },
          { templateVersionId: versionId, modelId },
        ],
        sample: { size: rows, method: "first" },
      }),
    ),
  );
  await expect
    .poll(async () => (await made<{ status: string }>(app.api(`/trials/${id}`))).status, { timeout: 90_000 })
    .toBe("succeeded");
  return id;
}

test("a reviewer votes blind by keyboard, undoes, and the operator sees that the variants cannot be told apart", async ({
  app,
  page,
  signIn,
}) => {
  const id = await trialOfTwo(app, 4);
  await signIn(page, ["reviewer"]);
  await page.goto(`/trials/${id}/vote`);
  const progress = page.getByRole("progressbar", { name: "Pairs voted on" });
  await expect(progress).toHaveAttribute("aria-valuemax", "4");
  await expect(page.getByRole("heading", { name: "Left" })).toBeVisible();
  await expect(page.getByText("sandbox-fast")).toHaveCount(0);
  await expect(page.getByText("US$")).toHaveCount(0);
  expect(await seriousFindings(page)).toEqual([]);

  for (const [done, key] of ["1", "ArrowRight", "="].entries()) {
    // A key is heard once the pair has been in sight for a moment.
    await expect(async () => {
      await page.keyboard.press(key);
      await expect(progress).toHaveAttribute("aria-valuenow", String(done + 1), { timeout: 500 });
    }).toPass();
  }
  await page.keyboard.press("u");
  await expect(progress).toHaveAttribute("aria-valuenow", "2");
  await page.getByRole("button", { name: "No difference" }).click();
  await expect(progress).toHaveAttribute("aria-valuenow", "3");
  await page.getByRole("button", { name: "Both bad" }).click();
  await expect(page.getByRole("main").getByText("You have voted on everything")).toBeVisible();

  await signIn(page, ["operator"]);
  await page.goto(`/trials/${id}`);
  const figures = page.getByRole("table", { name: "Which is better? Blind votes" });
  await expect(figures.getByRole("row", { name: /All together/ })).toContainText("Not distinguishable");
  await expect(figures.getByRole("row", { name: /All together/ })).toContainText("A against B");
  await page.getByRole("button", { name: "Pin B and compare" }).click();
  await expect(page.getByTestId("variant-head").first()).toContainText("B");
  await expect(page.locator("ins, del").first()).toBeVisible();
  expect(await seriousFindings(page)).toEqual([]);
  await page.getByRole("button", { name: "Unpin" }).click();
  await expect(page.locator("ins, del")).toHaveCount(0);
  await page.getByRole("link", { name: "Vote blind" }).click();
  await expect(page).toHaveURL(/\/vote$/);
  await page.getByRole("button", { name: "Left is better" }).click();
  await page.getByRole("link", { name: "Trial", exact: true }).click();
  await expect(page.getByText("You have voted on 1 of 4.")).toBeVisible();
  await expect(figures).toHaveCount(0);
});

test("the same in Chinese, with nothing left in English, and whoever may not vote is told", async ({
  app,
  page,
  signIn,
}) => {
  const id = await trialOfTwo(app, 1);
  await signIn(page, ["reviewer"], "zh-CN");
  await page.goto(`/trials/${id}/vote`);
  await page.getByRole("button", { name: "不分上下" }).click();
  await expect(page.getByRole("main").getByText("你已全部投完")).toBeVisible();
  await signIn(page, ["admin"], "zh-CN");
  const answer = await page.goto(`/trials/${id}/vote`);
  expect(answer?.status()).toBe(403);
});
