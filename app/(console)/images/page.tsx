import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { requirePermission } from "#app/current-actor.ts";
import { serverApi } from "#app/server-api.ts";
import { PicturesPage } from "#components/images/pictures-page.tsx";
import { can } from "#lib/auth/can.ts";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("images");
  return { title: t("title") };
}

export default async function Page() {
  const actor = await requirePermission("assets:read");
  const firstPage = await (await serverApi()).assets.list({});
  return <PicturesPage firstPage={firstPage} mayBring={can(actor, "assets:write")} />;
}
