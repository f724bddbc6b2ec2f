import { axeFindings } from "#tests/fixtures/axe-findings.ts";
import { addPerson, expect, made, post, test } from "../fixtures/console.ts";
import { runBatch } from "./run-batch.ts";

interface Claimed {
  claims: { itemId: string; token: number; outputVersion: number; rowNumber: number }[];
}

test("a manager sends an approved item back with a note; a later publication offers only what is new", async ({
  app,
  page,
  signIn,
}) => {
  const { batchId } = await runBatch(app, { rows: 4 });
  const reviewer = await addPerson(app, ["reviewer"]);
  const approve = async (count: number) => {
    const { claims } = await made<Claimed>(
      app.api("/review/claims", { ...post({ batchId, limit: count }), token: reviewer.token }),
    );
    const decisions = claims.map(({ itemId, token, outputVersion }) => ({
      itemId,
      token,
      outputVersion,
      decision: "approve",
    }));
    await made(app.api("/review/decisions", { ...post(decisions), token: reviewer.token }));
  };
  await approve(2);
  await signIn(page, ["manager"]);

  await page.goto(`/batches/${batchId}?item=0`);
  await page.getByRole("button", { name: "Send back to review" }).click();
  const dialog = page.getByRole("dialog", { name: "Send this item back to review" });
  await expect(dialog.getByRole("button", { name: "Send back to review" })).toBeDisabled();
  await dialog.getByLabel("Why").fill("The claim about 24 hours is not in the row.");
  expect(await axeFindings(page)).toEqual([]);
  await dialog.getByRole("button", { name: "Send back to review" }).click();
  await expect(dialog).toBeHidden();
  await expect(page.getByRole("dialog").getByText("To review")).toBeVisible();
  await expect(page.getByRole("button", { name: "Send back to review" })).toBeHidden();

  await page.goto(`/published/new?batchId=${batchId}`);
  await page.getByRole("button", { name: "Publish 1 item" }).click();
  await expect(page.getByText("Ready")).toBeVisible();
  await approve(2);
  await page.goto(`/published/new?batchId=${batchId}`);
  await expect(
    page.getByRole("radio", { name: "Only the 2 items that were not published before" }),
  ).toBeChecked();
  expect(await axeFindings(page)).toEqual([]);
  await page.screenshot({ path: "test-results/publish-new.png" });
  await page.getByRole("button", { name: "Publish 2 items" }).click();
  await expect(page.getByText("Ready")).toHaveCount(2);
  await page.goto(`/published/new?batchId=${batchId}`);
  await expect(page.getByRole("radio", { name: "Only new ones: there are none" })).toBeDisabled();
  await expect(page.getByRole("button", { name: "Publish 3 items" })).toBeVisible();
});

test("the preview of a prompt tells a value that is no number, and ends a template that would not", async ({
  app,
}) => {
  const preview = async (instruction: string, price: string) =>
    made<{ kind: string; messages: { content: string }[]; problems: { code: string; message: string }[] }>(
      app.api(
        "/templates/preview",
        post({
          sections: { instruction },
          inputs: [{ name: "price", type: "number", required: true, onMissing: "block" }],
          outputs: [{ name: "title", type: "text" }],
          row: { price },
          language: "en",
        }),
      ),
    );
  const good = await preview("{{ price }} {{ price | times: 2 }}", "¥1,299.50");
  expect(good.messages.at(-1)?.content).toBe("¥1,299.50 2599");
  const wrong = await preview("{{ price }}", "12 kg");
  expect(wrong).toMatchObject({
    kind: "broken",
    problems: [{ code: "input_not_number", message: expect.stringContaining("12 kg") }],
  });
  const endless = `{% assign s = "x" | split: "," %}${"{% assign s = s | push: s %}".repeat(60)}{{ s }}`;
  const [stopped, health] = await Promise.all([preview(endless, "1"), app.api("/../health")]);
  expect(stopped.problems.map(({ code }) => code)).toContain("template_too_heavy");
  expect(health.status).toBe(200);
});
