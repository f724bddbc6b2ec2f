import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { requireActor } from "#app/current-actor.ts";
import { serverApi } from "#app/server-api.ts";
import { DatasetsPage } from "#components/datasets/datasets-page.tsx";
import { can } from "#lib/auth/can.ts";
import { isDatasetStatus } from "#lib/datasets/dataset.ts";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("datasets.list");
  return { title: t("title") };
}

export default async function Page({
  searchParams,
}: {
  searchParams: Promise<Record<string, string | string[] | undefined>>;
}) {
  const { q, status } = await searchParams;
  const filter = {
    ...(typeof q === "string" && q && { name: q }),
    ...(isDatasetStatus(status) && { status }),
  };
  const [actor, api] = await Promise.all([requireActor(), serverApi()]);
  const firstPage = await api.datasets.list(filter);
  return <DatasetsPage filter={filter} firstPage={firstPage} canImport={can(actor, "datasets:write")} />;
}
