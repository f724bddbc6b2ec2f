import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { requireActor } from "#app/current-actor.ts";
import { serverApi } from "#app/server-api.ts";
import { SnippetsPage } from "#components/snippets/snippets-page.tsx";
import { can } from "#lib/auth/can.ts";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("templates.snippets");
  return { title: t("title") };
}

export default async function Page() {
  const [actor, api] = await Promise.all([requireActor(), serverApi()]);
  const { items } = await api.snippets.list({});
  return (
    <SnippetsPage
      snippets={items.map((snippet) => ({ ...snippet, updatedAt: snippet.updatedAt.toISOString() }))}
      mayWrite={can(actor, "templates:write")}
    />
  );
}
