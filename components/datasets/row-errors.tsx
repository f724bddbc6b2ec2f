"use client";
import { keepPreviousData, useInfiniteQuery } from "@tanstack/react-query";
import { CircleCheck, Download } from "lucide-react";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { api } from "#components/api/client.ts";
import { ProblemCallout } from "#components/api/problem-callout.tsx";
import { Button } from "#components/ui/button.tsx";
import { buttonStyle } from "#components/ui/button-style.ts";
import { Callout } from "#components/ui/callout.tsx";
import { DataTable } from "#components/ui/data-table.tsx";
import type { DataTableColumn } from "#components/ui/data-table-column.ts";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { NumberText } from "#components/ui/number-text.tsx";
import type { DatasetAnswer } from "./dataset-answer.ts";

type Group = DatasetAnswer["errors"][number];

interface RowError {
  sourceRow: number;
  column: string;
  rule: string;
  value: string | null;
  message: string;
}

/** The rows that were left out: by rule, one by one, and as a file to mend and upload again. */
export function RowErrors({ dataset }: { dataset: DatasetAnswer }) {
  const t = useTranslations("datasets.errorsView");
  const [chosen, setChosen] = useState<Group | null>(null);
  const { id, status, errorCount, errors } = dataset;
  const list = useInfiniteQuery({
    ...api.datasets.errors.infiniteOptions({
      input: (cursor: string | undefined) => ({
        id,
        ...(chosen && { rule: chosen.rule, column: chosen.column }),
        ...(cursor && { cursor }),
      }),
      initialPageParam: undefined,
      getNextPageParam: (page) => page.nextCursor ?? undefined,
    }),
    enabled: errorCount > 0,
    placeholderData: keepPreviousData,
    refetchOnMount: "always",
  });
  if (errorCount === 0) {
    return (
      <EmptyState
        icon={<CircleCheck aria-hidden />}
        title={t("none")}
        cause={status === "importing" ? t("noneYet") : t("noneCause")}
      />
    );
  }

  const groupColumns: DataTableColumn<Group>[] = [
    { id: "message", header: t("what"), cell: ({ message }) => message, wrap: true },
    { id: "column", header: t("column"), cell: ({ column }) => column || t("wholeRow") },
    { id: "count", header: t("rows"), align: "end", cell: ({ count }) => <NumberText value={count} /> },
    {
      id: "first",
      header: t("firstRow"),
      align: "end",
      cell: ({ firstSourceRow }) => <NumberText value={firstSourceRow} />,
    },
  ];
  const errorColumns: DataTableColumn<RowError>[] = [
    {
      id: "row",
      header: t("sourceRow"),
      align: "end",
      width: "6rem",
      cell: ({ sourceRow }) => <NumberText value={sourceRow} />,
    },
    { id: "column", header: t("column"), cell: ({ column }) => column || t("wholeRow") },
    { id: "value", header: t("value"), cell: ({ value }) => value || <span className="text-faint">—</span> },
    { id: "message", header: t("what"), cell: ({ message }) => message, wrap: true },
  ];

  return (
    <div className="flex flex-col gap-4">
      <Callout
        tone="warning"
        title={t("leftOut", { count: errorCount })}
        action={
          status === "importing" ? null : (
            <a
              href={`/api/v1/datasets/${id}/errors/file`}
              download
              className={buttonStyle("secondary", "sm", false)}
            >
              <Download className="size-3.5" aria-hidden />
              {t("download")}
            </a>
          )
        }
      >
        {t("leftOutCause")}
      </Callout>
      <DataTable
        label={t("byRule")}
        columns={groupColumns}
        rows={errors}
        rowKey={keyOf}
        onRowClick={(group) => setChosen(chosen && keyOf(chosen) === keyOf(group) ? null : group)}
        currentKey={chosen && keyOf(chosen)}
        plain
      />
      <ProblemCallout error={list.error} />
      <DataTable
        label={t("oneByOne")}
        columns={errorColumns}
        rows={list.data?.pages.flatMap((page) => page.items) ?? []}
        rowKey={(error) => `${error.sourceRow} ${keyOf(error)}`}
        loading={list.isPending}
        hasMore={list.hasNextPage}
        loadingMore={list.isFetchingNextPage}
        onLoadMore={() => void list.fetchNextPage()}
        toolbar={
          <span className="flex items-center gap-2 text-muted">
            {chosen ? (
              <>
                {chosen.message}
                <Button size="sm" variant="ghost" onClick={() => setChosen(null)}>
                  {t("showAll")}
                </Button>
              </>
            ) : (
              t("oneByOne")
            )}
          </span>
        }
        plain
      />
    </div>
  );
}

function keyOf({ rule, column }: { rule: string; column: string }): string {
  return `${rule} ${column}`;
}
