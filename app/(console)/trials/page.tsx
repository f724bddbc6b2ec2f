import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { requirePermission } from "#app/current-actor.ts";
import { serverApi } from "#app/server-api.ts";
import { TrialsPage } from "#components/trials/trials-page.tsx";
import { can } from "#lib/auth/can.ts";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("trials");
  return { title: t("title") };
}

export default async function Page({
  searchParams,
}: {
  searchParams: Promise<{ datasetId?: string | string[] }>;
}) {
  const [actor, asked, api] = await Promise.all([
    requirePermission("trials:read"),
    searchParams,
    serverApi(),
  ]);
  const filter = typeof asked.datasetId === "string" ? { datasetId: asked.datasetId } : {};
  const firstPage = await api.trials.list(filter);
  return <TrialsPage filter={filter} firstPage={firstPage} canRun={can(actor, "trials:run")} />;
}
