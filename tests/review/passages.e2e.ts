import type { Locale } from "#lib/i18n/locales.ts";
import { messages } from "#lib/i18n/namespaces.ts";
import { axeFindings } from "#tests/fixtures/axe-findings.ts";
import { expect, made, post, test } from "../fixtures/console.ts";
import type { Console } from "../fixtures/start-console.ts";
import { decideElsewhere, openReview } from "./at-the-desk.ts";
import { runBatch } from "./run-batch.ts";

const MADE_IN = "Every Nuit d'Ambre of Maison Lune is blended in France <b>by hand</b>.";
const HOUSE = `# Blending\n\n${MADE_IN}\n\n# Packing\n\nNuit d'Ambre of Maison Lune leaves in a carton.`;

async function collectionWith(app: Console, fileName: string, text: string): Promise<string> {
  const { id: providerId } = await made<{ id: string }>(
    app.api("/providers", post({ name: `Sandbox ${Date.now()}`, kind: "sandbox" })),
  );
  const prices = { inputPerMTok: "0.02", outputPerMTok: "0", currency: "USD" };
  const model = { providerId, name: "sandbox-embedding", kind: "embedding", limits: {}, prices };
  const { id: embeddingModelId } = await made<{ id: string }>(app.api("/models", post(model)));
  const { id } = await made<{ id: string }>(
    app.api("/collections", post({ name: "House book", embeddingModelId })),
  );
  const form = new FormData();
  form.set("file", new File([text], fileName));
  const document = await made<{ id: string }>(
    app.api(`/collections/${id}/documents`, { method: "POST", body: form }),
  );
  const statusOf = async () =>
    (await made<{ status: string }>(app.api(`/collections/${id}/documents/${document.id}`))).status;
  await expect.poll(statusOf, { timeout: 60_000 }).toBe("ready");
  return id;
}

test("passages an output was written from stand with its source, and what one of them says leads there", async ({
  app,
  page,
  signIn,
}) => {
  const collectionId = await collectionWith(app, "house-book.md", HOUSE);
  const { batchId } = await runBatch(app, { rows: 1, name: "Passages", collectionId });
  const output = { title: "Nuit d'Ambre 1, made in France", points: ["Made in Italy"] };
  await decideElsewhere(app, `${batchId}.0`, { decision: "edit", output });
  await signIn(page, ["reviewer"]);
  for (const locale of ["en", "zh-CN"] satisfies Locale[]) {
    const t = messages[locale].review;
    await page.context().addCookies([{ name: "locale", value: locale, url: app.url }]);
    await openReview(page, batchId);
    const source = page.getByRole("region", { name: t.source.title, exact: true });
    await expect(source.getByRole("heading", { name: t.source.passages })).toBeVisible();
    const passage = source.getByRole("listitem").filter({ hasText: "house-book.md · Blending" });
    await expect(passage.getByText(MADE_IN)).toBeVisible();
    await expect(source.getByRole("listitem").filter({ hasText: "house-book.md · Packing" })).toBeVisible();

    const written = page.getByRole("region", { name: t.output.title, exact: true });
    const says = t.fact.passage.replace("{document}", "house-book.md");
    await expect(written.getByRole("link", { name: /^France/ })).toHaveAttribute("title", says);
    await expect(written.getByRole("link", { name: /^Italy/ })).toHaveAttribute("title", t.fact.nowhere);
    await passage.locator("summary").click();
    await expect(passage.getByText(MADE_IN)).toBeHidden();
    await page.keyboard.press("u");
    await expect(written.getByRole("link", { name: /^France/ })).toBeFocused();
    await expect(passage).toHaveAttribute("aria-current", "true");
    await expect(passage.getByText(MADE_IN)).toBeVisible();
    await page.keyboard.press("u");
    await expect(passage).not.toHaveAttribute("aria-current", "true");
    expect(await axeFindings(page)).toEqual([]);
    await page.screenshot({ path: `test-results/desk-passages-${locale}.png` });
  }
});
