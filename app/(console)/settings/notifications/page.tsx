import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { serverApi } from "#app/server-api.ts";
import { TargetsPage } from "#components/notifications/targets-page.tsx";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("notifications.targets");
  return { title: t("title") };
}

export default async function Page() {
  const api = await serverApi();
  const firstPage = await api.notifications.targets.list({});
  return <TargetsPage firstPage={firstPage} />;
}
