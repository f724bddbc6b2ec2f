import type { Metadata } from "next";
import { cache } from "react";
import { requireActor } from "#app/current-actor.ts";
import { orNotFound, serverApi } from "#app/server-api.ts";
import { CollectionPage } from "#components/knowledge/collection-page.tsx";
import { can } from "#lib/auth/can.ts";

interface Params {
  params: Promise<{ id: string }>;
}

const findCollection = cache(async (id: string) => orNotFound((await serverApi()).collections.get({ id })));

export async function generateMetadata({ params }: Params): Promise<Metadata> {
  await requireActor();
  return { title: (await findCollection((await params).id)).name };
}

export default async function Page({ params }: Params) {
  const { id } = await params;
  const [actor, api] = await Promise.all([requireActor(), serverApi()]);
  const collection = await findCollection(id);
  const [documents, models] = await Promise.all([
    api.collections.documents.list({ id }),
    api.models.list({ kind: "embedding", limit: 200 }),
  ]);
  return (
    <CollectionPage
      key={id}
      collection={collection}
      documents={documents}
      models={models.items}
      mayWrite={can(actor, "collections:write")}
    />
  );
}
