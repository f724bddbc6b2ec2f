import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { requireActor } from "#app/current-actor.ts";
import { serverApi } from "#app/server-api.ts";
import { GlossariesPage } from "#components/glossaries/glossaries-page.tsx";
import { can } from "#lib/auth/can.ts";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("checks.glossaries");
  return { title: t("title") };
}

export default async function Page() {
  const [actor, api] = await Promise.all([requireActor(), serverApi()]);
  const { items } = await api.glossaries.list({});
  return (
    <GlossariesPage
      glossaries={items.map((glossary) => ({ ...glossary, updatedAt: glossary.updatedAt.toISOString() }))}
      mayWrite={can(actor, "glossaries:write")}
    />
  );
}
