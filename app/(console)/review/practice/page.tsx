import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { requirePermission } from "#app/current-actor.ts";
import { orNotFound, serverApi } from "#app/server-api.ts";
import { PracticePage } from "#components/review/practice/practice-page.tsx";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("review.practice");
  return { title: t("title") };
}

/** Practising review on outputs whose answer is known. */
export default async function Page() {
  await requirePermission("review:decide");
  const api = await serverApi();
  return <PracticePage first={await orNotFound(api.review.practice.view())} />;
}
