import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { requirePermission } from "#app/current-actor.ts";
import { orNotFound, serverApi } from "#app/server-api.ts";
import { ImprovementsPage } from "#components/improvements/improvements-page.tsx";
import { modelName } from "#components/models/model-name.ts";
import { can } from "#lib/auth/can.ts";

const OFFERED = 100;
const LISTED = 50;

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("improvements");
  return { title: t("title") };
}

/** What people rejected of a template, and what was drafted from it. */
export default async function Page({ params }: { params: Promise<{ id: string }> }) {
  const [actor, { id }, api] = await Promise.all([requirePermission("trials:read"), params, serverApi()]);
  const [template, models, improvements] = await Promise.all([
    orNotFound(api.templates.find({ id })),
    api.models.list({ kind: "text", limit: OFFERED }),
    orNotFound(api.improvements.list({ id, limit: LISTED })),
  ]);
  return (
    <ImprovementsPage
      template={{ id: template.id, name: template.name }}
      models={models.items
        .filter(({ price }) => price !== null)
        .map(({ id: modelId, name, providerName, simulated, kind }) => ({
          ...{ id: modelId, simulated, kind },
          name: modelName({ name, provider: providerName }),
        }))}
      improvements={improvements.items}
      mayStart={can(actor, "templates:write") && can(actor, "trials:run") && template.archivedAt === null}
    />
  );
}
