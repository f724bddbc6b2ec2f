import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { CompareChoice } from "#components/templates/compare-choice.tsx";
import { bodyOf } from "#components/templates/template-view.ts";
import { VersionDiff } from "#components/templates/version-diff.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { orNotFound, serverApi } from "../../../../server-api.ts";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("templates");
  return { title: t("compare.title") };
}

/** Any two versions of a template beside each other; by default the newest one and the draft. */
export default async function ComparePage({
  params,
  searchParams,
}: {
  params: Promise<{ id: string }>;
  searchParams: Promise<{ from?: string; to?: string }>;
}) {
  const [api, t, { id }, chosen] = await Promise.all([
    serverApi(),
    getTranslations("templates"),
    params,
    searchParams,
  ]);
  const template = await orNotFound(api.templates.find({ id }));
  const from = chosen.from ?? template.versions[0]?.id ?? template.draft.id;
  const to = chosen.to ?? template.draft.id;
  const [before, after] = await Promise.all([
    orNotFound(api.templates.version({ id: from })),
    orNotFound(api.templates.version({ id: to })),
  ]);
  const labelOf = (number: number | null) =>
    number === null ? t("compare.draft") : t("versionNumber", { number });
  return (
    <>
      <PageHeader
        title={t("compare.title")}
        breadcrumbs={[
          { label: t("title"), href: "/templates" },
          { label: template.name, href: `/templates/${template.id}` },
        ]}
      />
      <CompareChoice
        from={from}
        to={to}
        versions={[
          { id: template.draft.id, label: labelOf(null) },
          ...template.versions.map(({ id, number }) => ({ id, label: labelOf(number) })),
        ]}
      />
      <VersionDiff
        before={bodyOf(before)}
        after={bodyOf(after)}
        beforeLabel={labelOf(before.number)}
        afterLabel={labelOf(after.number)}
      />
    </>
  );
}
