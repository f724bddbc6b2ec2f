import { seriousFindings } from "#tests/fixtures/axe-findings.ts";
import { expect, made, test } from "#tests/fixtures/console.ts";
import { makeJob, runTrialOf } from "#tests/trials/make-job.ts";

interface Trial {
  spent: { amount: string; currency: string }[];
}

for (const [locale, words] of [
  ["en", { total: "Total", ledger: "Ledger", billed: "Billed" }],
  ["zh-CN", { total: "合计", ledger: "账本", billed: "已计费" }],
] as const) {
  test(`a manager reads the exact total and follows it to the call (${locale})`, async ({
    app,
    page,
    signIn,
  }) => {
    const job = await makeJob(app);
    const trialId = await runTrialOf(app, job);
    const { spent } = await made<Trial>(app.api(`/trials/${trialId}`));
    const { total } = await made<{ total: { amount: string } }>(app.api("/spend?groupBy=model"));
    const cost = spent[0]?.amount ?? "";
    expect(cost).toMatch(/^0\.000\d+$/);

    await signIn(page, ["manager"], locale);
    await page.goto("/spend?groupBy=template");
    await expect(page.getByTestId("spend-total")).toContainText(words.total);
    await expect(page.getByTestId("spend-total")).toContainText(total.amount);
    expect(await seriousFindings(page)).toEqual([]);

    await page.goto(`/spend/ledger?trial=${trialId}`);
    await expect(page.getByRole("heading", { level: 1 })).toHaveText(words.ledger);
    const rows = page.getByRole("table").first().locator("tbody tr");
    await expect(rows).toHaveCount(5);
    await rows.first().getByRole("button").click();
    await expect(page).toHaveURL(/attempt=[0-9a-f-]{36}/);
    await expect(page.getByRole("dialog")).toContainText(words.billed);
    await page.reload();
    await expect(page.getByRole("dialog")).toContainText("sandbox-fast");
  });
}
