"use client";
import { useLocale, useTranslations } from "next-intl";
import { useState } from "react";
import { client } from "#components/api/client.ts";
import { useProblemText } from "#components/api/use-problem-text.ts";
import { Badge } from "#components/ui/badge.tsx";
import { DataTable } from "#components/ui/data-table.tsx";
import type { DataTableColumn } from "#components/ui/data-table-column.ts";
import { DateTime } from "#components/ui/date-time.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { ClearFilters, FilterBar, SearchFilter } from "#components/ui/filter-bar.tsx";
import { LinkButton } from "#components/ui/link-button.tsx";
import { NumberText } from "#components/ui/number-text.tsx";
import { showToast } from "#components/ui/toast.tsx";
import { languageName } from "./language-name.ts";

/** A template as a line of the list; times are RFC 3339. */
export interface ListedTemplate {
  id: string;
  name: string;
  description: string;
  latest: { number: number } | null;
  draftChanged: boolean;
  outputs: { name: string }[];
  languages: string[];
  updatedAt: string;
  updatedBy: string | null;
  batchCount: number;
}

export interface TemplateListProps {
  /** The first page, for this search. */
  items: ListedTemplate[];
  nextCursor: string | null;
  search: string;
  mayWrite: boolean;
}

/** All templates, last changed first. */
export function TemplateList({ items, nextCursor, search, mayWrite }: TemplateListProps) {
  const t = useTranslations("templates.list");
  const textOf = useProblemText();
  const columns = useColumns();
  const [more, setMore] = useState<{ items: ListedTemplate[]; nextCursor: string | null; loading: boolean }>({
    items: [],
    nextCursor,
    loading: false,
  });
  const loadMore = async () => {
    setMore({ ...more, loading: true });
    try {
      const cursor = more.nextCursor ?? "";
      const page = await client.templates.list({ cursor, ...(search && { search }) });
      setMore({ items: [...more.items, ...page.items], nextCursor: page.nextCursor, loading: false });
    } catch (error) {
      setMore({ ...more, loading: false });
      showToast({ tone: "danger", title: textOf(error) });
    }
  };
  return (
    <DataTable
      label={t("label")}
      columns={columns}
      rows={[...items, ...more.items]}
      rowKey={({ id }) => id}
      rowHref={({ id }) => `/templates/${id}`}
      hasMore={more.nextCursor !== null}
      loadingMore={more.loading}
      onLoadMore={() => void loadMore()}
      storageKey="templates"
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
