import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { requireActor } from "#app/current-actor.ts";
import { serverApi } from "#app/server-api.ts";
import { LexiconsPage } from "#components/checks/lexicons-page.tsx";
import { can } from "#lib/auth/can.ts";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("checks.lexicons");
  return { title: t("title") };
}

export default async function Page() {
  const [actor, api] = await Promise.all([requireActor(), serverApi()]);
  const { items } = await api.lexicons.list({});
  return (
    <LexiconsPage
      lexicons={items.map((lexicon) => ({ ...lexicon, updatedAt: lexicon.updatedAt.toISOString() }))}
      mayWrite={can(actor, "lexicons:write")}
      mayReport={can(actor, "compliance:read")}
    />
  );
}
