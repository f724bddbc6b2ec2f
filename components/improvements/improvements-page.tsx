"use client";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { api, problemOf } from "#components/api/client.ts";
import type { PreviewModel } from "#components/templates/template-view.ts";
import { Card } from "#components/ui/card.tsx";
import { DataTable } from "#components/ui/data-table.tsx";
import type { DataTableColumn } from "#components/ui/data-table-column.ts";
import { DateTime } from "#components/ui/date-time.tsx";
import { ErrorState } from "#components/ui/error-state.tsx";
import { MoneyText } from "#components/ui/money.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { SimulatedMark } from "#components/ui/simulated-mark.tsx";
import { Skeleton } from "#components/ui/skeleton.tsx";
import { FoundCard } from "./found-card.tsx";
import type { ImprovementHead } from "./improvement-answers.ts";
import { ImprovementStatusBadge } from "./improvement-status.tsx";
import { StartCard } from "./start-card.tsx";

export interface ImprovementsPageProps {
  template: { id: string; name: string };
  models: PreviewModel[];
  /** The latest first. */
  improvements: ImprovementHead[];
  mayStart: boolean;
}

/** What people rejected of a template, where changes are drafted from it, and what came of it before. */
export function ImprovementsPage({ template, models, improvements, mayStart }: ImprovementsPageProps) {
  const t = useTranslations("improvements");
  const columns = useColumns();
  const { id, name } = template;
  return (
    <>
      <PageHeader breadcrumbs={[{ label: name, href: `/templates/${id}` }]} title={t("title")} />
      <div className="grid gap-4">
        {mayStart ? <Beginning {...{ templateId: id, models }} /> : null}
        <Card title={t("list.title")}>
          {improvements.length === 0 ? (
            <p className="text-muted">{t("list.empty")}</p>
          ) : (
            <DataTable
              label={t("list.title")}
              columns={columns}
              rows={improvements}
              rowKey={(one) => one.id}
              rowHref={(one) => `/templates/${id}/improvements/${one.id}`}
              plain
            />
          )}
        </Card>
      </div>
    </>
  );
}

function Beginning({ templateId, models }: { templateId: string; models: PreviewModel[] }) {
  const [chosen, choose] = useState<{ modelId?: string; trialModelId?: string }>({});
  const input = { id: templateId, ...chosen };
  const {
    data: preview,
    error,
    isFetching,
    refetch,
  } = useQuery({
    ...api.improvements.preview.queryOptions({ input }),
    placeholderData: keepPreviousData,
    refetchOnWindowFocus: false,
    retry: false,
  });
  if (error) return <ErrorState title={problemOf(error)?.detail ?? ""} onRetry={() => void refetch()} />;
  if (!preview) return <Skeleton className="h-64 w-full" />;
  const { rejects, edits, ofSource, ofPrompt, shown, heldOut, approved } = preview;
  // Before anything begins there is room to say what is not taken.
  const leftOut = Math.max(0, ofPrompt - shown - heldOut);
  return (
    <div className="grid items-start gap-4 lg:grid-cols-2">
      <FoundCard
        templateId={templateId}
        found={{ rejects, edits, ofSource, leftOut }}
        split={{ shown, heldOut, approved }}
      />
      <StartCard
        {...{ templateId, preview, models }}
        isPending={isFetching}
        onChoose={(models) => choose({ ...chosen, ...models })}
      />
    </div>
  );
}

function useColumns(): DataTableColumn<ImprovementHead>[] {
  const t = useTranslations("improvements.list");
  return [
    { id: "when", header: t("when"), cell: ({ createdAt }) => <DateTime iso={createdAt} /> },
    { id: "status", header: t("status"), cell: ({ status }) => <ImprovementStatusBadge status={status} /> },
    {
      id: "model",
      header: t("model"),
      grow: true,
      cell: ({ model }) => (
        <span className="inline-flex items-center gap-2">
          {model.name ?? ""} {model.simulated ? <SimulatedMark /> : null}
        </span>
      ),
    },
    { id: "by", header: t("by"), cell: ({ createdBy }) => createdBy ?? "" },
    { id: "spent", header: t("spent"), align: "end", cell: ({ spent }) => <MoneyText value={spent} /> },
    { id: "cap", header: t("cap"), align: "end", cell: ({ cap }) => <MoneyText value={cap} /> },
  ];
}
