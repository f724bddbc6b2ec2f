import { readFile } from "node:fs/promises";
import { axeFindings } from "#tests/fixtures/axe-findings.ts";
import { addPerson, expect, made, test } from "#tests/fixtures/console.ts";
import { startConsole } from "#tests/fixtures/start-console.ts";

test("an admin sees in numbers and bytes what a policy would remove before it acts", async ({
  page,
  app,
  signIn,
}) => {
  await signIn(page, ["admin"]);
  await page.goto("/settings/retention");
  const days = page.getByLabel("Keep for, in days: Audit log");
  await expect(days).toBeVisible();
  await days.fill("30");
  await days.blur();
  // Half a year at least, whatever is typed.
  await expect(days).toHaveValue("184");
  await days.fill("400");
  await days.blur();
  await page.getByRole("button", { name: "Preview" }).click();
  await expect(page.getByRole("main").getByRole("listitem").filter({ hasText: "Audit log" })).toContainText(
    "Nothing",
  );

  await page.getByLabel("Keep for, in days: Trials").fill("90");
  await page.getByLabel("Keep for, in days: Trials").blur();
  await page.getByRole("button", { name: "Save" }).click();
  const dialog = page.getByRole("alertdialog").or(page.getByRole("dialog"));
  await expect(dialog).toContainText("cannot be undone");
  await expect(dialog.getByRole("listitem")).toHaveCount(2);
  expect(await axeFindings(page)).toEqual([]);
  await dialog.getByRole("button", { name: "Save" }).click();
  await expect(page.getByText("Saved")).toBeVisible();
  await page.reload();
  await expect(page.getByLabel("Keep for, in days: Audit log")).toHaveValue("400");
  const { policies } = await made<{ policies: { kind: string; keepDays: number | null }[] }>(
    app.api("/settings/retention"),
  );
  expect(policies.filter(({ keepDays }) => keepDays !== null)).toMatchObject([
    { kind: "trials", keepDays: 90 },
    { kind: "audit", keepDays: 400 },
  ]);
});

test("whoever may not set retention is not offered it", async ({ page, signIn }) => {
  await signIn(page, ["manager"]);
  await page.goto("/settings/audit");
  await expect(page.getByRole("link", { name: "Audit log" })).toBeVisible();
  await expect(page.getByRole("link", { name: "Retention" })).toHaveCount(0);
});

test("an admin hands a person what is kept about them, and erases them", async ({ page, app, signIn }) => {
  await signIn(page, ["admin"]);
  const person = await addPerson(app, ["operator"]);
  await page.goto(`/settings/members?member=${person.id}`);
  const panel = page.getByRole("dialog").first();
  const [download] = await Promise.all([
    page.waitForEvent("download"),
    panel.getByRole("link", { name: "Export all that is kept" }).click(),
  ]);
  const records = (await readFile(await download.path(), "utf8")).trim().split("\n");
  expect(records.map((line) => JSON.parse(line).kind)).toContain("member");

  await panel.getByRole("button", { name: "Erase" }).click();
  await page.getByRole("button", { name: "Erase", exact: true }).last().click();
  await expect(page.getByText("This person was erased on")).toBeVisible();
  await expect(page.getByText(person.email)).toHaveCount(0);
  const member = await made<{ name: string; erasedAt: string | null }>(app.api(`/members/${person.id}`));
  expect(member).toMatchObject({ name: `member-${person.id.slice(-8)}`, erasedAt: expect.any(String) });
});

test("every page says where work waits for room on a disk", async ({ browser }) => {
  const app = await startConsole({ env: { DISK_RESERVE_MB: "1000000000" } });
  try {
    const page = await browser.newPage({ baseURL: app.url });
    await page.goto("/sign-in");
    await page.locator("input[name=email]").fill(app.admin.email);
    await page.locator("input[name=password]").fill(app.admin.password);
    await page.locator("button[type=submit]").click();
    await expect(page.getByText(/is nearly full: work waits/)).toBeVisible();
    await page.goto("/settings/models");
    await expect(page.getByText(/work goes on by itself once there is room/)).toBeVisible();
    const refused = await app.api("/datasets", { method: "POST", body: formOf("a,b\n1,2\n") });
    expect(refused.status).toBe(507);
    await page.close();
  } finally {
    await app.stop();
  }
});

function formOf(content: string): FormData {
  const form = new FormData();
  form.set("file", new File([content], "rows.csv"));
  return form;
}
