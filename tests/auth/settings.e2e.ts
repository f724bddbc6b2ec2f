import { addPerson, expect, made, test } from "#tests/fixtures/console.ts";

test("an admin adds a member, who signs in with the password shown once", async ({
  page,
  app,
  signIn,
  browser,
}) => {
  await signIn(page, ["admin"]);
  await page.goto("/settings/members");
  await page.getByRole("button", { name: "Add member" }).click();
  const panel = page.getByRole("dialog");
  await panel.getByRole("button", { name: "Add member" }).click();
  await expect(panel.getByText("Enter a valid e-mail address.")).toBeVisible();
  const email = `new-${Date.now()}@example.com`;
  await panel.getByLabel("E-mail").fill(email);
  await panel.getByLabel("Name").fill("Lin Mei");
  await panel.getByRole("checkbox", { name: /^Reviewer/ }).click();
  await panel.getByRole("button", { name: "Add member" }).click();
  const password = (await panel.locator("[data-secret]").textContent()) ?? "";
  await panel.getByRole("button", { name: "Done" }).click();
  await expect(page.getByRole("row", { name: email })).toContainText("OperatorReviewer");

  const theirs = await browser.newPage({ baseURL: app.url });
  await theirs.goto("/sign-in");
  await theirs.locator("input[name=email]").fill(email);
  await theirs.locator("input[name=password]").fill(password);
  await theirs.locator("button[type=submit]").click();
  await expect(theirs).toHaveURL(`${app.url}/`);

  await page.getByRole("row", { name: email }).click();
  await expect(panel.getByText("Chrome · Linux")).toBeVisible();
  await panel.getByRole("button", { name: "Disable", exact: true }).click();
  await expect(page.getByRole("row", { name: email })).toContainText("Disabled");
  await theirs.goto("/settings/account");
  await expect(theirs).toHaveURL(/\/sign-in/);
  await theirs.close();
});

test("the last admin is told why the role stays", async ({ page, app, signIn }) => {
  const me = await signIn(page, ["admin"]);
  const { items } = await made<{ items: { id: string; email: string; roles: string[] }[] }>(
    app.api("/members?limit=200"),
  );
  const others = items.filter(({ id, roles }) => id !== me.id && roles.includes("admin"));
  for (const { id, email } of others)
    if (email !== "api@presswork.local")
      await made(
        app.api(`/members/${id}`, { method: "PATCH", body: JSON.stringify({ roles: ["operator"] }) }),
      );
  await page.goto(`/settings/members?member=${me.id}`);
  const panel = page.getByRole("dialog");
  await panel.getByRole("checkbox", { name: /^Operator/ }).click();
  await panel.getByRole("checkbox", { name: /^Admin/ }).click();
  await panel.getByRole("button", { name: "Save" }).click();
  await expect(panel.getByText(/This is the last active admin/)).toBeVisible();
});

test("a token is shown once, works, and stops when it is revoked", async ({ page, app, signIn }) => {
  await signIn(page, ["operator"]);
  await page.goto("/settings/tokens");
  await page.getByRole("button", { name: "New token" }).click();
  await page.getByLabel("Name").fill("warehouse sync");
  await page.getByRole("button", { name: "Create" }).click();
  const token = (await page.locator("[data-secret]").textContent()) ?? "";
  await page.getByRole("button", { name: "Done" }).click();
  await expect(page.locator("[data-secret]")).toHaveCount(0);
  expect((await app.api("/me", { token })).status).toBe(200);
  await page.getByRole("button", { name: "Revoke “warehouse sync”" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Revoke", exact: true }).click();
  await expect(page.getByRole("row", { name: /warehouse sync/ })).toContainText("Revoked");
  expect((await app.api("/me", { token })).status).toBe(401);
});

test("the audit log shows what a change was, before and after", async ({ page, app, signIn }) => {
  await signIn(page, ["manager"]);
  const { id } = await addPerson(app, ["operator"]);
  const change = { name: "Renamed Person", roles: ["operator", "reviewer"] };
  await made(app.api(`/members/${id}`, { method: "PATCH", body: JSON.stringify(change) }));
  await page.goto("/settings/audit?action=members.change");
  await page.getByRole("row", { name: /Renamed Person/ }).click();
  const panel = page.getByRole("dialog");
  await expect(panel.locator("del", { hasText: "operator" }).last()).toBeVisible();
  await expect(panel.locator("ins", { hasText: "operator, reviewer" })).toBeVisible();
  await expect(page).toHaveURL(/entry=/);
  await page.reload();
  await expect(panel.locator("ins", { hasText: "operator, reviewer" })).toBeVisible();
});

test("one's own password can be changed, knowing the current one", async ({ page, signIn, context }) => {
  const me = await signIn(page, ["reviewer"]);
  await page.goto("/settings/account");
  await page.getByLabel("Current password").fill("not this one");
  await page.getByLabel("New password").fill("a much better password");
  await page.getByRole("button", { name: "Change password" }).click();
  await expect(page.getByText("This is not your current password.")).toBeVisible();
  await page.getByLabel("Current password").fill(me.password);
  await page.getByRole("button", { name: "Change password" }).click();
  await expect(page.getByText("Password changed")).toBeVisible();
  await context.clearCookies();
  await page.goto("/sign-in");
  await page.locator("input[name=email]").fill(me.email);
  await page.locator("input[name=password]").fill("a much better password");
  await page.locator("button[type=submit]").click();
  await expect(page).toHaveURL(/\/$/);
});
