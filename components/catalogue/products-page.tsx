"use client";
import { keepPreviousData, useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { Filter, SearchX } from "lucide-react";
import { useFormatter, useTranslations } from "next-intl";
import { parseAsString, parseAsStringLiteral, useQueryStates } from "nuqs";
import { useEffect, useState } from "react";
import { api, problemOf } from "#components/api/client.ts";
import { ProblemCallout } from "#components/api/problem-callout.tsx";
import { Button } from "#components/ui/button.tsx";
import { DataTable } from "#components/ui/data-table.tsx";
import type { DataTableColumn } from "#components/ui/data-table-column.ts";
import { DateTime } from "#components/ui/date-time.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { FilterBar, SearchFilter } from "#components/ui/filter-bar.tsx";
import { LinkButton } from "#components/ui/link-button.tsx";
import { NumberText } from "#components/ui/number-text.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { Select } from "#components/ui/select.tsx";
import type { ProductAnswer } from "./catalogue-answers.ts";
import { CatalogueTabs } from "./catalogue-tabs.tsx";
import { FilterBuilder } from "./filter-builder.tsx";
import { completeFilter, filterOfText, partsOf, textOfFilter } from "./filter-draft.ts";
import { type FilteredBy, useFilterFields } from "./filter-fields.ts";
import { FreezeDialog } from "./freeze-dialog.tsx";
import { pictureAddress } from "./picture-address.ts";
import { PictureThumb } from "./picture-thumb.tsx";
import { SaveSelection } from "./save-selection.tsx";

const ROWS_PER_READ = 100;
const SORTS = ["added", "-added", "key", "-key"] as const;
/** So long nobody types on. */
const SETTLED_MS = 400;

const inAddress = {
  filter: parseAsString,
  q: parseAsString,
  selection: parseAsString,
  sort: parseAsStringLiteral(SORTS).withDefault("added"),
};

/** The products of the catalogue by filter; filter, order and search stand in the address. */
export function ProductsPage({
  may,
  filteredBy,
}: {
  may: { write: boolean; freeze: boolean };
  filteredBy: FilteredBy;
}) {
  const t = useTranslations("catalogue.products");
  const tabs = useTranslations("catalogue.tabs");
  const builder = useTranslations("catalogue.filterBuilder");
  const format = useFormatter();
  const [asked, setAsked] = useQueryStates(inAddress);
  const [draft, setDraft] = useState(() => filterOfText(asked.filter));
  const [isOpen, setIsOpen] = useState(asked.filter !== null);
  const fields = useFilterFields(filteredBy);
  const filter = filterOfText(asked.filter);
  const isFiltered = partsOf(filter).length > 0;
  const draftText = textOfFilter(completeFilter(draft));
  useEffect(() => {
    if (draftText === asked.filter) return;
    const settled = setTimeout(() => void setAsked({ filter: draftText }), SETTLED_MS);
    return () => clearTimeout(settled);
  }, [draftText, asked.filter, setAsked]);

  const list = useInfiniteQuery({
    ...api.products.list.infiniteOptions({
      input: (cursor: string | undefined) => ({
        limit: ROWS_PER_READ,
        sort: asked.sort,
        ...(asked.filter && { filter: asked.filter }),
        ...(asked.q && { q: asked.q }),
        ...(cursor && { cursor }),
      }),
      initialPageParam: undefined,
      getNextPageParam: (page) => page.nextCursor ?? undefined,
    }),
    placeholderData: keepPreviousData,
    retry: false,
  });
  const counted = useQuery({
    ...api.products.count.queryOptions({ input: { filter } }),
    placeholderData: keepPreviousData,
    retry: false,
  });
  const count = counted.error ? undefined : counted.data;
  const misfits = problemOf(counted.error)?.errors ?? [];
  const items = list.error ? [] : (list.data?.pages.flatMap((page) => page.items) ?? []);

  const columns: DataTableColumn<ProductAnswer>[] = [
    {
      id: "key",
      header: t("key"),
      width: "12rem",
      cell: ({ key }) => <span className="font-mono text-xs">{key}</span>,
    },
    {
      id: "picture",
      header: t("picture"),
      width: "4rem",
      cell: ({ pictures }) => <PictureThumb url={pictureAddress(pictures[0])} />,
    },
    { id: "title", header: t("productTitle"), grow: true, cell: ({ title }) => title ?? "—" },
    { id: "category", header: t("category"), cell: ({ category }) => category ?? "—" },
    {
      id: "country",
      header: t("country"),
      width: "6rem",
      cell: ({ countries }) => countries.join(", ") || "—",
    },
    {
      id: "language",
      header: t("language"),
      width: "6rem",
      cell: ({ languages }) => languages.join(", ") || "—",
    },
    { id: "gtin", header: t("gtin"), hidden: true, cell: ({ gtin }) => gtin ?? "—" },
    {
      id: "pictures",
      header: t("pictures"),
      align: "end",
      width: "6rem",
      cell: ({ pictures }) => <NumberText value={pictures.length} />,
    },
    ...filteredBy.attributes.map(
      ({ name }): DataTableColumn<ProductAnswer> => ({
        id: `attributes.${name}`,
        header: name,
        hidden: true,
        cell: (product) => product.attributes[name] ?? "—",
      }),
    ),
    {
      id: "changed",
      header: t("changed"),
      width: "8rem",
      cell: ({ changedAt }) => <DateTime iso={changedAt} relative />,
    },
  ];

  return (
    <>
      <PageHeader
        title={tabs("label")}
        facts={[
          <span key="count" className="figures" aria-live="polite">
            {count ? t(count.exact ? "count" : "countMore", { count: count.count }) : "\u00a0"}
          </span>,
        ]}
        actions={
          <>
            {may.write && isFiltered ? (
              <SaveSelection
                filter={filter}
                selectionId={asked.selection}
                onSaved={(selection) => void setAsked({ selection })}
              />
            ) : null}
            {may.freeze ? <FreezeDialog filter={filter} selectionId={asked.selection} count={count} /> : null}
          </>
        }
        primaryAction={
          may.write ? (
            <LinkButton variant="primary" href="/catalogue/imports/new">
              {t("import")}
            </LinkButton>
          ) : null
        }
        tabs={<CatalogueTabs current="products" />}
      />
      {isOpen ? (
        <FilterBuilder
          filter={draft}
          fields={fields}
          onChange={setDraft}
          misfit={(path) => misfits.find((one) => one.path === path)?.message ?? null}
        />
      ) : null}
      {misfits.length === 0 ? <ProblemCallout error={list.error ?? counted.error} className="mb-3" /> : null}
      <DataTable
        label={tabs("products")}
        columns={columns}
        rows={items}
        rowKey={({ key }) => key}
        rowHref={({ key }) => `/catalogue/products/${encodeURIComponent(key)}`}
        loading={list.isPending}
        virtualHeight="calc(100dvh - 15rem)"
        storageKey="products"
        hasMore={list.hasNextPage}
        loadingMore={list.isFetchingNextPage}
        onLoadMore={() => void list.fetchNextPage()}
        toolbar={
          <FilterBar>
            <SearchFilter label={t("search")} />
            <Select
              size="sm"
              aria-label={t("sort")}
              value={asked.sort}
              options={SORTS.map((sort) => ({ value: sort, label: t(`sorts.${sort}`) }))}
              onValueChange={(sort) => void setAsked({ sort })}
            />
            <Button
              size="sm"
              icon={<Filter aria-hidden />}
              aria-expanded={isOpen}
              onClick={() => setIsOpen(!isOpen)}
            >
              {isOpen ? t("hideFilter") : t("filter")}
              {isFiltered ? ` (${format.number(partsOf(filter).length)})` : ""}
            </Button>
            {isFiltered ? (
              <Button
                size="sm"
                variant="ghost"
                onClick={() => {
                  setDraft({ all: [] });
                  void setAsked({ filter: null, selection: null });
                }}
              >
                {builder("clear")}
              </Button>
            ) : null}
          </FilterBar>
        }
        empty={
          isFiltered || asked.q ? (
            <EmptyState icon={<SearchX aria-hidden />} title={t("noneFound")} cause={t("noneFoundCause")} />
          ) : (
            <EmptyState
              title={t("none")}
              cause={t("noneCause")}
              action={may.write ? <LinkButton href="/catalogue/imports/new">{t("import")}</LinkButton> : null}
            />
          )
        }
      />
    </>
  );
}
