import type { Metadata } from "next";
import { cache } from "react";
import { requirePermission } from "#app/current-actor.ts";
import { orNotFound, serverApi } from "#app/server-api.ts";
import { PicturePage } from "#components/images/picture-page.tsx";
import { can } from "#lib/auth/can.ts";

interface Params {
  params: Promise<{ id: string }>;
}

const findPicture = cache(async (id: string) => orNotFound((await serverApi()).assets.get({ id })));

export async function generateMetadata({ params }: Params): Promise<Metadata> {
  await requirePermission("assets:read");
  return { title: (await findPicture((await params).id)).name };
}

export default async function Page({ params }: Params) {
  const actor = await requirePermission("assets:read");
  const asset = await findPicture((await params).id);
  return <PicturePage key={asset.id} asset={asset} mayEdit={can(actor, "assets:write")} />;
}
