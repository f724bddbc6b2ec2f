import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { orNotFound, serverApi } from "#app/server-api.ts";
import { ModelsPage } from "#components/models/models-page.tsx";
import { can } from "#lib/auth/can.ts";

const MOST = 200;

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("models");
  return { title: t("title") };
}

export default async function Page() {
  const api = await serverApi();
  const [me, providers, models] = await Promise.all([
    orNotFound(api.me.get()),
    orNotFound(api.providers.list({ limit: MOST })),
    orNotFound(api.models.list({ limit: MOST })),
  ]);
  return <ModelsPage canWrite={can(me, "models:write")} providers={providers} models={models} />;
}
