import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { requirePermission } from "#app/current-actor.ts";
import { orNotFound, serverApi } from "#app/server-api.ts";
import { ChooseBatch } from "#components/publishing/choose-batch.tsx";
import { PublishForm } from "#components/publishing/publish-form.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("publishing");
  return { title: t("new.title") };
}

/** Publish a batch: how much of it is approved, where it goes, and what that changes there. */
export default async function NewPublicationPage({
  searchParams,
}: {
  searchParams: Promise<{ batchId?: string }>;
}) {
  const [, { batchId }, api, t] = await Promise.all([
    requirePermission("publications:create"),
    searchParams,
    serverApi(),
    getTranslations("publishing"),
  ]);
  const preview = batchId ? await orNotFound(api.publications.preview({ batchId })) : null;
  const channels = preview ? (await api.channels.list({})).items : [];
  const offered = channels.filter(
    ({ isBuiltIn, mayPublish, endedAt }) => !isBuiltIn && mayPublish && !endedAt,
  );
  const publishable = preview ? null : await api.publications.publishable({});
  return (
    <>
      <PageHeader
        title={preview ? t("new.titleOf", { name: preview.batchName }) : t("new.title")}
        breadcrumbs={[{ label: t("title"), href: "/published" }]}
      />
      {preview ? (
        <PublishForm preview={preview} channels={offered} />
      ) : (
        <ChooseBatch batches={publishable?.batches ?? []} />
      )}
    </>
  );
}
