"use client";
import { keepPreviousData, useInfiniteQuery } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { api } from "#components/api/client.ts";
import { ProblemCallout } from "#components/api/problem-callout.tsx";
import { ChangedFields } from "#components/ui/changed-fields.tsx";
import { DataTable } from "#components/ui/data-table.tsx";
import { NumberText } from "#components/ui/number-text.tsx";
import { Select } from "#components/ui/select.tsx";
import { withPlainName } from "./plain-field-name.ts";

export const IMPORT_VIEWS = ["changed", "new", "unchanged", "older", "invalid"] as const;

export type ImportView = (typeof IMPORT_VIEWS)[number];

const FIELDS_SHOWN = 8;
const ROWS_PER_READ = 50;

export interface ImportChangesProps {
  id: string;
  view: Exclude<ImportView, "invalid">;
  onView: (view: ImportView) => void;
}

/** What an import does to each product, field by field. */
export function ImportChanges({ id, view, onView }: ImportChangesProps) {
  const t = useTranslations("catalogue.importPage");
  const list = useInfiniteQuery({
    ...api.catalogue.imports.changes.infiniteOptions({
      input: (cursor: string | undefined) => ({
        id,
        limit: ROWS_PER_READ,
        ...(view === "older" ? { older: "true" } : { kind: view }),
        ...(cursor && { cursor }),
      }),
      initialPageParam: undefined,
      getNextPageParam: (page) => page.nextCursor ?? undefined,
    }),
    placeholderData: keepPreviousData,
  });
  return (
    <>
      <ProblemCallout error={list.error} className="mb-3" />
      <DataTable
        label={t("views")}
        rows={list.data?.pages.flatMap((page) => page.items) ?? []}
        rowKey={({ key }) => key}
        loading={list.isPending}
        hasMore={list.hasNextPage}
        loadingMore={list.isFetchingNextPage}
        onLoadMore={() => void list.fetchNextPage()}
        empty={t("nothingOfKind")}
        toolbar={
          <Select
            size="sm"
            aria-label={t("views")}
            value={view}
            options={IMPORT_VIEWS.map((one) => ({ value: one, label: t(`kind.${one}`) }))}
            onValueChange={onView}
          />
        }
        columns={[
          {
            id: "key",
            header: t("key"),
            width: "14rem",
            cell: ({ key }) => <span className="font-mono text-xs">{key}</span>,
          },
          {
            id: "row",
            header: t("row"),
            align: "end",
            width: "5rem",
            cell: ({ sourceRow }) => <NumberText value={sourceRow} />,
          },
          {
            id: "fields",
            header: t("fields"),
            grow: true,
            wrap: true,
            cell: ({ fields }) => <ChangedFields fields={fields.map(withPlainName)} most={FIELDS_SHOWN} />,
          },
        ]}
      />
    </>
  );
}
