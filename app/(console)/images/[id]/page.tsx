import { ORPCError } from "@orpc/server";
import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { cache } from "react";
import { requirePermission } from "#app/current-actor.ts";
import { orNotFound, serverApi } from "#app/server-api.ts";
import { PicturePage } from "#components/images/picture-page.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { can } from "#lib/auth/can.ts";

interface Params {
  params: Promise<{ id: string }>;
}

/** The picture; the text that says so where retention removed it. */
const findPicture = cache(async (id: string) => {
  const asked = (await serverApi()).assets.get({ id }).catch((error: unknown) => {
    if (error instanceof ORPCError && error.code === "picture_removed") return error.message;
    throw error;
  });
  return orNotFound(asked);
});

export async function generateMetadata({ params }: Params): Promise<Metadata> {
  await requirePermission("assets:read");
  const found = await findPicture((await params).id);
  return {
    title: typeof found === "string" ? (await getTranslations("images.compare"))("removedTitle") : found.name,
  };
}

export default async function Page({ params }: Params) {
  const actor = await requirePermission("assets:read");
  const asset = await findPicture((await params).id);
  if (typeof asset === "string") {
    const t = await getTranslations("images.compare");
    return <EmptyState titleAs="h1" title={t("removedTitle")} cause={asset} />;
  }
  return <PicturePage key={asset.id} asset={asset} mayEdit={can(actor, "assets:write")} />;
}
