import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { parseAsJson } from "nuqs/server";
import { requirePermission } from "#app/current-actor.ts";
import { orNotFound, serverApi } from "#app/server-api.ts";
import { NewTrialPage } from "#components/trials/new-trial-page.tsx";
import { variantsSchema } from "#components/trials/trial-address.ts";
import type { SetChoice, VersionChoice } from "#components/trials/trial-draft.ts";
import { choosesModel } from "#lib/templates/steps.ts";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("trials.new");
  return { title: t("title") };
}

type Parameters = Partial<
  Record<
    "datasetId" | "templateVersionId" | "modelId" | "variants" | "regressionSetId" | "templateId",
    string | string[]
  >
>;
type Api = Awaited<ReturnType<typeof serverApi>>;

const MOST = 200;

/** A new trial, begun from a dataset or a version where the address names one. */
export default async function Page({ searchParams }: { searchParams: Promise<Parameters> }) {
  const [, asked, api] = await Promise.all([requirePermission("trials:run"), searchParams, serverApi()]);
  const wanted = one(asked.templateVersionId);
  const named = parseAsJson(variantsSchema).parse(one(asked.variants) ?? "");
  const regressionSet = await setChoice(api, one(asked.templateId), one(asked.regressionSetId));
  const [datasets, versions, models, lastModelId] = await Promise.all([
    api.datasets.list({ status: "ready", limit: MOST }),
    versionChoices(api, [
      wanted,
      ...(named ?? []).map(({ templateVersionId }) => templateVersionId),
      ...(regressionSet?.versionIds ?? []),
    ]),
    api.models.list({ limit: MOST }),
    lastModelOf(api, regressionSet?.templateId ?? null),
  ]);
  const texts = models.items.filter((model) => model.kind === "text" && model.archivedAt === null);
  return (
    <NewTrialPage
      datasets={datasets.items.map(({ id, name, rowCount, split }) => ({
        ...{ id, name, rowCount },
        isSplit: split !== null,
      }))}
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
      modelId={one(asked.modelId) ?? lastModelId}
      regressionSet={regressionSet}
    />
  );
}

// The latest version first: what is compared is held against it.
async function setChoice(
  api: Api,
  templateId: string | null,
  setId: string | null,
): Promise<SetChoice | null> {
  if (templateId === null || setId === null) return null;
  const set = await orNotFound(api.regressionSets.get({ id: templateId, setId }));
  const { versions, draft } = await orNotFound(api.templates.find({ id: templateId }));
  const [latest] = versions;
  return {
    ...{ id: set.id, templateId, name: set.name, version: set.version, cases: set.cases.length },
    versionIds: [...(latest ? [latest.id] : []), draft.id],
  };
}

// What is compared differs in the version, not in the model that it was tried on so far.
async function lastModelOf(api: Api, templateId: string | null): Promise<string | null> {
  if (templateId === null) return null;
  const { items } = await api.trials.list({ templateId, limit: 1 });
  return items[0]?.variants.at(-1)?.modelId ?? null;
}

// What people mostly try: the latest version of each template, its draft where it differs, and those asked for.
async function versionChoices(api: Api, wanted: (string | null)[]): Promise<VersionChoice[]> {
  const templates = await api.templates.list({ limit: MOST });
  const choices = templates.items.flatMap(
    ({ name, latest, draftVersionId, draftChanged, draftChoosesModel, languages }) => [
      ...(latest
        ? [
            {
              id: latest.versionId,
              template: name,
              number: latest.number,
              languages,
              asksModel: latest.choosesModel,
            },
          ]
        : []),
      ...(draftChanged || !latest
        ? [{ id: draftVersionId, template: name, number: null, languages, asksModel: draftChoosesModel }]
        : []),
    ],
  );
  const known = new Set(choices.map(({ id }) => id));
  const others = [...new Set(wanted)].filter((id) => id !== null && !known.has(id)) as string[];
  const older = await Promise.all(others.map((id) => olderVersion(api, id)));
  return [...older.filter((version) => version !== null), ...choices];
}

async function olderVersion(api: Api, id: string): Promise<VersionChoice | null> {
  const version = await api.templates.version({ id }).catch(() => null);
  const template = version && (await api.templates.find({ id: version.templateId }).catch(() => null));
  if (!version || !template) return null;
  return {
    ...{ id, template: template.name, number: version.number, languages: version.languages },
    asksModel: choosesModel(version),
  };
}

function one(parameter: string | string[] | undefined): string | null {
  return typeof parameter === "string" && parameter !== "" ? parameter : null;
}
