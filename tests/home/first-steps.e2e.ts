import { expect, test } from "#tests/fixtures/console.ts";

test("the checklist leads to a trial first, and once put away stays away", async ({ page, signIn }) => {
  await signIn(page, ["operator", "reviewer", "manager", "admin"]);
  await page.goto("/");
  const checklist = page.getByRole("region", { name: "Your first published result" });
  await expect(checklist.getByRole("link", { name: "Start a trial" })).toHaveAttribute("href", "/trials/new");
  await page.getByRole("button", { name: "Hide the checklist" }).click();
  await expect(checklist).toBeHidden();
  await page.reload();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Home");
  await expect(checklist).toBeHidden();
});

test("a reviewer's first steps hold nothing but the review", async ({ page, signIn }) => {
  await signIn(page, ["reviewer"]);
  await page.goto("/");
  const checklist = page.getByRole("region", { name: "Your first published result" });
  await expect(checklist.getByRole("listitem")).toHaveCount(1);
  await expect(checklist.getByRole("link", { name: "Review" })).toHaveAttribute("href", "/review");
});
