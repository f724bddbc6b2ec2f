import type { Metadata } from "next";
import { forbidden } from "next/navigation";
import { getTranslations } from "next-intl/server";
import { requireActor } from "#app/current-actor.ts";
import { serverApi } from "#app/server-api.ts";
import { ToolsPage } from "#components/tools/tools-page.tsx";
import { can } from "#lib/auth/can.ts";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("tools");
  return { title: t("title") };
}

export default async function Page() {
  const [actor, api] = await Promise.all([requireActor(), serverApi()]);
  // Authors read them in their templates; to keep them is for admins.
  if (!can(actor, "tools:write")) forbidden();
  const { items, nextCursor } = await api.tools.list({});
  return (
    <ToolsPage
      firstPage={{
        items: items.map(({ createdAt, updatedAt, ...tool }) => ({
          ...tool,
          createdAt: createdAt.toISOString(),
          updatedAt: updatedAt.toISOString(),
          archivedAt: null,
        })),
        nextCursor,
      }}
    />
  );
}
