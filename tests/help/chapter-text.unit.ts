import { createElement } from "react";
import { renderToStaticMarkup } from "react-dom/server";
import { expect, test } from "vitest";
import { ChapterText } from "#components/handbook/chapter-text.tsx";
import { outlineOf } from "#lib/handbook/outline.ts";
import { type Chapter, readHandbook } from "#lib/handbook/read-handbook.ts";
import { type Locale, locales } from "#lib/i18n/locales.ts";

const shown = (chapter: Chapter, pictures: string[], locale: Locale = "en") =>
  renderToStaticMarkup(
    createElement(ChapterText, {
      chapter,
      handbook: { chapters: [chapter], pictures: new Set(pictures) },
      locale,
    }),
  );
const chapterOf = (text: string): Chapter => ({
  name: "operator",
  title: "One",
  text,
  headings: outlineOf(text, text),
});

test("a chapter is shown without HTML of its own, and no link runs anything", () => {
  const html = shown(
    chapterOf(
      "# One\n\n<script>alert(1)</script> <b onclick=x>bold</b>\n\n[run](javascript:alert(1)) [data](data:text/html,x)",
    ),
    [],
  );
  expect(html).not.toMatch(/<script|onclick|javascript:|data:text|<b>/);
  expect(html).toContain("run");
});

test("a picture that was not taken leaves nothing behind, one that was is shown with its words and its size", () => {
  const chapter = chapterOf("# One\n\n![The monitor](../../screenshots/batch-light-en.png)");
  expect(shown(chapter, [])).not.toContain("img");
  expect(shown(chapter, ["batch-light-en.png", "batch-light-zh.png"], "zh-CN")).toMatch(
    /<img width="1440" height="900" src="\/help\/pictures\/batch-light-zh\.png" alt="The monitor"/,
  );
});

test("every chapter is shown whole in both languages: its headings, tables and lists, and no mark of how it is written", async () => {
  for (const locale of locales) {
    const handbook = await readHandbook(locale);
    for (const chapter of handbook.chapters) {
      const html = renderToStaticMarkup(createElement(ChapterText, { chapter, handbook, locale }));
      const place = `${locale} ${chapter.name}`;
      for (const { level, anchor } of chapter.headings)
        if (level > 1) expect(html, place).toContain(`<h${level} id="${anchor}"`);
      expect(html, place).not.toMatch(/picture:|&lt;!--|\|---|<a href=""|\.md["#]/);
    }
  }
});
