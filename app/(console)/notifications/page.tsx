import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { serverApi } from "#app/server-api.ts";
import { NotificationsPage } from "#components/notifications/notifications-page.tsx";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("notifications");
  return { title: t("page") };
}

export default async function Page({
  searchParams,
}: {
  searchParams: Promise<{ unread?: string | string[] }>;
}) {
  const unread = (await searchParams).unread === "true";
  const api = await serverApi();
  const firstPage = await api.notifications.list({ unread: unread ? "true" : "false" });
  return <NotificationsPage unread={unread} firstPage={firstPage} />;
}
