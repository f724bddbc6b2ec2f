import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { requirePermission } from "#app/current-actor.ts";
import { orNotFound, serverApi } from "#app/server-api.ts";
import { TrialPage } from "#components/trials/trial-page.tsx";
import { can } from "#lib/auth/can.ts";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("trials");
  return { title: t("trial") };
}

export default async function Page({ params }: { params: Promise<{ id: string }> }) {
  const [actor, { id }, api] = await Promise.all([requirePermission("trials:read"), params, serverApi()]);
  const trial = await orNotFound(api.trials.get({ id }));
  return (
    <TrialPage
      initial={trial}
      canRun={can(actor, "trials:run")}
      canLaunch={can(actor, "batches:launch")}
      canReadSpend={can(actor, "spend:read")}
      canKeep={can(actor, "templates:write")}
      canVote={can(actor, "trials:vote")}
      canTalk={can(actor, "conversations:run")}
    />
  );
}
