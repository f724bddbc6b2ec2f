import { rmSync } from "node:fs";
import { createTranslator } from "next-intl";
import { formatAmount } from "#components/ui/money-format.ts";
import { db } from "#db/client.ts";
import { insertModel, insertPrice, insertProvider } from "#db/queries/models.ts";
import { recordAttempts } from "#db/queries/spend.ts";
import { messages } from "#lib/i18n/namespaces.ts";
import { meterOf } from "#lib/models/meter.ts";
import { costOf, type Price } from "#lib/models/price.ts";
import { sumAmounts } from "#lib/money.ts";
import { newId } from "#lib/new-id.ts";
import type { LedgerEntry } from "#lib/spend/ledger.ts";
import { seriousFindings } from "#tests/fixtures/axe-findings.ts";
import { addPerson, expect, made, test } from "#tests/fixtures/console.ts";
import { insideEmbedded } from "#tests/fixtures/inside-embedded.ts";
import { signInWithoutPage } from "#tests/fixtures/sign-in-without-page.ts";
import { type Console, makeDataDir, startConsole } from "#tests/fixtures/start-console.ts";

test.describe.configure({ timeout: 240_000 });

const MARCH = "/spend/compare?from=2026-03-01&to=2026-03-31&againstFrom=2026-02-01&againstTo=2026-02-28";

interface Explanation {
  difference: { amount: string };
  parts: { cause: string; amount: { amount: string } }[];
}

let app: Console;
let dataDir: string;
test.beforeAll(async () => {
  dataDir = makeDataDir();
  await insideEmbedded(dataDir, writeLedger);
  app = await startConsole({ dataDir });
});
test.afterAll(async () => {
  await app.stop();
  rmSync(dataDir, { recursive: true, force: true });
});

for (const locale of ["en", "zh-CN"] as const) {
  test(`a manager sees why a month with a new price cost more, and sends it on (${locale})`, async ({
    page,
  }) => {
    const t = createTranslator({ locale, messages: messages[locale], namespace: "spend.explanation" });
    const shown = (amount: string) => formatAmount(amount.replace("-", ""), locale, { precision: "exact" });
    const manager = await addPerson(app, ["manager"]);
    await page.context().addCookies([{ name: "locale", value: locale, url: app.url }]);
    await signInWithoutPage(page.context(), app.url, manager);

    await page.goto(`${app.url}/spend?range=custom&from=2026-03-01&to=2026-03-31`);
    await page
      .getByTestId("spend-total")
      .getByRole("link", { name: t("why") })
      .click();
    await page.waitForURL(
      /spend\/compare\?from=2026-03-01&to=2026-03-31&againstFrom=2026-02-01&againstTo=2026-02-28/,
    );
    await expect(page.getByRole("heading", { level: 1 })).toHaveText(t("title"));
    const headline = page.getByTestId("spend-headline");
    await expect(headline).toContainText(
      locale === "en"
        ? "March 2026 cost 11.1 times as much as February 2026"
        : "2026年3月的费用是2026年2月的 11.1 倍",
    );
    await expect(headline).toContainText(locale === "en" ? "Most of it: +" : "主要原因：");
    await expect(headline).toContainText(t("reason.price", { direction: "more", now: 0, before: 0 }));
    expect(await seriousFindings(page)).toEqual([]);

    const { difference, parts } = await made<Explanation>(app.api(MARCH.replace("/compare", "/explanation")));
    expect(sumAmounts(parts.map(({ amount }) => amount.amount))).toBe(difference.amount);
    await expect(page.getByTestId("spend-difference")).toHaveText(`+${shown(difference.amount)}`);
    const told = parts.filter(({ amount }) => amount.amount !== "0");
    expect(told.map(({ cause }) => cause)).toEqual(["volume", "price", "length", "retries", "trials"]);
    for (const { cause, amount } of told)
      await expect(page.locator(`[data-cause=${cause}]`)).toContainText(`+${shown(amount.amount)}`);
    await expect(page.locator("[data-cause=volume]")).toContainText(
      locale === "en" ? "24, before 20" : "24 条",
    );

    await page.getByTestId("spend-parts").getByRole("link").first().click();
    await page.waitForURL(/spend\/ledger\?from=2026-02-01&to=2026-02-28&currency=USD&kind=settled/);
    await expect(page.getByRole("table").first().locator("tbody tr")).toHaveCount(20);

    await page.goto(`${app.url}${MARCH}`);
    await page.getByRole("combobox", { name: t("against"), exact: true }).click();
    await page.getByRole("option", { name: messages[locale].spend.range.choice["7d"] }).click();
    await expect(headline).toContainText(locale === "en" ? "Nothing was billed in" : "没有计费");
    await page.goto(`${app.url}/spend/compare`);
    await page.waitForURL(/from=\d{4}-\d\d-01&to=.+&againstFrom=.+&againstTo=.+/);
    await expect(headline).toContainText(locale === "en" ? "Nothing was billed in" : "均无计费");
  });
}

/** February: 20 items. March: 24, six before the price rose tenfold, two of which were repaired; and a trial. */
async function writeLedger(): Promise<void> {
  const [providerId, modelId] = [newId(), newId()];
  await insertProvider(db(), { id: providerId, name: "Here", kind: "openai" });
  await insertModel(db(), { id: modelId, providerId, name: "writer", kind: "text" });
  const price = (inputPerMTok: string, outputPerMTok: string, from: string): Price => ({
    ...{ id: newId(), currency: "USD", inputPerMTok, outputPerMTok, effectiveFrom: new Date(from) },
    ...{
      cachedInputPerMTok: null,
      cacheWritePerMTok: null,
      pictureInputPerMTok: null,
      pictureOutputPerMTok: null,
      pictureRates: [],
      perImage: null,
      batchDiscount: null,
    },
  });
  const cheap = price("0.15", "0.6", "2026-01-01");
  const dear = price("1.5", "6", "2026-03-10");
  for (const one of [cheap, dear]) await insertPrice(db(), { ...one, modelId });
  const [february, march, memberId] = [newId(), newId(), newId()];
  const call = (day: string, seq: number, of: Price, more: Partial<LedgerEntry> = {}): LedgerEntry => {
    const output = day < "2026-03" ? 200 : 210;
    const meter = meterOf({ inputTokens: 800, outputTokens: output });
    return {
      ...{ id: newId(), at: new Date(`${day}T12:00:00Z`), kind: "settled", runKind: "batch", seq, step: 0 },
      ...{
        runId: day < "2026-03" ? february : march,
        modelId,
        priceId: of.id,
        memberId,
        outcome: "answered",
      },
      ...{ ...meter, cost: costOf(meter, of), currency: "USD", simulated: false, ...more },
    };
  };
  await recordAttempts(db(), [
    ...Array.from({ length: 20 }, (_, seq) => call("2026-02-10", seq, cheap)),
    ...Array.from({ length: 6 }, (_, seq) => call("2026-03-05", seq, cheap)),
    ...Array.from({ length: 18 }, (_, seq) => call("2026-03-20", seq + 6, dear)),
    ...[7, 8].map((seq) => call("2026-03-20", seq, dear, { purpose: "repair" })),
    call("2026-03-21", 0, dear, { runKind: "trial", runId: newId() }),
    call("2026-03-21", 9, dear, { kind: "unknown" }),
  ]);
}
