import { OAuth2Server } from "oauth2-mock-server";
import { addPerson, expect, test } from "#tests/fixtures/console.ts";
import { type Console, startConsole } from "#tests/fixtures/start-console.ts";

// One console and one identity provider for all of them.
test.describe.configure({ mode: "default" });

const issuer = new OAuth2Server();
/** What the identity provider says of whoever signs in next. */
let claims: Record<string, unknown>;
let app: Console;

test.beforeAll(async () => {
  await issuer.issuer.keys.generate("RS256");
  await issuer.start(0, "localhost");
  issuer.service.on("beforeTokenSigning", (token: { payload: Record<string, unknown> }) => {
    Object.assign(token.payload, claims);
  });
  app = await startConsole({
    env: {
      OIDC_ISSUER: issuer.issuer.url ?? "",
      OIDC_CLIENT_ID: "presswork",
      OIDC_CLIENT_SECRET: "a secret of the identity provider",
    },
  });
});
test.afterAll(async () => {
  await app.stop();
  await issuer.stop();
});

test("a member signs in at the organisation and lands on the page asked for", async ({ page }) => {
  const person = await addPerson(app, ["operator"]);
  claims = { sub: "1", email: person.email.toUpperCase(), email_verified: true };
  await page.goto(`${app.url}/settings/account`);
  const asked = page.waitForRequest(/\/authorize\?/, { timeout: 90_000 });
  await page.getByRole("button", { name: "Sign in with your organisation" }).click();
  const { searchParams } = new URL((await asked).url());
  for (const check of ["state", "nonce", "code_challenge"]) expect(searchParams.get(check)).toBeTruthy();
  expect(searchParams.get("code_challenge_method")).toBe("S256");
  await expect(page).toHaveURL(`${app.url}/settings/account`);
  await expect(page.getByText(person.email).first()).toBeVisible();
});

test("somebody who is no member is told so and comes no further", async ({ page }) => {
  claims = { sub: "2", email: "stranger@example.com", email_verified: true };
  await page.goto(`${app.url}/sign-in`);
  await page.getByRole("button", { name: "Sign in with your organisation" }).click();
  await expect(page.getByText(/you have not been added here/)).toBeVisible();
  await page.goto(`${app.url}/`);
  await expect(page).toHaveURL(/\/sign-in/);
});

test("an e-mail that the organisation has not verified is not believed", async ({ page }) => {
  const person = await addPerson(app, ["admin"]);
  claims = { sub: "3", email: person.email, email_verified: false };
  await page.goto(`${app.url}/sign-in`);
  await page.getByRole("button", { name: "Sign in with your organisation" }).click();
  await expect(page.getByText(/has no verified e-mail/)).toBeVisible();
});

test("an answer of the organisation to somebody else's question is refused", async ({ page }) => {
  await page.goto(`${app.url}/api/auth/callback/oidc?code=stolen&state=forged`);
  await expect(page).toHaveURL(/\/sign-in/);
  await expect(page.getByText(/was not completed/)).toBeVisible();
});
