import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { requirePermission } from "#app/current-actor.ts";
import { orNotFound, serverApi } from "#app/server-api.ts";
import { ImprovementPage } from "#components/improvements/improvement-page.tsx";
import { can } from "#lib/auth/can.ts";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("improvements.page");
  return { title: t("title") };
}

/** An improvement: its proposals, and what became of each row they were tried on. */
export default async function Page({ params }: { params: Promise<{ id: string; improvementId: string }> }) {
  const [actor, { id, improvementId }, api] = await Promise.all([
    requirePermission("trials:read"),
    params,
    serverApi(),
  ]);
  const [improvement, template] = await Promise.all([
    orNotFound(api.improvements.get({ id, improvementId })),
    orNotFound(api.templates.find({ id })),
  ]);
  return (
    <ImprovementPage
      improvement={improvement}
      template={{ id: template.id, name: template.name }}
      mayWrite={can(actor, "templates:write") && template.archivedAt === null}
      mayRun={can(actor, "trials:run")}
      mayVote={can(actor, "trials:vote")}
    />
  );
}
