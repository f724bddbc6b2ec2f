import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { requirePermission } from "#app/current-actor.ts";
import { NewImport } from "#components/catalogue/new-import.tsx";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("catalogue.import");
  return { title: t("title") };
}

export default async function Page() {
  await requirePermission("catalogue:write");
  return <NewImport />;
}
