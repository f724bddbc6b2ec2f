import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { orNotFound, serverApi } from "#app/server-api.ts";
import { MembersPage } from "#components/settings/members-page.tsx";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("settings.members");
  return { title: t("title") };
}

export default async function Page({ searchParams }: { searchParams: Promise<{ q?: string | string[] }> }) {
  const { q } = await searchParams;
  const search = typeof q === "string" ? q : "";
  const api = await serverApi();
  const firstPage = await orNotFound(api.members.list({ search }));
  return <MembersPage search={search} firstPage={firstPage} />;
}
