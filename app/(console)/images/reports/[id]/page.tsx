import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { requirePermission } from "#app/current-actor.ts";
import { orNotFound, serverApi } from "#app/server-api.ts";
import { ReportPage } from "#components/images/report-page.tsx";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("images.report");
  return { title: t("title") };
}

export default async function Page({ params }: { params: Promise<{ id: string }> }) {
  await requirePermission("assets:read");
  const { id } = await params;
  const api = await serverApi();
  return <ReportPage key={id} asLoaded={await orNotFound(api.imageReports.get({ id }))} />;
}
