import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { requireActor } from "#app/current-actor.ts";
import { serverApi } from "#app/server-api.ts";
import { CollectionsPage } from "#components/knowledge/collections-page.tsx";
import { can } from "#lib/auth/can.ts";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("knowledge");
  return { title: t("title") };
}

export default async function Page() {
  const [actor, api] = await Promise.all([requireActor(), serverApi()]);
  const [firstPage, models] = await Promise.all([
    api.collections.list({}),
    api.models.list({ kind: "embedding", limit: 200 }),
  ]);
  return (
    <CollectionsPage
      firstPage={firstPage}
      models={models.items}
      mayWrite={can(actor, "collections:write")}
      mayAddModels={can(actor, "models:write")}
    />
  );
}
