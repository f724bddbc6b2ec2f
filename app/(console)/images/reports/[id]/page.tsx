import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { requirePermission } from "#app/current-actor.ts";
import { orNotFound, serverApi } from "#app/server-api.ts";
import { ReportPage } from "#components/images/report-page.tsx";
import { can } from "#lib/auth/can.ts";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("images.report");
  return { title: t("title") };
}

export default async function Page({ params }: { params: Promise<{ id: string }> }) {
  const actor = await requirePermission("assets:read");
  const { id } = await params;
  const api = await serverApi();
  const asLoaded = await orNotFound(api.imageReports.get({ id }));
  const mayPick = can(actor, "datasets:write") && can(actor, "batches:launch");
  return <ReportPage key={id} asLoaded={asLoaded} mayPick={mayPick} />;
}
