import type { Metadata } from "next";
import { cache } from "react";
import { requireActor } from "#app/current-actor.ts";
import { orNotFound, serverApi } from "#app/server-api.ts";
import { GlossaryPage } from "#components/glossaries/glossary-page.tsx";
import { can } from "#lib/auth/can.ts";

interface Params {
  params: Promise<{ id: string }>;
}

const findGlossary = cache(async (id: string) => orNotFound((await serverApi()).glossaries.get({ id })));

export async function generateMetadata({ params }: Params): Promise<Metadata> {
  await requireActor();
  return { title: (await findGlossary((await params).id)).name };
}

export default async function Page({ params }: Params) {
  const actor = await requireActor();
  const glossary = await findGlossary((await params).id);
  return (
    <GlossaryPage
      key={glossary.id}
      glossary={{
        ...glossary,
        updatedAt: glossary.updatedAt.toISOString(),
        versions: glossary.versions.map((made) => ({ ...made, createdAt: made.createdAt.toISOString() })),
      }}
      mayWrite={can(actor, "glossaries:write")}
    />
  );
}
