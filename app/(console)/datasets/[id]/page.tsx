import type { Metadata } from "next";
import { cache } from "react";
import { requireActor } from "#app/current-actor.ts";
import { orNotFound, serverApi } from "#app/server-api.ts";
import { DatasetPage } from "#components/datasets/dataset-page.tsx";
import { can } from "#lib/auth/can.ts";

interface Params {
  params: Promise<{ id: string }>;
}

const findDataset = cache(async (id: string) => orNotFound((await serverApi()).datasets.get({ id })));

export async function generateMetadata({ params }: Params): Promise<Metadata> {
  await requireActor();
  return { title: (await findDataset((await params).id)).name };
}

export default async function Page({ params }: Params) {
  const actor = await requireActor();
  const dataset = await findDataset((await params).id);
  return (
    <DatasetPage
      dataset={dataset}
      may={{
        write: can(actor, "datasets:write"),
        trial: can(actor, "trials:run"),
        launch: can(actor, "batches:launch"),
      }}
    />
  );
}
