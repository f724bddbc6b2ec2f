import { makeTitlesJob } from "#tests/batches/make-titles-job.ts";
import { expect, made, post, test } from "#tests/fixtures/console.ts";
import { startProvider } from "#tests/fixtures/provider.ts";
import { startReceiver } from "#tests/fixtures/receiver.ts";

test("whoever launched a batch sees at the bell that it is over, goes there, and has read it", async ({
  app,
  page,
  signIn,
}) => {
  const provider = await startProvider();
  const job = await makeTitlesJob(app, { name: "Bell", provider, rows: 3 });
  const { token } = await signIn(page, ["operator"]);
  await page.goto("/");
  const { id } = await made<{ id: string }>(
    app.api("/batches", {
      ...post({ name: "Roses <b>", ...job, budgetCap: { amount: "1", currency: "USD" } }),
      token,
    }),
  );
  await page.getByRole("button", { name: "Notifications, 1 unread" }).click({ timeout: 90_000 });
  const told = page.getByRole("dialog", { name: "Notifications" });
  await told.getByRole("link", { name: /“Roses <b>” is finished/ }).click();
  await expect(page).toHaveURL(new RegExp(`/batches/${id}$`));
  await expect(page.getByRole("button", { name: "Notifications", exact: true })).toBeVisible();
  await page.goto("/notifications?unread=true");
  await expect(page.getByText("Everything is read")).toBeVisible();
  await page.goto("/settings/account");
  const kept = page.waitForResponse((response) => response.request().method() !== "GET");
  await page.getByRole("switch", { name: "A batch is over" }).click();
  await kept;
  await page.reload();
  await expect(page.getByRole("switch", { name: "A batch is over" })).not.toBeChecked();
  await provider.stop();
});

test("an admin adds a webhook, tests it, sees why it failed, and ends it", async ({ page, signIn }) => {
  const receiver = await startReceiver();
  receiver.answer({ status: 500, body: "out of order" });
  await signIn(page, ["admin"]);
  await page.goto("/settings/notifications");
  await page.getByRole("button", { name: "Add target" }).first().click();
  const panel = page.getByRole("dialog");
  await panel.getByRole("combobox", { name: "Kind" }).click();
  await page.getByRole("option", { name: "Webhook" }).click();
  await panel.getByLabel("Name").fill("Order desk");
  await panel.getByLabel("Webhook URL").fill(`${receiver.url}/hook`);
  await panel.getByRole("button", { name: "Add target" }).click();
  await expect(panel).toContainText("is inside this network");
  await panel.getByRole("checkbox", { name: "Allow an address inside this network" }).click();
  await panel.getByRole("button", { name: "Add target" }).click();
  await expect(panel.locator("[data-secret]")).toHaveText(/^whsec_/);
  await panel.getByRole("button", { name: "Send test to Order desk" }).click();
  await expect(panel.getByRole("status")).toContainText("The receiver refused it (500). out of order");
  receiver.answer({ status: 200 });
  await panel.getByRole("button", { name: "Send test to Order desk" }).click();
  await expect(panel.getByRole("status")).toContainText("Delivered");
  await panel.getByRole("button", { name: "Done" }).click();
  await page.getByText("Order desk").first().click();
  await panel.getByRole("button", { name: "Archive" }).click();
  await page
    .getByRole("dialog", { name: "Archive Order desk?" })
    .getByRole("button", { name: "Archive" })
    .click();
  await expect(page.getByText("No targets")).toBeVisible();
  await receiver.stop();
});
