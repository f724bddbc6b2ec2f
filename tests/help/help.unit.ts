import { expect, test } from "vitest";
import { helpEntries, helpFor } from "#components/help/help-entries.ts";
import { linkInside, pictureFor } from "#lib/handbook/links.ts";
import { outlineOf } from "#lib/handbook/outline.ts";
import { CHAPTERS, readHandbook } from "#lib/handbook/read-handbook.ts";
import { locales } from "#lib/i18n/locales.ts";
import { messages } from "#lib/i18n/namespaces.ts";
import { pageFiles } from "#tests/navigation/page-visits.ts";
import { picturesOf } from "#tests/screenshots/pictures.ts";

const INSIDE = "(console)";

test("every page of the console has help, and no help is of a page that is gone", () => {
  const routes = pageFiles()
    .filter((file) => file.startsWith(INSIDE))
    .map((file) => file.slice(INSIDE.length).replace(/\/page\.tsx$/, "") || "/");
  expect(helpEntries.map(({ route }) => route).sort()).toEqual(routes.sort());
});

test("every help says something in both languages, in three sentences at most", () => {
  for (const locale of locales)
    for (const { id } of helpEntries) {
      const about = messages[locale].help.about[id];
      expect(about.length, `${locale} ${id}`).toBeGreaterThan(15);
      expect(
        about.match(/[.。](?=\s|$|[\u4e00-\u9fff])/g)?.length ?? 0,
        `${locale} ${id}`,
      ).toBeLessThanOrEqual(3);
    }
});

test("a page is told from another whose address it could be", () => {
  expect(helpFor("/batches/new").id).toBe("newBatch");
  expect(helpFor("/batches/018f").id).toBe("batch");
  expect(helpFor("/batches/schedules").id).toBe("schedules");
  expect(helpFor("/templates/1/compare").id).toBe("compare");
  expect(helpFor("/nothing/like/this").id).toBe("home");
});

test("every help leads to a heading that the handbook has in every language", async () => {
  for (const locale of locales) {
    const { chapters } = await readHandbook(locale);
    for (const { route, topic } of helpEntries) {
      const chapter = chapters.find(({ name }) => name === topic.chapter);
      const anchors = chapter?.headings.map(({ anchor }) => anchor) ?? [];
      if (topic.anchor) expect(anchors, `${locale} ${route}`).toContain(topic.anchor);
      expect(chapter, route).toBeDefined();
    }
  }
});

test("the handbook in the product has every chapter that there is as a file, with a title", async () => {
  const { readdirSync } = await import("node:fs");
  const files = readdirSync("docs/guide/en").map((name) => name.replace(/\.md$/, ""));
  expect([...CHAPTERS].sort()).toEqual(files.sort());
  const { chapters } = await readHandbook("zh-CN");
  expect(chapters.find(({ name }) => name === "reviewer")?.title).toBe("审核");
});

test("headings have the anchors of the English chapter, and what stands in fences is none", () => {
  const english = "# One\n\n## Say it\n\n```sh\n# no heading\n```\n\n## Say it\n";
  const chinese = "# 一\n\n## 说\n\n## 再说\n";
  expect(outlineOf(chinese, english)).toMatchObject([
    { line: 1, title: "一", anchor: "one" },
    { line: 3, title: "说", anchor: "say-it", ownAnchor: "说" },
    { line: 5, title: "再说", anchor: "say-it-1" },
  ]);
});

test("links between chapters stay in the product, and what it does not show is no link", async () => {
  const handbook = await readHandbook("zh-CN");
  const manager = handbook.chapters.find(({ name }) => name === "manager");
  if (!manager) throw new Error("no such chapter");
  expect(linkInside("monitoring.md", manager, handbook)).toBe("/help/monitoring");
  expect(linkInside("admin.md#通知", manager, handbook)).toBe("/help/admin#notifications");
  expect(linkInside("#预算", manager, handbook)).toBe("/help/manager#budgets");
  expect(linkInside("https://example.com/x", manager, handbook)).toBe("https://example.com/x");
  expect(linkInside("../../providers.md", manager, handbook)).toBeNull();
  expect(linkInside("javascript:alert(1)", manager, handbook)).toBeNull();
});

test("a picture is shown in the reader's language where it was taken, and nowhere a broken one", () => {
  const pictures = new Set(["batch-light-en.png", "batch-light-zh.png", "spend-light-en.png"]);
  const handbook = { chapters: [], pictures };
  const of = (name: string, locale: "en" | "zh-CN") =>
    pictureFor(`../../screenshots/${name}-light-en.png`, locale, handbook);
  expect(of("batch", "zh-CN")).toBe("batch-light-zh.png");
  expect(of("batch", "en")).toBe("batch-light-en.png");
  expect(of("spend", "zh-CN")).toBe("spend-light-en.png");
  expect(of("review", "en")).toBeNull();
  expect(pictureFor("../../../etc/passwd", "en", handbook)).toBeNull();
});

test("every picture that the handbook asks for is one that the command takes, the same in both languages", async () => {
  const taken = picturesOf({ versions: ["", ""] } as unknown as Parameters<typeof picturesOf>[0]).map(
    ([name]) => name,
  );
  const askedFor = await Promise.all(
    locales.map(async (locale) => {
      const { chapters } = await readHandbook(locale);
      return chapters.flatMap(({ text }) =>
        [...text.matchAll(/!\[.+?\]\(\.\.\/\.\.\/screenshots\/([a-z-]+)-light-en\.png\)/g)].map(
          ([, name]) => name,
        ),
      );
    }),
  );
  expect(askedFor[0]?.length).toBeGreaterThanOrEqual(6);
  expect(askedFor[1]).toEqual(askedFor[0]);
  expect(askedFor[0]?.filter((name) => !taken.includes(name as string))).toEqual([]);
});
