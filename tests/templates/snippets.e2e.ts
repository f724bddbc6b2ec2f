import { axeFindings } from "#tests/fixtures/axe-findings.ts";
import { addPerson, expect, made, post, test } from "#tests/fixtures/console.ts";

const words = {
  add: "New snippet",
  name: "Name",
  create: "Create",
  text: "Text",
  save: "Save as the next version",
  take: "Take version 2",
  title: "Snippets",
  used: "Used in",
};

test("an author writes a snippet, names it in a template, and takes its newer version", async ({
  app,
  page,
  signIn,
}) => {
  const name = "voice";
  const { token } = await addPerson(app, ["operator"]);
  await signIn(page, ["operator"]);
  await page.goto("/settings/snippets");
  await page.getByRole("button", { name: words.add }).click();
  await page.getByRole("textbox", { name: words.name }).fill(name);
  await page.getByRole("dialog").getByRole("button", { name: words.create }).click();
  await page.waitForURL(/\/settings\/snippets\/.+/);
  const text = page.getByRole("textbox", { name: words.text });
  await text.fill("{% if x %}");
  await expect(page.getByText("1:1", { exact: true })).toBeVisible();
  await text.fill("Write warmly.");
  await page.getByRole("button", { name: words.save }).click();
  await expect(page.getByRole("button", { name: /2/ }).first()).toBeVisible();
  expect(await axeFindings(page)).toEqual([]);
  const id = new URL(page.url()).pathname.split("/").at(-1);

  const template = await made<{ id: string }>(
    app.api("/templates", {
      ...post({
        name: "Copy",
        sections: { instruction: `Write a title. {% render "${name}" %}` },
        outputs: [{ name: "title", type: "text" }],
        snippets: [{ name, version: 1 }],
      }),
      token,
    }),
  );
  await page.goto(`/templates/${template.id}`);
  const panel = page.getByRole("region", { name: words.title, exact: true });
  await panel.getByRole("button", { name: words.take }).click();
  await expect(panel.getByRole("button")).toHaveCount(0);
  await expect(page.getByText("Write a title. Write warmly.")).toBeVisible();
  expect(await axeFindings(page)).toEqual([]);

  await page.goto(`/settings/snippets/${id}`);
  await expect(page.getByText(words.used)).toBeVisible();
  await expect(page.getByRole("link", { name: /^Copy/ })).toBeVisible();
});
