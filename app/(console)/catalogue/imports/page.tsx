import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { requirePermission } from "#app/current-actor.ts";
import { serverApi } from "#app/server-api.ts";
import { ImportsPage } from "#components/catalogue/imports-page.tsx";
import { can } from "#lib/auth/can.ts";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("catalogue.tabs");
  return { title: t("imports") };
}

export default async function Page() {
  const [actor, api] = await Promise.all([requirePermission("catalogue:read"), serverApi()]);
  return (
    <ImportsPage firstPage={await api.catalogue.imports.list({})} canImport={can(actor, "catalogue:write")} />
  );
}
