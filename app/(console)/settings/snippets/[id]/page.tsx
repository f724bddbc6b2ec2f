import type { Metadata } from "next";
import { cache } from "react";
import { requireActor } from "#app/current-actor.ts";
import { orNotFound, serverApi } from "#app/server-api.ts";
import { SnippetPage } from "#components/snippets/snippet-page.tsx";
import { can } from "#lib/auth/can.ts";

interface Params {
  params: Promise<{ id: string }>;
}

const findSnippet = cache(async (id: string) => orNotFound((await serverApi()).snippets.get({ id })));

export async function generateMetadata({ params }: Params): Promise<Metadata> {
  await requireActor();
  return { title: (await findSnippet((await params).id)).name };
}

export default async function Page({ params }: Params) {
  const actor = await requireActor();
  const snippet = await findSnippet((await params).id);
  return (
    <SnippetPage
      key={`${snippet.id}:${snippet.version}`}
      snippet={{
        ...snippet,
        archivedAt: snippet.archivedAt?.toISOString() ?? null,
        versions: snippet.versions.map((made) => ({ ...made, createdAt: made.createdAt.toISOString() })),
      }}
      mayWrite={can(actor, "templates:write")}
    />
  );
}
