import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { requireActor } from "#app/current-actor.ts";
import { serverApi } from "#app/server-api.ts";
import { TokensPage } from "#components/settings/tokens-page.tsx";
import { can } from "#lib/auth/can.ts";

const MOST_MEMBERS_TO_CHOOSE_FROM = 200;

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("settings.tokens");
  return { title: t("title") };
}

export default async function Page() {
  const [actor, api] = await Promise.all([requireActor(), serverApi()]);
  const [firstPage, members] = await Promise.all([
    api.tokens.list({}),
    can(actor, "tokens:write") && can(actor, "members:read")
      ? api.members.list({ limit: MOST_MEMBERS_TO_CHOOSE_FROM })
      : null,
  ]);
  const choices = members?.items.filter(({ state }) => state === "active") ?? null;
  return <TokensPage firstPage={firstPage} memberId={actor.memberId} members={choices} />;
}
