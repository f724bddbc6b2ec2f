"use client";
import { keepPreviousData, useInfiniteQuery } from "@tanstack/react-query";
import { CircleCheck, Download, FileUp, Wrench } from "lucide-react";
import { useTranslations } from "next-intl";
import { parseAsInteger, useQueryState } from "nuqs";
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
import { TABLE_FORMATS } from "#lib/table-format.ts";
import type { DatasetAnswer } from "./dataset-answer.ts";
import { FixPanel } from "./fix-panel.tsx";
import { LeftOutPanel } from "./left-out-panel.tsx";
import { ReturnFileDialog } from "./return-file-dialog.tsx";

type Group = DatasetAnswer["errors"][number];

interface RowError {
  sourceRow: number;
  column: string;
  rule: string;
  value: string | null;
  message: string;
}

/** The rows that were left out: by rule and one by one, to be mended here, or as a file to be corrected and given back. */
export function RowErrors({ dataset, mayWrite }: { dataset: DatasetAnswer; mayWrite: boolean }) {
  const t = useTranslations("datasets.errorsView");
  const [chosen, setChosen] = useState<Group | null>(null);
  const [open, setOpen] = useState<"fix" | "return" | null>(null);
  const [row, setRow] = useQueryState("leftOut", parseAsInteger);
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
  // What came of a returned file is still to be read when nothing is left out any more.
  if (errorCount === 0 && open !== "return") {
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
            <span className="flex flex-wrap gap-2">
              {TABLE_FORMATS.toReversed().map((format) => (
                <a
                  key={format}
                  href={`/api/v1/datasets/${id}/errors/file?format=${format}`}
                  download
                  className={buttonStyle("secondary", "sm", false)}
                >
                  <Download className="size-3.5" aria-hidden />
                  {t("download", { format })}
                </a>
              ))}
              {mayWrite ? (
                <Button size="sm" icon={<FileUp aria-hidden />} onClick={() => setOpen("return")}>
                  {t("giveBack")}
                </Button>
              ) : null}
            </span>
          )
        }
      >
        {mayWrite ? t("leftOutCause") : null}
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
        onRowClick={status === "importing" ? undefined : ({ sourceRow }) => void setRow(sourceRow)}
        loading={list.isPending}
        hasMore={list.hasNextPage}
        loadingMore={list.isFetchingNextPage}
        onLoadMore={() => void list.fetchNextPage()}
        toolbar={
          <span className="flex items-center gap-2 text-muted">
            {chosen ? (
              <>
                {chosen.message}
                {mayWrite && status !== "importing" && chosen.column !== "" ? (
                  <Button size="sm" icon={<Wrench aria-hidden />} onClick={() => setOpen("fix")}>
                    {t("mend")}
                  </Button>
                ) : null}
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
      {open === "fix" && chosen ? (
        <FixPanel
          key={keyOf(chosen)}
          id={id}
          group={chosen}
          onClose={() => {
            setOpen(null);
            setChosen(null);
          }}
        />
      ) : null}
      {open === "return" ? <ReturnFileDialog id={id} onClose={() => setOpen(null)} /> : null}
      {row !== null && open === null ? (
        <LeftOutPanel
          key={row}
          id={id}
          sourceRow={row}
          mayWrite={mayWrite}
          onClose={() => void setRow(null)}
        />
      ) : null}
    </div>
  );
}

function keyOf({ rule, column }: { rule: string; column: string }): string {
  return `${rule} ${column}`;
}
