"use client";
import { Library, Plus } from "lucide-react";
import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { api } from "#components/api/client.ts";
import { ProblemCallout } from "#components/api/problem-callout.tsx";
import { usePagedList } from "#components/api/use-paged-list.ts";
import { modelName } from "#components/models/model-name.ts";
import { Button } from "#components/ui/button.tsx";
import { DataTable } from "#components/ui/data-table.tsx";
import type { DataTableColumn } from "#components/ui/data-table-column.ts";
import { DateTime } from "#components/ui/date-time.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { LinkButton } from "#components/ui/link-button.tsx";
import { MoneyText } from "#components/ui/money.tsx";
import { NumberText } from "#components/ui/number-text.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { SimulatedMark } from "#components/ui/simulated-mark.tsx";
import { StateBadge } from "#components/ui/state-badge.tsx";
import { CollectionDialog } from "./collection-dialog.tsx";
import type { CollectionLine, EmbeddingModel } from "./knowledge-answer.ts";

const REFRESH_WHILE_INDEXING_MS = 2_000;

export interface CollectionsPageProps {
  firstPage: { items: CollectionLine[]; nextCursor: string | null };
  models: EmbeddingModel[];
  mayWrite: boolean;
  mayAddModels: boolean;
}

/** The collections there are, newest first; those being indexed keep themselves up to date. */
export function CollectionsPage({ firstPage, models, mayWrite, mayAddModels }: CollectionsPageProps) {
  const t = useTranslations("knowledge");
  const router = useRouter();
  const [creating, setCreating] = useState(false);
  const { items, error, paging } = usePagedList(api.collections.list, {
    filter: {},
    firstPage,
    refreshMs: (known) => known.some(({ documents }) => documents.indexing > 0) && REFRESH_WHILE_INDEXING_MS,
  });
  const hasModel = models.some(({ price }) => price !== null);
  const add =
    mayWrite && hasModel ? (
      <Button variant="primary" icon={<Plus aria-hidden />} onClick={() => setCreating(true)}>
        {t("list.new")}
      </Button>
    ) : null;
  const columns: DataTableColumn<CollectionLine>[] = [
    { id: "name", header: t("list.name"), cell: ({ name }) => <span className="font-medium">{name}</span> },
    {
      id: "documents",
      header: t("list.documents"),
      align: "end",
      cell: ({ documents }) => <NumberText value={documents.total} />,
    },
    {
      id: "state",
      header: t("documents.status"),
      cell: ({ documents: { indexing, failed } }) => (
        <span className="flex flex-wrap gap-x-3">
          {indexing > 0 ? (
            <StateBadge tone="info" busy>
              {t("list.indexing", { count: indexing })}
            </StateBadge>
          ) : null}
          {failed > 0 ? <StateBadge tone="danger">{t("list.failed", { count: failed })}</StateBadge> : null}
          {indexing + failed === 0 ? <span className="text-faint">—</span> : null}
        </span>
      ),
    },
    {
      id: "passages",
      header: t("list.passages"),
      align: "end",
      cell: ({ passages }) => <NumberText value={passages} />,
    },
    {
      id: "model",
      header: t("list.model"),
      cell: ({ embeddingModel }) => (
        <span className="inline-flex items-center gap-2">
          {modelName(embeddingModel) || "—"}
          {embeddingModel.simulated ? <SimulatedMark /> : null}
        </span>
      ),
    },
    { id: "spent", header: t("list.spent"), align: "end", cell: ({ spent }) => <MoneyText value={spent} /> },
    { id: "by", header: t("list.by"), cell: ({ createdBy }) => createdBy.name ?? "—" },
    {
      id: "created",
      header: t("list.created"),
      cell: ({ createdAt }) => <DateTime iso={createdAt} relative />,
    },
  ];
  const needsModel = mayWrite && !hasModel;
  return (
    <>
      <PageHeader title={t("title")} facts={[t("about")]} primaryAction={add} />
      <ProblemCallout error={error} className="mb-3" />
      <DataTable
        label={t("title")}
        columns={columns}
        rows={items}
        rowKey={({ id }) => id}
        rowHref={({ id }) => `/knowledge/${id}`}
        storageKey="collections"
        {...paging}
        empty={
          needsModel ? (
            <EmptyState
              icon={<Library aria-hidden />}
              title={t("form.noModel")}
              cause={t("form.noModelCause")}
              action={
                mayAddModels ? <LinkButton href="/settings/models">{t("form.openModels")}</LinkButton> : null
              }
            />
          ) : (
            <EmptyState
              icon={<Library aria-hidden />}
              title={t("list.none")}
              cause={t("list.noneCause")}
              action={add}
            />
          )
        }
      />
      {creating ? (
        <CollectionDialog
          models={models}
          onSaved={({ id }) => router.push(`/knowledge/${id}`)}
          onClose={() => setCreating(false)}
        />
      ) : null}
    </>
  );
}
