import { expect, test } from "#tests/fixtures/console.ts";

test("? says what the page is for and leads to its place in the handbook", async ({ page, signIn }) => {
  await signIn(page, ["operator", "manager"]);
  await page.goto("/spend");
  await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
  const help = page.getByRole("dialog", { name: "Help" });
  // A key that is pressed before the page listens does nothing, and somebody presses it again.
  await expect(async () => {
    await page.keyboard.press("?");
    await expect(help).toBeVisible({ timeout: 2_000 });
  }).toPass();
  await expect(help).toContainText("What was spent, on what and by whom");
  await expect(help).toContainText("Keys of every page");
  await help.getByRole("link", { name: "Read more in the handbook" }).click();
  await expect(page).toHaveURL(/\/help\/manager#what-it-costs$/);
  await expect(page.getByRole("heading", { name: "What it costs" })).toBeInViewport();
  await expect(help).toBeHidden();
});

test("the handbook is read in the language of the screens, and a place in it is the same in each", async ({
  page,
  signIn,
}) => {
  await signIn(page, ["operator"], "zh-CN");
  await page.goto("/help");
  await page.getByRole("main").getByRole("link", { name: "设置", exact: true }).first().click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("设置");
  await page.goto("/help/admin#notifications");
  await expect(page.getByRole("heading", { name: "通知", exact: true })).toBeInViewport();
  const broken = await page.evaluate(() =>
    [...document.images].filter((image) => image.complete && image.naturalWidth === 0).map(({ src }) => src),
  );
  expect(broken).toEqual([]);
});

test("? is a character where somebody types or composes, and nothing where single keys are off", async ({
  page,
  signIn,
}) => {
  await signIn(page, ["operator"]);
  await page.goto("/templates");
  const search = page.getByRole("searchbox");
  await search.fill("what");
  await search.press("?");
  await expect(search).toHaveValue("what?");
  const help = page.getByRole("dialog", { name: "Help" });
  await expect(help).toHaveCount(0);
  await search.blur();
  await page.evaluate(() => {
    const composed = new KeyboardEvent("keydown", {
      key: "?",
      code: "Slash",
      shiftKey: true,
      isComposing: true,
    });
    window.dispatchEvent(composed);
    window.dispatchEvent(new CompositionEvent("compositionstart"));
    window.dispatchEvent(new KeyboardEvent("keydown", { key: "?", code: "Slash", shiftKey: true }));
    window.dispatchEvent(new CompositionEvent("compositionend"));
  });
  await expect(help).toHaveCount(0);
  // As a Chinese input method writes it.
  await page.evaluate(() =>
    window.dispatchEvent(new KeyboardEvent("keydown", { key: "？", code: "Slash", shiftKey: true })),
  );
  await expect(help).toBeVisible();
  await help.getByRole("switch", { name: /Single keys/ }).click();
  await page.keyboard.press("Escape");
  await expect(help).toBeHidden();
  await page.keyboard.press("?");
  await expect(help).toBeHidden();
  await page.getByRole("button", { name: /^Your menu/ }).click();
  await page.getByRole("menuitem", { name: "Help" }).click();
  await expect(help).toBeVisible();
});
