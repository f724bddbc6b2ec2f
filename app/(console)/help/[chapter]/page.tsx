import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { getLocale, getTranslations } from "next-intl/server";
import { ChapterPage } from "#components/handbook/chapter-page.tsx";
import { readHandbook } from "#lib/handbook/read-handbook.ts";

interface Props {
  params: Promise<{ chapter: string }>;
}

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const t = await getTranslations("help");
  const { chapter } = await readChapter(params);
  return { title: chapter?.title ?? t("handbook") };
}

export default async function Page({ params }: Props) {
  const { chapter, handbook, locale } = await readChapter(params);
  if (!chapter) notFound();
  return <ChapterPage chapter={chapter} handbook={handbook} locale={locale} />;
}

async function readChapter(params: Props["params"]) {
  const [{ chapter: name }, locale] = [await params, await getLocale()];
  const handbook = await readHandbook(locale);
  return { chapter: handbook.chapters.find((chapter) => chapter.name === name), handbook, locale };
}
