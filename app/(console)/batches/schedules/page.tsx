import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { requireActor } from "#app/current-actor.ts";
import { serverApi } from "#app/server-api.ts";
import { SchedulesPage } from "#components/batches/schedules/schedules-page.tsx";
import { can } from "#lib/auth/can.ts";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("batches.schedules");
  return { title: t("title") };
}

export default async function Page() {
  const [actor, api] = await Promise.all([requireActor(), serverApi()]);
  return (
    <SchedulesPage
      firstPage={await api.schedules.list({})}
      canLaunch={can(actor, "batches:launch")}
      canControl={can(actor, "batches:control")}
    />
  );
}
