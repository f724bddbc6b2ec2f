import type { Metadata } from "next";
import { cache } from "react";
import { requirePermission } from "#app/current-actor.ts";
import { orNotFound, serverApi } from "#app/server-api.ts";
import { ImportPage } from "#components/catalogue/import-page.tsx";
import { can } from "#lib/auth/can.ts";

interface Params {
  params: Promise<{ id: string }>;
}

const findImport = cache(async (id: string) => orNotFound((await serverApi()).catalogue.imports.get({ id })));

export async function generateMetadata({ params }: Params): Promise<Metadata> {
  await requirePermission("catalogue:read");
  return { title: (await findImport((await params).id)).fileName };
}

export default async function Page({ params }: Params) {
  const actor = await requirePermission("catalogue:read");
  const asLoaded = await findImport((await params).id);
  return <ImportPage asLoaded={asLoaded} mayWrite={can(actor, "catalogue:write")} />;
}
