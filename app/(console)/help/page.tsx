import type { Metadata } from "next";
import { getLocale, getTranslations } from "next-intl/server";
import { HandbookPage } from "#components/handbook/handbook-page.tsx";
import { readHandbook } from "#lib/handbook/read-handbook.ts";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("help");
  return { title: t("handbook") };
}

export default async function Page() {
  return <HandbookPage handbook={await readHandbook(await getLocale())} />;
}
