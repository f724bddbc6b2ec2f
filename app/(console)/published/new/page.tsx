import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { orNotFound, serverApi } from "#app/server-api.ts";
import { ChooseBatch } from "#components/publishing/choose-batch.tsx";
import { PublishForm } from "#components/publishing/publish-form.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("publishing");
  return { title: t("new.title") };
}

/** Publish a batch: how much of it is approved, as which file, and which columns that has. */
export default async function NewPublicationPage({
  searchParams,
}: {
  searchParams: Promise<{ batchId?: string }>;
}) {
  const { batchId } = await searchParams;
  const [api, t] = await Promise.all([serverApi(), getTranslations("publishing")]);
  const preview = batchId ? await orNotFound(api.publications.preview({ batchId })) : null;
  const publishable = preview ? null : await api.publications.publishable({});
  return (
    <>
      <PageHeader
        title={preview ? t("new.titleOf", { name: preview.batchName }) : t("new.title")}
        breadcrumbs={[{ label: t("title"), href: "/published" }]}
      />
      {preview ? <PublishForm preview={preview} /> : <ChooseBatch batches={publishable?.batches ?? []} />}
    </>
  );
}
