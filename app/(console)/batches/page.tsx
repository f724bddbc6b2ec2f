import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { requireActor } from "#app/current-actor.ts";
import { serverApi } from "#app/server-api.ts";
import { BatchesPage } from "#components/batches/batches-page.tsx";
import { can } from "#lib/auth/can.ts";
import { BATCH_STATES } from "#lib/batches/batch-state.ts";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("batches");
  return { title: t("title") };
}

type Parameters = Partial<Record<string, string | string[]>>;

export default async function Page({ searchParams }: { searchParams: Promise<Parameters> }) {
  const [actor, asked, api] = await Promise.all([requireActor(), searchParams, serverApi()]);
  const status = BATCH_STATES.find((state) => state === asked.status);
  const filter = {
    ...(typeof asked.q === "string" && asked.q && { search: asked.q }),
    ...(status && { status }),
    ...(typeof asked.dataset === "string" && { datasetId: asked.dataset }),
    ...(typeof asked.template === "string" && { templateId: asked.template }),
  };
  const firstPage = await api.batches.list(filter);
  return (
    <BatchesPage
      key={JSON.stringify(filter)}
      filter={filter}
      firstPage={firstPage}
      canLaunch={can(actor, "batches:launch")}
    />
  );
}
