import type { Metadata } from "next";
import { getTimeZone, getTranslations } from "next-intl/server";
import { requirePermission } from "#app/current-actor.ts";
import { orNotFound, serverApi } from "#app/server-api.ts";
import type { LaunchChoices } from "#components/batches/launch/launch-choices.ts";
import { emptyPlan, type LaunchPlan, planOfTerms } from "#components/batches/launch/launch-plan.ts";
import { LaunchWizard } from "#components/batches/launch/launch-wizard.tsx";
import { presetOf } from "#lib/batches/schedules/preset.ts";
import { asksModel, choosesModel } from "#lib/templates/steps.ts";

const OFFERED = 200;
const EVERY_MORNING = "0 9 * * *";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("batches.launch");
  return { title: t("title") };
}

type Parameters = Partial<Record<string, string | string[]>>;

export default async function Page({ searchParams }: { searchParams: Promise<Parameters> }) {
  const [, asked, api] = await Promise.all([requirePermission("batches:launch"), searchParams, serverApi()]);
  const [datasets, templates, models] = await Promise.all([
    api.datasets.list({ status: "ready", limit: OFFERED }),
    api.templates.list({ limit: OFFERED }),
    api.models.list({ limit: OFFERED }),
  ]);
  const earlier = await earlierLaunch(asked, api);
  const versions = templates.items.flatMap(({ id, name, latest, production }) => {
    const offered = [latest, production?.versionId === latest?.versionId ? null : production];
    return offered.flatMap((version) =>
      version
        ? {
            ...{ versionId: version.versionId, templateId: id, templateName: name, number: version.number },
            inProduction: version.versionId === production?.versionId,
            ...{ asksModel: version.asksModel, choosesModel: version.choosesModel },
          }
        : [],
    );
  });
  const versionId = earlier.templateVersionId ?? one(asked.templateVersionId) ?? null;
  const older = versionId && !versions.some((version) => version.versionId === versionId);
  if (older) versions.unshift(await olderVersion(versionId, api));
  const datasetId = earlier.datasetId ?? one(asked.datasetId);
  if (datasetId && !datasets.items.some(({ id }) => id === datasetId))
    datasets.items.push(
      ...(await api.datasets.get({ id: datasetId }).then(
        (found) => [found],
        () => [],
      )),
    );
  const choices: LaunchChoices = {
    datasets: datasets.items.map(({ id, name, rowCount, selection }) => ({ id, name, rowCount, selection })),
    versions,
    models: models.items
      .filter(({ kind }) => kind === "text")
      .map(({ id, name, providerName, simulated, price }) => ({ id, name, providerName, simulated, price })),
  };
  const onlyModel = choices.models.length === 1 ? choices.models[0] : undefined;
  const dataset = choices.datasets.find(({ id }) => id === datasetId);
  const version = versions.find((candidate) => candidate.versionId === versionId);
  const initial: LaunchPlan = {
    ...emptyPlan,
    recurrence: one(asked.repeat) ? { cron: EVERY_MORNING, timeZone: await getTimeZone() } : null,
    ...earlier,
    datasetId: dataset?.id ?? null,
    templateVersionId: version?.versionId ?? null,
    modelId: earlier.modelId ?? one(asked.modelId) ?? onlyModel?.id ?? null,
    suggestedName: [version?.templateName, dataset?.name].filter(Boolean).join(" · "),
  };
  return <LaunchWizard choices={choices} initial={initial} scheduleId={one(asked.scheduleId)} />;
}

type Api = Awaited<ReturnType<typeof serverApi>>;

/** What a batch, a schedule or a variant of a trial brings along. */
async function earlierLaunch(asked: Parameters, api: Api): Promise<Partial<LaunchPlan>> {
  const batchId = one(asked.batchId);
  if (batchId) return fromBatch(batchId, api);
  const scheduleId = one(asked.scheduleId);
  if (scheduleId) return fromSchedule(scheduleId, api);
  const trialId = one(asked.trialId);
  return trialId ? fromTrial(trialId, Number(one(asked.variant) ?? 0), api) : {};
}

async function fromBatch(id: string, api: Api): Promise<Partial<LaunchPlan>> {
  const batch = await orNotFound(api.batches.get({ id }));
  const dataset = await orNotFound(api.datasets.get({ id: batch.dataset.id }));
  const { parameters, languages, budgetCap, mode, offPeak, only } = batch;
  const { seed: _, ...reviewPlan } = batch.reviewPlan;
  // What was frozen for a launch that came to nothing is given up, or not there yet.
  const hasRows = batch.rowCount > 0;
  return {
    name: batch.name,
    ...(hasRows && { datasetId: dataset.id }),
    templateVersionId: batch.template.versionId,
    ...planOfTerms({
      datasetId: dataset.id,
      templateVersionId: batch.template.versionId,
      ...(batch.model && { modelId: batch.model.id }),
      ...{ parameters, languages, budgetCap, mode, reviewPlan },
      ...(batch.fallbackModel && { fallbackModelId: batch.fallbackModel.id }),
      ...(hasRows && batch.rowCount !== dataset.rowCount && { rowLimit: batch.rowCount }),
      ...(offPeak && { offPeak }),
      ...(only && { only }),
    }),
  };
}

async function fromSchedule(id: string, api: Api): Promise<Partial<LaunchPlan>> {
  const { name, launch, template, cron, timeZone } = await orNotFound(api.schedules.get({ id }));
  const { datasetId, templateVersionId = template.versionId } = launch;
  return {
    ...planOfTerms(launch),
    ...{ name, datasetId, templateVersionId, recurrence: { cron, timeZone } },
    recurrenceTyped: presetOf(cron) === null,
  };
}

async function fromTrial(id: string, at: number, api: Api): Promise<Partial<LaunchPlan>> {
  const trial = await orNotFound(api.trials.get({ id }));
  const variant = trial.variants[at];
  if (!variant) return { datasetId: trial.dataset.id };
  const { maxOutputTokens = null, temperature = null } = variant.parameters;
  return {
    datasetId: trial.dataset.id,
    templateVersionId: variant.isDraft ? null : variant.templateVersionId,
    modelId: variant.modelId,
    languages: trial.languages,
    maxOutputTokens,
    temperature,
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
    ...{ asksModel: asksModel(version), choosesModel: choosesModel(version) },
    inProduction: template.labels.some(({ current }) => current?.versionId === versionId),
  };
}

function one(value: string | string[] | undefined): string | undefined {
  return typeof value === "string" && value !== "" ? value : undefined;
}
