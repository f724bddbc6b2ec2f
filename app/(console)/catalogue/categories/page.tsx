import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { requirePermission } from "#app/current-actor.ts";
import { serverApi } from "#app/server-api.ts";
import { CategoriesPage } from "#components/catalogue/categories-page.tsx";
import { can } from "#lib/auth/can.ts";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("catalogue.tabs");
  return { title: t("categories") };
}

export default async function Page() {
  const [actor, api] = await Promise.all([requirePermission("catalogue:read"), serverApi()]);
  const { items } = await api.catalogue.categories.list();
  return <CategoriesPage asLoaded={items} mayWrite={can(actor, "catalogue:write")} />;
}
