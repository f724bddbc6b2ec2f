import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { orNotFound, serverApi } from "#app/server-api.ts";
import { RetentionPage } from "#components/settings/retention-page.tsx";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("settings.retention");
  return { title: t("title") };
}

export default async function Page() {
  const api = await serverApi();
  const { policies } = await orNotFound(api.retention.get());
  return <RetentionPage policies={policies} />;
}
