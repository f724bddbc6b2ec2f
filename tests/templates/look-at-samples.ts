import type { Page } from "@playwright/test";
import type { Locale } from "#lib/i18n/locales.ts";
import { messages } from "#lib/i18n/namespaces.ts";

/** Shows what goes out for the inputs' samples, whichever datasets other tests of the console have left. */
export async function lookAtSamples(page: Page, locale: Locale): Promise<void> {
  const t = messages[locale].templates.preview;
  const preview = page.getByRole("region", { name: t.title });
  await preview.getByRole("combobox", { name: t.dataset }).click();
  await page.getByRole("option", { name: t.samples }).click();
}
