"use client";
import { useQuery } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { api } from "#components/api/client.ts";
import { TextLink } from "#components/ui/text-link.tsx";

const SHOWN = 20;

/** The regression sets of a template: what its next version can be compared on before it is published. */
export function RegressionSetsPanel({ templateId }: { templateId: string }) {
  const t = useTranslations("templates.regression");
  const { data } = useQuery(
    api.regressionSets.list.queryOptions({ input: { id: templateId, limit: SHOWN } }),
  );
  return (
    <section aria-label={t("title")} className="rounded-lg border border-line bg-surface">
      <h2 className="flex min-h-10 items-center border-line border-b px-3 font-semibold">{t("title")}</h2>
      {data?.items.length === 0 ? <p className="p-3 text-muted">{t("empty")}</p> : null}
      <ul className="divide-y divide-line">
        {data?.items.map(({ id, name, version, caseCount }) => (
          <li key={id} className="flex flex-wrap items-baseline justify-between gap-x-2 px-3 py-2">
            <TextLink href={`/templates/${templateId}/regression-sets/${id}`}>{name}</TextLink>
            <span className="text-muted text-xs">{t("facts", { version, cases: caseCount })}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}
