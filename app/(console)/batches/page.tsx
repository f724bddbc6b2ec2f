import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { requireActor } from "#app/current-actor.ts";
import { serverApi } from "#app/server-api.ts";
import { BatchesPage } from "#components/batches/batches-page.tsx";
import { modelName } from "#components/models/model-name.ts";
import { can } from "#lib/auth/can.ts";
import { BATCH_SORTS } from "#lib/batches/batch-sort.ts";
import { BATCH_STATES } from "#lib/batches/batch-state.ts";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("batches");
  return { title: t("title") };
}

const OFFERED = 200;

type Parameters = Partial<Record<string, string | string[]>>;

export default async function Page({ searchParams }: { searchParams: Promise<Parameters> }) {
  const [actor, asked, api] = await Promise.all([requireActor(), searchParams, serverApi()]);
  const status = BATCH_STATES.find((state) => state === asked.status);
  const sort = BATCH_SORTS.find((one) => one === asked.sort);
  const filter = {
    ...(typeof asked.q === "string" && asked.q && { search: asked.q }),
    ...(status && { status }),
    ...(typeof asked.dataset === "string" && { datasetId: asked.dataset }),
    ...(typeof asked.template === "string" && { templateId: asked.template }),
    ...(typeof asked.model === "string" && { modelId: asked.model }),
    ...(asked.by === "me" && { launchedBy: actor.memberId }),
    ...(sort && { sort }),
  };
  const [firstPage, templates, datasets, models] = await Promise.all([
    api.batches.list(filter),
    api.templates.list({ limit: OFFERED }),
    api.datasets.list({ limit: OFFERED }),
    api.models.list({ kind: "text", limit: OFFERED }),
  ]);
  return (
    <BatchesPage
      filter={filter}
      firstPage={firstPage}
      choices={{
        templates: templates.items.map(({ id, name }) => ({ value: id, label: name })),
        datasets: datasets.items.map(({ id, name }) => ({ value: id, label: name })),
        models: models.items.map(({ id, name, providerName }) => ({
          value: id,
          label: modelName({ name, provider: providerName }),
        })),
      }}
      canLaunch={can(actor, "batches:launch")}
    />
  );
}
