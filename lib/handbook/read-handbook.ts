import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import type { Locale } from "#lib/i18n/locales.ts";
import { type Heading, outlineOf } from "./outline.ts";

/** The chapters of the handbook, in the order they are listed; each is a file of docs/guide in every language. */
export const CHAPTERS = [
  "operator",
  "data",
  "templates",
  "catalogue",
  "knowledge",
  "pictures",
  "rules",
  "languages",
  "checks",
  "evaluators",
  "reviewer",
  "rejections",
  "channels",
  "files",
  "manager",
  "admin",
  "deployment",
  "backup",
  "monitoring",
  "troubleshooting",
] as const;

export type ChapterName = (typeof CHAPTERS)[number];

export interface Chapter {
  name: ChapterName;
  title: string;
  /** Markdown, with a picture in place of each comment that asks for one. */
  text: string;
  headings: Heading[];
}

/** The handbook in a language, and the pictures there are for it. */
export interface Handbook {
  chapters: Chapter[];
  /** Names of files in docs/screenshots. */
  pictures: ReadonlySet<string>;
}

const DOCS = join(/* turbopackIgnore: true */ process.cwd(), "docs");
/** Where the pictures lie that `npm run screenshots` takes. */
export const PICTURES = join(DOCS, "screenshots");

/** Whether a string from outside names a chapter. */
export function isChapter(name: string): name is ChapterName {
  return (CHAPTERS as readonly string[]).includes(name);
}

/** Reads the whole handbook, which is small. */
export async function readHandbook(locale: Locale): Promise<Handbook> {
  const chapters = await Promise.all(CHAPTERS.map((name) => readChapter(name, locale)));
  const files = await readdir(PICTURES).catch(() => []);
  return { chapters, pictures: new Set(files) };
}

async function readChapter(name: ChapterName, locale: Locale): Promise<Chapter> {
  const english = await read(name, "en");
  const text = locale === "en" ? english : await read(name, locale);
  const headings = outlineOf(text, english);
  return { name, title: headings[0]?.title ?? name, text: withPictures(text), headings };
}

function read(name: ChapterName, locale: Locale): Promise<string> {
  return readFile(join(DOCS, "guide", locale, `${name}.md`), "utf8");
}

// A link to a picture that nobody has taken yet would be a dead one where the handbook is read as files.
function withPictures(text: string): string {
  return text.replace(
    /<!-- picture: ([a-z-]+) \| (.+?) -->/g,
    (_comment, picture, words) => `![${words}](../../screenshots/${picture}-light-en.png)`,
  );
}
