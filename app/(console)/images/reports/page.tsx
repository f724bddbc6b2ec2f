import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { requirePermission } from "#app/current-actor.ts";
import { serverApi } from "#app/server-api.ts";
import { ReportsPage } from "#components/images/reports-page.tsx";
import { can } from "#lib/auth/can.ts";

const DATASETS_OFFERED = 200;

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("images.report");
  return { title: t("title") };
}

export default async function Page({
  searchParams,
}: {
  searchParams: Promise<Record<string, string | string[] | undefined>>;
}) {
  const actor = await requirePermission("assets:read");
  const { datasetId } = await searchParams;
  const api = await serverApi();
  const [firstPage, datasets] = await Promise.all([
    api.imageReports.list({}),
    api.datasets.list({ status: "ready", limit: DATASETS_OFFERED }),
  ]);
  return (
    <ReportsPage
      firstPage={firstPage}
      datasets={datasets.items.map(({ id, name }) => ({ id, name }))}
      initialId={typeof datasetId === "string" ? datasetId : null}
      mayStart={can(actor, "assets:write")}
    />
  );
}
