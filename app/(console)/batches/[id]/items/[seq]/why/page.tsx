import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { requireActor } from "#app/current-actor.ts";
import { orNotFound, serverApi } from "#app/server-api.ts";
import { WhyPage } from "#components/explanations/why-page.tsx";
import { can } from "#lib/auth/can.ts";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("explanations");
  return { title: t("title") };
}

export default async function Page({ params }: { params: Promise<{ id: string; seq: string }> }) {
  const [actor, { id, seq }, api] = await Promise.all([requireActor(), params, serverApi()]);
  const explanation = await orNotFound(api.explanations.item({ id, seq: Number(seq) }));
  return <WhyPage explanation={explanation} canSeeLedger={can(actor, "spend:read")} />;
}
