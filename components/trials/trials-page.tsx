"use client";
import { Columns2, Plus } from "lucide-react";
import { useTranslations } from "next-intl";
import { api } from "#components/api/client.ts";
import { usePagedList } from "#components/api/use-paged-list.ts";
import { modelName } from "#components/models/model-name.ts";
import { DataTable } from "#components/ui/data-table.tsx";
import type { DataTableColumn } from "#components/ui/data-table-column.ts";
import { DateTime } from "#components/ui/date-time.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { LinkButton } from "#components/ui/link-button.tsx";
import { MoneyText } from "#components/ui/money.tsx";
import { NumberText } from "#components/ui/number-text.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import type { TrialHead, TrialList } from "./trial-answers.ts";
import { TrialStatusBadge } from "./trial-status.tsx";

const REFRESH_MS = 3_000;

/** Every trial, the latest first. */
export function TrialsPage({
  filter,
  firstPage,
  canRun,
}: {
  filter: { datasetId?: string };
  firstPage: TrialList;
  canRun: boolean;
}) {
  const t = useTranslations("trials");
  const { items: trials, paging } = usePagedList(api.trials.list, {
    filter,
    firstPage,
    refreshMs: (items) => items.some(({ status }) => status === "running") && REFRESH_MS,
  });
  const newTrial = canRun ? (
    <LinkButton
      variant="primary"
      href={filter.datasetId ? `/trials/new?datasetId=${filter.datasetId}` : "/trials/new"}
      icon={<Plus aria-hidden />}
    >
      {t("new.title")}
    </LinkButton>
  ) : null;
  const columns: DataTableColumn<TrialHead>[] = [
    { id: "templates", header: t("list.templates"), cell: (trial) => templatesOf(trial) || t("list.gone") },
    {
      id: "status",
      header: t("list.status"),
      cell: (trial) => <TrialStatusBadge status={trial.status} failed={trial.counts.failed ?? 0} />,
    },
    { id: "dataset", header: t("list.dataset"), cell: (trial) => trial.dataset.name },
    {
      id: "models",
      header: t("list.models"),
      cell: (trial) =>
        [
          ...new Set(
            trial.variants.map((variant) =>
              modelName({ name: variant.modelName, provider: variant.providerName }),
            ),
          ),
        ].join(", "),
    },
    {
      id: "variants",
      header: t("list.variants"),
      align: "end",
      cell: (trial) => <NumberText value={trial.variants.length} />,
    },
    {
      id: "rows",
      header: t("list.rows"),
      align: "end",
      cell: (trial) => <NumberText value={trial.sample.rows} />,
    },
    {
      id: "fits",
      header: t("list.fits"),
      align: "end",
      cell: ({ counts }) => {
        const asked = (counts.succeeded ?? 0) + (counts.failed ?? 0);
        return <NumberText value={asked === 0 ? null : (counts.succeeded ?? 0) / asked} percent />;
      },
    },
    {
      id: "spent",
      header: t("list.spent"),
      align: "end",
      cell: (trial) =>
        trial.spent.length === 0 ? (
          <MoneyText value={null} />
        ) : (
          trial.spent.map((amount) => <MoneyText key={amount.currency} value={amount} className="ms-2" />)
        ),
    },
    { id: "by", header: t("list.by"), hidden: true, cell: (trial) => trial.createdBy.name },
    {
      id: "at",
      header: t("list.at"),
      align: "end",
      cell: (trial) => <DateTime iso={trial.createdAt} relative />,
    },
  ];
  return (
    <>
      <PageHeader title={t("title")} facts={[t("about")]} primaryAction={newTrial} />
      <DataTable
        label={t("title")}
        columns={columns}
        rows={trials}
        rowKey={(trial) => trial.id}
        rowHref={(trial) => `/trials/${trial.id}`}
        storageKey="trials"
        {...paging}
        empty={
          <EmptyState
            icon={<Columns2 aria-hidden />}
            title={t("list.none")}
            cause={t("list.noneCause")}
            action={newTrial}
          />
        }
      />
    </>
  );
}

function templatesOf(trial: TrialHead): string {
  const names = trial.variants.flatMap(({ templateName }) => (templateName ? [templateName] : []));
  return [...new Set(names)].join(", ");
}
