import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { NewTemplate } from "#components/templates/new-template.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { can } from "#lib/auth/can.ts";
import { requireActor } from "../../../current-actor.ts";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("templates");
  return { title: t("new.title") };
}

/** A new template, from a starter or blank. */
export default async function NewTemplatePage() {
  const [actor, t] = await Promise.all([requireActor(), getTranslations("templates")]);
  return (
    <>
      <PageHeader title={t("new.title")} breadcrumbs={[{ label: t("title"), href: "/templates" }]} />
      {can(actor, "templates:write") ? (
        <NewTemplate />
      ) : (
        <EmptyState title={t("new.forbidden")} cause={t("new.forbiddenCause")} />
      )}
    </>
  );
}
