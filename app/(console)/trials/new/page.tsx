import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { getTranslations } from "next-intl/server";
import { requireActor } from "#app/current-actor.ts";
import { serverApi } from "#app/server-api.ts";
import { NewTrialPage } from "#components/trials/new-trial-page.tsx";
import type { VersionChoice } from "#components/trials/trial-draft.ts";
import { can } from "#lib/auth/can.ts";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("trials.new");
  return { title: t("title") };
}

type Parameters = Partial<Record<"datasetId" | "templateVersionId" | "modelId", string | string[]>>;
type Api = Awaited<ReturnType<typeof serverApi>>;

const MOST = 200;

/** A new trial, begun from a dataset or a version where the address names one. */
export default async function Page({ searchParams }: { searchParams: Promise<Parameters> }) {
  const [actor, asked, api] = await Promise.all([requireActor(), searchParams, serverApi()]);
  if (!can(actor, "trials:run")) notFound();
  const wanted = one(asked.templateVersionId);
  const [datasets, versions, models] = await Promise.all([
    api.datasets.list({ status: "ready", limit: MOST }),
    versionChoices(api, wanted),
    api.models.list({ limit: MOST }),
  ]);
  const texts = models.items.filter((model) => model.kind === "text" && model.archivedAt === null);
  return (
    <NewTrialPage
      datasets={datasets.items.map(({ id, name, rowCount }) => ({ id, name, rowCount }))}
      versions={versions}
      models={texts.map(({ id, name, providerName, simulated, price }) => ({
        id,
        name,
        providerName,
        simulated,
        hasPrice: price !== null,
      }))}
      datasetId={one(asked.datasetId)}
      templateVersionId={wanted}
      modelId={one(asked.modelId)}
    />
  );
}

// What people mostly try: the latest version of each template, its draft where it differs, and the one asked for.
async function versionChoices(api: Api, wanted: string | null): Promise<VersionChoice[]> {
  const templates = await api.templates.list({ limit: MOST });
  const choices = templates.items.flatMap(({ name, latest, draftVersionId, draftChanged, languages }) => [
    ...(latest ? [{ id: latest.versionId, template: name, number: latest.number, languages }] : []),
    ...(draftChanged || !latest ? [{ id: draftVersionId, template: name, number: null, languages }] : []),
  ]);
  if (!wanted || choices.some(({ id }) => id === wanted)) return choices;
  const version = await api.templates.version({ id: wanted }).catch(() => null);
  const template = version && (await api.templates.find({ id: version.templateId }).catch(() => null));
  if (!version || !template) return choices;
  const { number, languages } = version;
  return [{ id: wanted, template: template.name, number, languages }, ...choices];
}

function one(parameter: string | string[] | undefined): string | null {
  return typeof parameter === "string" && parameter !== "" ? parameter : null;
}
