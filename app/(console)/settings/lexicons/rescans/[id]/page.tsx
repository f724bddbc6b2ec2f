import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { requireActor } from "#app/current-actor.ts";
import { orNotFound, serverApi } from "#app/server-api.ts";
import { RescanPage } from "#components/checks/rescan-page.tsx";
import { can } from "#lib/auth/can.ts";

interface Params {
  params: Promise<{ id: string }>;
}

const PAGE_ROWS = 50;

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("checks.rescans");
  return { title: t("title") };
}

export default async function Page({ params }: Params) {
  const actor = await requireActor();
  const { id } = await params;
  const api = await serverApi();
  const rescan = await orNotFound(api.rescans.get({ id }));
  const firstPage = await orNotFound(api.rescans.outputs({ id, limit: PAGE_ROWS }));
  return (
    <RescanPage
      key={id}
      rescan={{ ...rescan, createdAt: rescan.createdAt.toISOString() }}
      firstPage={firstPage}
      mayRun={can(actor, "rescans:run")}
    />
  );
}
