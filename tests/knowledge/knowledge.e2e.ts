import { axeFindings } from "../fixtures/axe-findings.ts";
import { expect, made, post, test } from "../fixtures/console.ts";

const GUIDE = [
  "# Wool\n\nWash woollen jumpers by hand in cold water and dry them flat.",
  "# Silk\n\nDry clean only. Never iron silk without a cloth.",
].join("\n\n");

test("an operator adds a document, sees what it costs before, and tries what a query finds in it and why", async ({
  app,
  page,
  signIn,
}) => {
  const provider = `Sandbox ${Date.now()}`;
  const { id: providerId } = await made<{ id: string }>(
    app.api("/providers", post({ name: provider, kind: "sandbox" })),
  );
  const prices = { inputPerMTok: "0.02", outputPerMTok: "0", currency: "USD" };
  const model = { providerId, name: "sandbox-embedding", kind: "embedding", limits: {}, prices };
  await made(app.api("/models", post(model)));
  await signIn(page, ["operator"]);
  await page.goto("/knowledge");
  await page.getByRole("button", { name: "New collection" }).first().click();
  const form = page.getByRole("dialog", { name: "New collection" });
  await form.getByLabel("Name").fill("Care guides");
  // Other models may be there as well: then none is chosen by itself.
  await form.getByRole("combobox", { name: "Embedding model" }).click();
  await page.getByRole("option", { name: new RegExp(provider) }).click();
  await form.getByRole("button", { name: "Create" }).click();
  await expect(page.getByRole("heading", { name: "Care guides" })).toBeVisible();

  await page.getByRole("button", { name: "Add a document" }).first().click();
  const adding = page.getByRole("dialog", { name: "Add a document" });
  const file = { name: "care.md", mimeType: "text/markdown", buffer: Buffer.from(GUIDE) };
  await adding.getByLabel("Document", { exact: true }).setInputFiles(file);
  await expect(adding.getByText("2 passages")).toBeVisible();
  await expect(adding.getByText("Indexing costs about")).toBeVisible();
  await adding.getByLabel("Details to filter by").fill("brand: Acme");
  await adding.getByRole("button", { name: "Add", exact: true }).click();
  const documents = page.getByRole("table", { name: "Documents" });
  const row = documents.getByRole("row", { name: /care\.md/ });
  await expect(row.getByText("Ready")).toBeVisible({ timeout: 60_000 });
  await expect(row.getByText("brand: Acme")).toBeVisible();

  await page.getByLabel("Query").fill("how do I wash a woollen jumper?");
  await page.getByRole("button", { name: "Search", exact: true }).last().click();
  const first = page.getByRole("main").getByRole("listitem").filter({ hasText: "care.md" }).first();
  await expect(first).toContainText("Wool");
  await expect(first).toContainText(/Meaning\s*no\. 1/);
  await expect(first).toContainText("matched: wash, woollen");
  expect(await axeFindings(page)).toEqual([]);

  await row.getByRole("button", { name: /Actions for care\.md/ }).click();
  await page.getByRole("menuitem", { name: "Remove" }).click();
  await page.getByRole("button", { name: "Remove" }).click();
  await expect(page.getByText("No documents yet")).toBeVisible();
});
