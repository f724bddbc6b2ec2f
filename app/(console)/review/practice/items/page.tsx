import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { requirePermission } from "#app/current-actor.ts";
import { orNotFound, serverApi } from "#app/server-api.ts";
import { PracticeItemsPage } from "#components/review/practice/practice-items-page.tsx";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("review.practice");
  return { title: t("itemsTitle") };
}

/** The outputs there are to practise on, for those who keep them. */
export default async function Page() {
  await requirePermission("practice:write");
  const api = await serverApi();
  const { items } = await orNotFound(api.review.practice.items());
  return <PracticeItemsPage items={items} />;
}
