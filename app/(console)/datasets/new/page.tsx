import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { requireActor } from "#app/current-actor.ts";
import { ImportWizard } from "#components/datasets/import-wizard.tsx";
import { NotAllowed } from "#components/datasets/not-allowed.tsx";
import { can } from "#lib/auth/can.ts";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("datasets.wizard");
  return { title: t("title") };
}

export default async function Page() {
  const actor = await requireActor();
  return can(actor, "datasets:write") ? <ImportWizard /> : <NotAllowed />;
}
