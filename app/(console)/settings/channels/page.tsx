import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { requirePermission } from "#app/current-actor.ts";
import { serverApi } from "#app/server-api.ts";
import { ChannelsPage } from "#components/publishing/channels/channels-page.tsx";
import { can } from "#lib/auth/can.ts";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("publishing.channels");
  return { title: t("title") };
}

/** Where approved outputs can go, and what stood there. */
export default async function Page() {
  const [actor, api] = await Promise.all([requirePermission("channels:read"), serverApi()]);
  const firstPage = await api.channels.list({});
  return <ChannelsPage firstPage={firstPage} canWrite={can(actor, "channels:write")} />;
}
