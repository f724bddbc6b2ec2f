import { ROLES } from "#lib/auth/role.ts";
import { expect, test } from "#tests/fixtures/console.ts";

const LISTS = ["/templates", "/batches", "/outputs", "/datasets", "/catalogue", "/settings/members"];

for (const list of LISTS)
  test(`whoever thinks while they type stays in the search of ${list}`, async ({ page, signIn }) => {
    await signIn(page, [...ROLES]);
    await page.goto(list);
    const search = page.getByRole("searchbox");
    await search.click();
    await page.keyboard.type("white");
    await expect(page).toHaveURL(/q=white$/);
    // The list has come anew.
    await page.waitForLoadState("networkidle");
    await expect(search).toBeFocused();
    await page.keyboard.type(" musk");
    await expect(search).toHaveValue("white musk");
    await expect(page).toHaveURL(/q=white[+ ]musk$|q=white%20musk$/);
  });
