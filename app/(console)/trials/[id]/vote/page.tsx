import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { requirePermission } from "#app/current-actor.ts";
import { VotePage } from "#components/trials/vote-page.tsx";
import { can } from "#lib/auth/can.ts";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("trials.votes.page");
  return { title: t("title") };
}

type Asked = Partial<Record<"variants" | "rows" | "back", string | string[]>>;

interface PageProps {
  params: Promise<{ id: string }>;
  searchParams: Promise<Asked>;
}

export default async function Page({ params, searchParams }: PageProps) {
  const [actor, { id }, asked] = await Promise.all([requirePermission("trials:vote"), params, searchParams]);
  const { variants, rows, back } = asked;
  return (
    <VotePage
      trialId={id}
      canReadTrial={can(actor, "trials:read")}
      wanted={{
        ...(typeof variants === "string" && { variants }),
        ...(typeof rows === "string" && { rows }),
      }}
      back={typeof back === "string" && IMPROVEMENT.test(back) ? back : undefined}
    />
  );
}

// The address is anybody's to write: it leads to an improvement and nowhere else.
const IMPROVEMENT = /^\/templates\/[0-9a-f-]{36}\/improvements\/[0-9a-f-]{36}$/;
