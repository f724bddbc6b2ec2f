import type { Locale } from "#lib/i18n/locales.ts";
import { type Chapter, type Handbook, isChapter } from "./read-handbook.ts";

/**
 * Where a link of a chapter leads inside the product: to a chapter, and to a heading of it. Addresses elsewhere stay;
 * `null` for what the product does not show, such as a file of the sources.
 */
export function linkInside(href: string, from: Chapter, { chapters }: Handbook): string | null {
  if (/^https?:/.test(href)) return href;
  const [path = "", own] = href.split("#");
  const name = path === "" ? from.name : /^([a-z]+)\.md$/.exec(path)?.[1];
  if (!name || !isChapter(name)) return null;
  const target = chapters.find((chapter) => chapter.name === name);
  const heading = own && target?.headings.find(({ ownAnchor }) => ownAnchor === decodeURIComponent(own));
  return `/help/${name}${heading ? `#${heading.anchor}` : ""}`;
}

/**
 * The file of a picture for a reader: in their language where it was taken, else as the chapter names it. `null` where
 * there is none: they are made by a command.
 */
export function pictureFor(src: string, locale: Locale, { pictures }: Handbook): string | null {
  const [, named, name] = /\/screenshots\/(([a-z-]+)-light-en\.png)$/.exec(src) ?? [];
  const own = `${name}-light-${locale === "en" ? "en" : "zh"}.png`;
  return [own, named].find((file) => file !== undefined && pictures.has(file)) ?? null;
}
