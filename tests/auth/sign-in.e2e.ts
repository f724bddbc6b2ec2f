import type { Page } from "@playwright/test";
import { addPerson, expect, made, test } from "#tests/fixtures/console.ts";

async function trySigningIn(page: Page, email: string, password: string) {
  await page.getByLabel("E-mail").fill(email);
  await page.getByLabel("Password", { exact: true }).fill(password);
  await page.getByRole("button", { name: "Sign in" }).click();
}

test("signing in leads on to the page that was asked for, and never to another site", async ({
  page,
  app,
}) => {
  const person = await addPerson(app, ["operator"]);
  await page.goto("/settings/account?x=1");
  await expect(page).toHaveURL(/\/sign-in\?next=%2Fsettings%2Faccount%3Fx%3D1$/);
  await trySigningIn(page, person.email, person.password);
  await expect(page).toHaveURL(/\/settings\/account\?x=1$/);
  await page.goto("/sign-in?next=//evil.example/x");
  await expect(page).toHaveURL(`${app.url}/`);
});

test("a wrong password is refused in words that tell nothing, and five of them make one wait", async ({
  page,
  app,
}) => {
  const person = await addPerson(app, ["operator"]);
  await page.goto("/sign-in");
  const refusal = page.getByRole("alert").filter({ hasText: /\S/ });
  for (const email of ["nobody@example.com", person.email]) {
    await trySigningIn(page, email, "a wrong password");
    await expect(refusal).toHaveText("E-mail and password do not match an account that may sign in.");
    await expect(page.getByLabel("Password", { exact: true })).toBeFocused();
  }
  for (let attempt = 1; attempt < 5; attempt++) {
    const answered = page.waitForResponse(/callback\/credentials/);
    await trySigningIn(page, person.email, "a wrong password");
    expect((await answered).status()).toBe(401);
  }
  const answered = page.waitForResponse(/callback\/credentials/);
  await trySigningIn(page, person.email, person.password);
  const held = await answered;
  expect(held.status()).toBe(429);
  expect(Number(held.headers()["retry-after"])).toBeGreaterThan(800);
  await expect(refusal).toHaveText(/^Too many failed sign-ins\. Try again in 1[45] minutes\.$/);
});

test("the address that failures are counted for is where one is, not where one says", async ({
  page,
  app,
}) => {
  const person = await addPerson(app, ["operator"]);
  await page.setExtraHTTPHeaders({ "x-forwarded-for": "203.0.113.7" });
  await page.goto("/sign-in?next=/settings/account");
  await trySigningIn(page, person.email, person.password);
  await expect(page.getByText("This browser")).toBeVisible();
  await expect(page.getByText("203.0.113.7")).toHaveCount(0);
});

test("what is missing is named at its field", async ({ page }) => {
  await page.goto("/sign-in");
  await page.getByRole("button", { name: "Sign in" }).click();
  await expect(page.getByText("Enter your e-mail.")).toBeVisible();
  await expect(page.getByText("Enter your password.")).toBeVisible();
  await expect(page.getByLabel("E-mail")).toBeFocused();
});

test("the password can be looked at, and the language changed before anybody is signed in", async ({
  page,
}) => {
  await page.goto("/sign-in");
  const password = page.getByLabel("Password", { exact: true });
  await password.fill("visible");
  await page.getByRole("button", { name: "Show password" }).click();
  await expect(password).toHaveAttribute("type", "text");
  await page.getByRole("button", { name: "简体中文" }).click();
  await expect(page.getByRole("heading", { name: "登录" })).toBeVisible();
  await expect(page.locator("html")).toHaveAttribute("lang", "zh-CN");
});

test("signing out ends the session, not only the cookie", async ({ page, context, signIn }) => {
  await signIn(page, ["operator"]);
  await page.goto("/");
  const kept = await context.cookies();
  await page.getByRole("button", { name: /^Your menu/ }).click();
  await page.getByRole("menuitem", { name: "Sign out" }).click();
  await expect(page).toHaveURL(/\/sign-in/);
  await context.addCookies(kept);
  await page.goto("/settings/account");
  await expect(page).toHaveURL(/\/sign-in/);
});

test("a session revoked elsewhere ends at its next request", async ({ page, app, signIn, browser }) => {
  const person = await signIn(page, ["operator"]);
  const elsewhere = await browser.newPage({ baseURL: app.url });
  await elsewhere.goto("/sign-in");
  await trySigningIn(elsewhere, person.email, person.password);
  await elsewhere.waitForURL(`${app.url}/`);

  await page.goto("/settings/account");
  await page.getByRole("button", { name: "Sign out all others" }).click();
  await expect(page.getByText("1 browser was signed out")).toBeVisible();
  // The page asks for news by itself, and may have left by now.
  await elsewhere.goto("/batches");
  await expect(elsewhere).toHaveURL(/\/sign-in\?next=%2Fbatches/);
  await elsewhere.close();
});

test("roles that change count from the next page on", async ({ page, app, signIn }) => {
  const { id } = await signIn(page, ["operator"]);
  await page.goto("/settings/audit");
  await expect(page.getByRole("heading", { name: "Audit log" })).toHaveCount(0);
  await made(app.api(`/members/${id}`, { method: "PATCH", body: JSON.stringify({ roles: ["manager"] }) }));
  await page.goto("/settings/audit");
  await expect(page.getByRole("heading", { name: "Audit log" })).toBeVisible();
});

test("the session's cookie is out of reach of scripts and other sites", async ({ page, context, signIn }) => {
  await signIn(page, ["operator"]);
  const session = (await context.cookies()).find(({ name }) => name === "presswork.session");
  expect(session).toMatchObject({ httpOnly: true, sameSite: "Lax", path: "/" });
});
