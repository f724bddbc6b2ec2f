import type { Metadata } from "next";
import { getLocale, getTranslations } from "next-intl/server";
import { requirePermission } from "#app/current-actor.ts";
import { serverApi } from "#app/server-api.ts";
import { PicturesPage } from "#components/images/pictures-page.tsx";
import { can } from "#lib/auth/can.ts";
import { translateError } from "#lib/i18n/translate.ts";
import { whyUnsupported } from "#lib/images/engine.ts";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("images");
  return { title: t("title") };
}

export default async function Page() {
  const actor = await requirePermission("assets:read");
  const firstPage = await (await serverApi()).assets.list({});
  const refusal = await whyUnsupported();
  const unsupported = refusal && translateError(await getLocale(), refusal.code, refusal.params);
  return (
    <PicturesPage firstPage={firstPage} mayBring={can(actor, "assets:write")} unsupported={unsupported} />
  );
}
