import type { Page } from "@playwright/test";
import { starterLexicons } from "#lib/checks/lexicons/starter-lexicons.ts";
import type { Locale } from "#lib/i18n/locales.ts";
import { messages } from "#lib/i18n/namespaces.ts";
import { axeFindings } from "#tests/fixtures/axe-findings.ts";
import { addPerson, expect, made, test } from "../fixtures/console.ts";
import { currentRow, decideElsewhere, historyOf, openReview, press } from "./at-the-desk.ts";
import { runBatch } from "./run-batch.ts";

interface Written {
  title: string;
  points: string[];
  /** What is wrong in it, in order; nothing in a clean control. */
  wrong: string[];
}

// By row: a contradicted size, an absolute term and personal data in one and three, what their row says in two and four.
const WRITTEN: Record<Locale, Written[]> = {
  en: [
    {
      title: "Nuit d'Ambre 1 by Maison Lune, 100 ml",
      points: ["The world's best scent", "Ask ana@example.com"],
      wrong: ["100 ml", "The world's best", "ana@example.com"],
    },
    { title: "Rosée Claire 2 by Atelier Sève, 30 ml", points: ["Rose, pear and cedar"], wrong: [] },
    {
      title: "Night by 月之屋, 50 ml",
      points: ["Guaranteed results", "Card 4111 1111 1111 1111"],
      wrong: ["50 ml", "Guaranteed results", "4111 1111 1111 1111"],
    },
    { title: "Vert Sauvage 4, 0.075 l", points: ["Vetiver, mint and lime by Maison Lune"], wrong: [] },
  ],
  "zh-CN": [
    {
      title: "Maison Lune Nuit d'Ambre 1 100毫升",
      points: ["全网最低价", "电话 13800138000"],
      wrong: ["100毫升", "全网最低价", "13800138000"],
    },
    { title: "Atelier Sève Rosée Claire 2 30毫升", points: ["玫瑰、梨与雪松"], wrong: [] },
    {
      title: "月之屋 琥珀之夜 3 50毫升",
      points: ["国家级品质", "身份证 11010519491231002X"],
      wrong: ["50毫升", "国家级品质", "11010519491231002X"],
    },
    { title: "Maison Lune Vert Sauvage 4 75毫升", points: ["香根草、薄荷与青柠"], wrong: [] },
  ],
};

const STARTERS = starterLexicons.map(({ name }) => name);

for (const locale of ["en", "zh-CN"] as const)
  test(`what was injected is flagged at its place and clean controls are not, by keyboard alone (${locale})`, async ({
    app,
    page,
    signIn,
  }) => {
    const written = WRITTEN[locale];
    const { items } = await made<{ items: { id: string; name: string }[] }>(app.api("/lexicons"));
    // Of other tests' lexicons in the console none.
    const lexicons = items.filter(({ name }) => STARTERS.includes(name));
    const { batchId } = await runBatch(app, {
      rows: written.length,
      name: "Injected",
      languages: [locale],
      checks: [
        { kind: "claims", severity: "warn" },
        { kind: "lexicon", lexiconIds: lexicons.map(({ id }) => id) },
        { kind: "personal-data", severity: "block" },
        { kind: "links", severity: "block" },
        { kind: "language", severity: "warn" },
      ],
    });
    const editor = await addPerson(app, ["reviewer"]);
    for (const [seq, { title, points }] of written.entries())
      await decideElsewhere(
        app,
        `${batchId}.${seq}`,
        { decision: "edit", output: { title, points } },
        editor,
      );

    const reviewer = await signIn(page, ["reviewer"], locale);
    await openReview(page, batchId);
    const seen: number[] = [];
    for (const _ of written) {
      const row = await currentRow(page);
      seen.push(row);
      const { wrong = [] } = written[row - 1] ?? {};
      expect(await flagged(page), `row ${row}`).toEqual(wrong);
      if (seen.length === 1) expect(await axeFindings(page)).toEqual([]);
      for (const key of wrong.length > 0 ? ["r", "x", "3"] : ["a"]) await press(page, key);
      if (seen.length < written.length) await expect.poll(() => currentRow(page)).not.toBe(row);
    }
    // What is blocked or warned of comes before what is clean.
    expect([seen.slice(0, 2).sort(), seen.slice(2).sort()]).toEqual([
      [1, 3],
      [2, 4],
    ]);
    await expect(page.getByText(messages[locale].review.empty.titleDone)).toBeVisible();
    for (const [seq, { wrong }] of written.entries())
      await expect
        .poll(async () => (await historyOf(app, `${batchId}.${seq}`, reviewer)).at(-1)?.decision)
        .toBe(wrong.length > 0 ? "reject" : "approve");
  });

/** What the output's texts have marked with a reason: claims that the source does not make, and what checks found. */
function flagged(page: Page): Promise<string[]> {
  return page
    .locator("section", { has: page.getByRole("heading", { name: /^(Output|产出)$/ }) })
    .locator("bdi [title]")
    .evaluateAll((marks) => marks.map((mark) => mark.firstChild?.textContent ?? ""));
}
