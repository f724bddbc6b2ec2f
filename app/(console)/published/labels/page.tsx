import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { requirePermission } from "#app/current-actor.ts";
import { LabelReader } from "#components/publishing/labels/label-reader.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("publishing.labelReader");
  return { title: t("title") };
}

/** What a file from anywhere says of whether it is AI-generated. */
export default async function Page() {
  const [t, published] = await Promise.all([
    getTranslations("publishing.labelReader"),
    getTranslations("publishing"),
    requirePermission("publications:read"),
  ]);
  return (
    <>
      <PageHeader
        title={t("title")}
        facts={[t("about")]}
        breadcrumbs={[{ label: published("title"), href: "/published" }]}
      />
      <LabelReader />
    </>
  );
}
