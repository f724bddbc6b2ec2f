import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { requireActor } from "#app/current-actor.ts";
import { serverApi } from "#app/server-api.ts";
import { PublicationList } from "#components/publishing/publication-list.tsx";
import { LinkButton } from "#components/ui/link-button.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { can } from "#lib/auth/can.ts";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("publishing");
  return { title: t("title") };
}

/** Everything that was published: what, as which file, by whom and when. */
export default async function PublishedPage({
  searchParams,
}: {
  searchParams: Promise<{ batchId?: string }>;
}) {
  const { batchId } = await searchParams;
  const [actor, api, t] = await Promise.all([requireActor(), serverApi(), getTranslations("publishing")]);
  const page = await api.publications.list({ limit: 50, ...(batchId && { batchId }) });
  const canPublish = can(actor, "publications:create");
  return (
    <>
      <PageHeader
        title={t("title")}
        facts={[t("intro")]}
        actions={<LinkButton href="/published/labels">{t("labelReader.title")}</LinkButton>}
        primaryAction={
          canPublish ? (
            <LinkButton
              variant="primary"
              href={batchId ? `/published/new?batchId=${batchId}` : "/published/new"}
            >
              {t("publish")}
            </LinkButton>
          ) : null
        }
      />
      <PublicationList
        firstPage={page}
        batchId={batchId}
        canPublish={canPublish}
        canRecall={can(actor, "publications:recall")}
      />
    </>
  );
}
