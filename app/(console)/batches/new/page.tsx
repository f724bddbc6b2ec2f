import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { getTranslations } from "next-intl/server";
import { requireActor } from "#app/current-actor.ts";
import { orNotFound, serverApi } from "#app/server-api.ts";
import { emptyPlan } from "#components/batches/launch-plan.ts";
import { type LaunchChoices, LaunchWizard } from "#components/batches/launch-wizard.tsx";
import { can } from "#lib/auth/can.ts";

const OFFERED = 200;

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("batches.launch");
  return { title: t("title") };
}

type Parameters = Partial<Record<string, string | string[]>>;

export default async function Page({ searchParams }: { searchParams: Promise<Parameters> }) {
  const [actor, asked, api] = await Promise.all([requireActor(), searchParams, serverApi()]);
  if (!can(actor, "batches:launch")) notFound();
  const [datasets, templates, models] = await Promise.all([
    api.datasets.list({ status: "ready", limit: OFFERED }),
    api.templates.list({ limit: OFFERED }),
    api.models.list({ limit: OFFERED }),
  ]);
  const promoted = await promotedFrom(asked, api);
  const versions = templates.items.flatMap(({ id, name, latest }) =>
    latest
      ? [{ versionId: latest.versionId, templateId: id, templateName: name, number: latest.number }]
      : [],
  );
  const versionId = promoted.templateVersionId ?? one(asked.templateVersionId) ?? null;
  const older = versionId && !versions.some((version) => version.versionId === versionId);
  if (older) versions.unshift(await olderVersion(versionId, api));
  const choices: LaunchChoices = {
    datasets: datasets.items.map(({ id, name, rowCount }) => ({ id, name, rowCount })),
    versions,
    models: models.items
      .filter(({ kind }) => kind === "text")
      .map(({ id, name, providerName, simulated, price }) => ({ id, name, providerName, simulated, price })),
  };
  const onlyModel = choices.models.length === 1 ? choices.models[0] : undefined;
  const dataset = choices.datasets.find(({ id }) => id === (promoted.datasetId ?? one(asked.datasetId)));
  const version = versions.find((candidate) => candidate.versionId === versionId);
  const initial = {
    ...emptyPlan,
    datasetId: dataset?.id ?? null,
    templateVersionId: version?.versionId ?? null,
    modelId: promoted.modelId ?? one(asked.modelId) ?? onlyModel?.id ?? null,
    languages: promoted.languages ?? [],
    maxOutputTokens: promoted.maxOutputTokens ?? null,
    temperature: promoted.temperature ?? null,
    suggestedName: [version?.templateName, dataset?.name].filter(Boolean).join(" · "),
  };
  return <LaunchWizard choices={choices} initial={initial} />;
}

type Api = Awaited<ReturnType<typeof serverApi>>;

/** What a variant of a trial brings along. */
async function promotedFrom(asked: Parameters, api: Api) {
  const trialId = one(asked.trialId);
  if (!trialId) return {};
  const trial = await orNotFound(api.trials.get({ id: trialId }));
  const variant = trial.variants[Number(one(asked.variant) ?? 0)];
  if (!variant) return { datasetId: trial.dataset.id };
  return {
    datasetId: trial.dataset.id,
    templateVersionId: variant.isDraft ? undefined : variant.templateVersionId,
    modelId: variant.modelId,
    languages: trial.languages,
    maxOutputTokens: variant.parameters.maxOutputTokens,
    temperature: variant.parameters.temperature,
  };
}

async function olderVersion(versionId: string, api: Api) {
  const version = await orNotFound(api.templates.version({ id: versionId }));
  const template = await orNotFound(api.templates.find({ id: version.templateId }));
  return {
    versionId,
    templateId: template.id,
    templateName: template.name,
    number: version.number ?? 0,
  };
}

function one(value: string | string[] | undefined): string | undefined {
  return typeof value === "string" && value !== "" ? value : undefined;
}
