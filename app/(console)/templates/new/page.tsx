import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { NewTemplate } from "#components/templates/new-template.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { requirePermission } from "../../../current-actor.ts";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("templates");
  return { title: t("new.title") };
}

/** A new template, from a starter or blank. */
export default async function NewTemplatePage() {
  const [, t] = await Promise.all([requirePermission("templates:write"), getTranslations("templates")]);
  return (
    <>
      <PageHeader title={t("new.title")} breadcrumbs={[{ label: t("title"), href: "/templates" }]} />
      <NewTemplate />
    </>
  );
}
