import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { requirePermission } from "#app/current-actor.ts";
import { ImportWizard } from "#components/datasets/import-wizard.tsx";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("datasets.wizard");
  return { title: t("title") };
}

export default async function Page() {
  await requirePermission("datasets:write");
  return <ImportWizard />;
}
