import type { Metadata } from "next";
import { cache } from "react";
import { requireActor } from "#app/current-actor.ts";
import { orNotFound, serverApi } from "#app/server-api.ts";
import { LexiconPage } from "#components/checks/lexicon-page.tsx";
import { can } from "#lib/auth/can.ts";

interface Params {
  params: Promise<{ id: string }>;
}

const findLexicon = cache(async (id: string) => orNotFound((await serverApi()).lexicons.get({ id })));

export async function generateMetadata({ params }: Params): Promise<Metadata> {
  await requireActor();
  return { title: (await findLexicon((await params).id)).name };
}

export default async function Page({ params }: Params) {
  const actor = await requireActor();
  const lexicon = await findLexicon((await params).id);
  return (
    <LexiconPage
      key={lexicon.id}
      lexicon={{
        ...lexicon,
        updatedAt: lexicon.updatedAt.toISOString(),
        versions: lexicon.versions.map((made) => ({ ...made, createdAt: made.createdAt.toISOString() })),
      }}
      mayWrite={can(actor, "lexicons:write")}
      mayRescan={can(actor, "rescans:run")}
      mayRecall={can(actor, "publications:recall")}
    />
  );
}
