import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { serverApi } from "#app/server-api.ts";
import { AccountPage } from "#components/settings/account-page.tsx";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("settings.account");
  return { title: t("title") };
}

export default async function Page() {
  const api = await serverApi();
  const [profile, sessions, { kinds }] = await Promise.all([
    api.me.get(),
    api.sessions.list(),
    api.notifications.kinds.get(),
  ]);
  return <AccountPage profile={profile} sessions={sessions} kinds={kinds} />;
}
