"use client";
import { useMutation, useQuery } from "@tanstack/react-query";
import { Archive, Ellipsis, FlaskConical, Layers, Pencil } from "lucide-react";
import { useRouter } from "next/navigation";
import { useLocale, useTranslations } from "next-intl";
import { parseAsStringLiteral, useQueryState } from "nuqs";
import { useEffect, useState } from "react";
import { api, client } from "#components/api/client.ts";
import { ProblemCallout } from "#components/api/problem-callout.tsx";
import { Button } from "#components/ui/button.tsx";
import { Callout } from "#components/ui/callout.tsx";
import { DateTime } from "#components/ui/date-time.tsx";
import { ConfirmDialog } from "#components/ui/dialog.tsx";
import { formatFileSize } from "#components/ui/file-size-format.ts";
import { LinkButton } from "#components/ui/link-button.tsx";
import { Menu, MenuItem } from "#components/ui/menu.tsx";
import { NumberText } from "#components/ui/number-text.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { Tabs } from "#components/ui/tabs.tsx";
import { showToast } from "#components/ui/toast.tsx";
import { ColumnTable } from "./column-table.tsx";
import type { DatasetAnswer, DatasetSummary } from "./dataset-answer.ts";
import { DatasetStatus } from "./dataset-status.tsx";
import { ImportProgress } from "./import-progress.tsx";
import { RenameDialog } from "./rename-dialog.tsx";
import { RowErrors } from "./row-errors.tsx";
import { RowsGrid } from "./rows-grid.tsx";

export interface DatasetPageProps {
  dataset: DatasetAnswer;
  may: { write: boolean; trial: boolean; launch: boolean };
}

const VIEWS = ["rows", "columns", "errors"] as const;

/** One dataset: its rows, what its columns hold, what was left out, and what to do with it. */
export function DatasetPage({ dataset: asLoaded, may }: DatasetPageProps) {
  const t = useTranslations("datasets");
  const locale = useLocale();
  const router = useRouter();
  const [view, setView] = useQueryState("view", parseAsStringLiteral(VIEWS).withDefault("rows"));
  const [dialog, setDialog] = useState<"rename" | "archive" | null>(null);
  const { id } = asLoaded;
  const query = useQuery({ ...api.datasets.get.queryOptions({ input: { id } }), initialData: asLoaded });
  const dataset = query.data;
  const live = useImport(dataset, () => void query.refetch());
  const archive = useMutation(
    api.datasets.archive.mutationOptions({
      onSuccess() {
        showToast({ title: t("archive.done", { name: dataset.name }) });
        router.push("/datasets");
      },
    }),
  );
  const isUsable = dataset.status === "ready";

  return (
    <>
      <PageHeader
        breadcrumbs={[{ label: t("list.title"), href: "/datasets" }]}
        title={dataset.name}
        badge={<DatasetStatus status={dataset.status} />}
        facts={[
          <span key="rows">
            <NumberText value={live.rowCount} /> {t("facts.rows")}
          </span>,
          live.errorCount > 0 && (
            <span key="errors">
              <NumberText value={live.errorCount} /> {t("facts.leftOut")}
            </span>
          ),
          dataset.fileName && (
            <span key="file">
              {dataset.fileName} ({formatFileSize(dataset.progress.bytesTotal, locale)})
            </span>
          ),
          <span key="who">
            {dataset.createdBy.name} · <DateTime iso={dataset.createdAt} />
          </span>,
        ]}
        actions={
          <>
            {may.write ? (
              <Menu
                trigger={<Button variant="ghost" icon={<Ellipsis aria-hidden />} aria-label={t("more")} />}
              >
                <MenuItem icon={<Pencil aria-hidden />} onSelect={() => setDialog("rename")}>
                  {t("rename.action")}
                </MenuItem>
                <MenuItem icon={<Archive aria-hidden />} danger onSelect={() => setDialog("archive")}>
                  {t("archive.action")}
                </MenuItem>
              </Menu>
            ) : null}
            {may.launch && isUsable ? (
              <LinkButton href={`/batches/new?datasetId=${id}`} icon={<Layers aria-hidden />}>
                {t("newBatch")}
              </LinkButton>
            ) : null}
          </>
        }
        primaryAction={
          may.trial && isUsable ? (
            <LinkButton
              variant="primary"
              href={`/trials/new?datasetId=${id}`}
              icon={<FlaskConical aria-hidden />}
            >
              {t("newTrial")}
            </LinkButton>
          ) : null
        }
      />
      {dataset.status === "importing" ? <ImportProgress progress={live.progress} /> : null}
      {dataset.failure ? (
        <Callout
          tone="danger"
          title={t("failed")}
          className="mb-4"
          action={
            may.write ? (
              <LinkButton size="sm" href="/datasets/new">
                {t("importAgain")}
              </LinkButton>
            ) : null
          }
        >
          {dataset.failure.message}
        </Callout>
      ) : null}
      <ProblemCallout error={archive.error} className="mb-4" />
      <Tabs
        label={t("views")}
        value={view}
        onValueChange={(next) => void setView(next)}
        tabs={[
          {
            value: "rows",
            label: t("rows.title"),
            count: <NumberText value={live.rowCount} />,
            // A new life with every status: what was read during the import is not the whole.
            content: <RowsGrid key={dataset.status} dataset={dataset} />,
          },
          {
            value: "columns",
            label: t("columns.title"),
            count: dataset.columns.length,
            content: (
              <ColumnTable columns={dataset.columns} rowCount={dataset.rowCount} status={dataset.status} />
            ),
          },
          {
            value: "errors",
            label: t("errorsView.title"),
            count: <NumberText value={live.errorCount} />,
            content: <RowErrors key={dataset.status} dataset={dataset} />,
          },
        ]}
      />
      <RenameDialog
        dataset={dataset}
        open={dialog === "rename"}
        onClose={() => setDialog(null)}
        onRenamed={() => {
          setDialog(null);
          void query.refetch();
          router.refresh();
        }}
      />
      <ConfirmDialog
        open={dialog === "archive"}
        onOpenChange={(open) => setDialog(open ? "archive" : null)}
        title={t("archive.title", { name: dataset.name })}
        description={t("archive.description")}
        confirmLabel={t("archive.action")}
        danger
        busy={archive.isPending}
        onConfirm={() => archive.mutate({ id })}
      />
    </>
  );
}

/** The dataset as its import goes on, from the server's events; `onEnd` when it has ended. */
function useImport(dataset: DatasetAnswer, onEnd: () => void): DatasetSummary {
  const [live, setLive] = useState<DatasetSummary | null>(null);
  const { id, status } = dataset;
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new callback is no reason to listen anew
  useEffect(() => {
    if (status !== "importing") return;
    const closing = new AbortController();
    void follow(id, closing.signal, setLive).then(onEnd, () => {});
    return () => closing.abort();
  }, [id, status]);
  return status === "importing" && live ? live : dataset;
}

const RECONNECT_AFTER_MS = 1_000;

// A lost connection is no reason to stop watching: the import goes on without us.
async function follow(
  id: string,
  signal: AbortSignal,
  onChange: (now: DatasetSummary) => void,
): Promise<void> {
  while (!signal.aborted) {
    try {
      for await (const now of await client.datasets.events({ id }, { signal })) {
        onChange(now);
        if (now.status !== "importing") return;
      }
    } catch {
      signal.throwIfAborted();
    }
    await new Promise((resolve) => setTimeout(resolve, RECONNECT_AFTER_MS));
  }
  signal.throwIfAborted();
}
