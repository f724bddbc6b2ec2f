import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { TemplateList } from "#components/templates/template-list.tsx";
import { LinkButton } from "#components/ui/link-button.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { can } from "#lib/auth/can.ts";
import { requireActor } from "../../current-actor.ts";
import { serverApi } from "../../server-api.ts";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("templates");
  return { title: t("title") };
}

/** Templates: what can be written, last changed first. */
export default async function TemplatesPage({ searchParams }: { searchParams: Promise<{ q?: string }> }) {
  const [actor, api, t, { q = "" }] = await Promise.all([
    requireActor(),
    serverApi(),
    getTranslations("templates"),
    searchParams,
  ]);
  const search = q.trim();
  const { items, nextCursor } = await api.templates.list(search ? { search } : {});
  const firstPage = {
    items: items.map(({ latest, updatedAt, ...item }) => ({
      ...item,
      latest: latest && { ...latest, publishedAt: latest.publishedAt?.toISOString() ?? null },
      updatedAt: updatedAt.toISOString(),
    })),
    nextCursor,
  };
  const mayWrite = can(actor, "templates:write");
  return (
    <>
      <PageHeader
        title={t("title")}
        primaryAction={
          mayWrite ? (
            <LinkButton variant="primary" href="/templates/new">
              {t("list.new")}
            </LinkButton>
          ) : null
        }
      />
      <TemplateList firstPage={firstPage} search={search} mayWrite={mayWrite} />
    </>
  );
}
