"use client";
import { useLocale, useTranslations } from "next-intl";
import { api, type client } from "#components/api/client.ts";
import { ProblemCallout } from "#components/api/problem-callout.tsx";
import { usePagedList } from "#components/api/use-paged-list.ts";
import { Badge } from "#components/ui/badge.tsx";
import { DataTable } from "#components/ui/data-table.tsx";
import type { DataTableColumn } from "#components/ui/data-table-column.ts";
import { DateTime } from "#components/ui/date-time.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { ClearFilters, FilterBar, SearchFilter } from "#components/ui/filter-bar.tsx";
import { LinkButton } from "#components/ui/link-button.tsx";
import { NumberText } from "#components/ui/number-text.tsx";
import { languageName } from "./language-name.ts";

type TemplatePage = Awaited<ReturnType<typeof client.templates.list>>;
type ListedTemplate = TemplatePage["items"][number];

export interface TemplateListProps {
  /** For this search. */
  firstPage: TemplatePage;
  search: string;
  mayWrite: boolean;
}

/** All templates, last changed first. */
export function TemplateList({ firstPage, search, mayWrite }: TemplateListProps) {
  const t = useTranslations("templates.list");
  const columns = useColumns();
  const { items, error, paging } = usePagedList(api.templates.list, {
    filter: search ? { search } : {},
    firstPage,
  });
  return (
    <>
      <ProblemCallout error={error} className="mb-3" />
      <DataTable
        label={t("label")}
        columns={columns}
        rows={items}
        rowKey={({ id }) => id}
        rowHref={({ id }) => `/templates/${id}`}
        storageKey="templates"
        {...paging}
        toolbar={
          <FilterBar>
            <SearchFilter label={t("search")} />
            <ClearFilters params={["q"]} />
          </FilterBar>
        }
        empty={
          search ? (
            <EmptyState title={t("noMatch", { search })} cause={t("noMatchCause")} />
          ) : (
            <EmptyState
              title={t("empty")}
              cause={t("emptyCause")}
              action={
                mayWrite ? (
                  <LinkButton variant="primary" href="/templates/new">
                    {t("new")}
                  </LinkButton>
                ) : null
              }
            />
          )
        }
      />
    </>
  );
}

function useColumns(): DataTableColumn<ListedTemplate>[] {
  const t = useTranslations("templates.list");
  const locale = useLocale();
  return [
    {
      id: "name",
      header: t("name"),
      width: "18rem",
      cell: ({ name, description }) => <span title={description || undefined}>{name}</span>,
    },
    {
      id: "version",
      header: t("version"),
      cell: ({ latest, draftChanged }) => (
        <span className="flex items-center gap-1.5">
          {latest ? <Badge>{t("versionNumber", { number: latest.number })}</Badge> : null}
          {draftChanged ? (
            <span className="text-muted text-xs">{latest ? t("draftChanged") : t("draftOnly")}</span>
          ) : null}
        </span>
      ),
    },
    {
      id: "outputs",
      header: t("outputs"),
      cell: ({ outputs }) => outputs.map(({ name }) => name).join(", "),
    },
    {
      id: "languages",
      header: t("languages"),
      cell: ({ languages }) => (
        <span title={languages.map((code) => languageName(code, locale)).join(", ")}>
          {languages.join(", ")}
        </span>
      ),
    },
    {
      id: "used",
      header: t("used"),
      unit: t("batches"),
      align: "end",
      cell: ({ batchCount }) => <NumberText value={batchCount} />,
    },
    {
      id: "updated",
      header: t("updated"),
      cell: ({ updatedAt, updatedBy }) => (
        <span className="text-muted">
          <DateTime iso={updatedAt} relative /> {updatedBy ? t("by", { name: updatedBy }) : null}
        </span>
      ),
    },
  ];
}
