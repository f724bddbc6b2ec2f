import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { requirePermission } from "#app/current-actor.ts";
import { serverApi } from "#app/server-api.ts";
import { SelectionsPage } from "#components/catalogue/selections-page.tsx";
import { can } from "#lib/auth/can.ts";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("catalogue.tabs");
  return { title: t("selections") };
}

export default async function Page() {
  const [actor, api] = await Promise.all([requirePermission("catalogue:read"), serverApi()]);
  return (
    <SelectionsPage firstPage={await api.selections.list({})} mayWrite={can(actor, "catalogue:write")} />
  );
}
