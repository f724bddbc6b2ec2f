import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { requirePermission } from "#app/current-actor.ts";
import { VotePage } from "#components/trials/vote-page.tsx";
import { can } from "#lib/auth/can.ts";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("trials.votes.page");
  return { title: t("title") };
}

export default async function Page({ params }: { params: Promise<{ id: string }> }) {
  const [actor, { id }] = await Promise.all([requirePermission("trials:vote"), params]);
  return <VotePage trialId={id} canReadTrial={can(actor, "trials:read")} />;
}
