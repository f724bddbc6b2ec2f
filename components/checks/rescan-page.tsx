"use client";
import { useFormatter, useTranslations } from "next-intl";
import { useState } from "react";
import { api, client } from "#components/api/client.ts";
import { useChange } from "#components/api/use-change.ts";
import { usePagedList } from "#components/api/use-paged-list.ts";
import { useServerEvents } from "#components/api/use-server-events.ts";
import { Badge } from "#components/ui/badge.tsx";
import { Button } from "#components/ui/button.tsx";
import { Callout } from "#components/ui/callout.tsx";
import { DataTable } from "#components/ui/data-table.tsx";
import type { DataTableColumn } from "#components/ui/data-table-column.ts";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { NumberText } from "#components/ui/number-text.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { ProgressBar } from "#components/ui/progress-bar.tsx";
import { Stat } from "#components/ui/stat.tsx";
import { TextLink } from "#components/ui/text-link.tsx";
import type { ReadableVerdict } from "#lib/checks/readable-verdict.ts";
import { type RescanState, RescanStatus } from "./rescan-status.tsx";
import { VerdictList } from "./verdict-list.tsx";

/** A re-scan as its page shows it. */
export interface Rescan {
  id: string;
  status: RescanState;
  failure: { message: string } | null;
  lexicons: { id: string; name: string; version: number }[];
  outputs: number;
  checked: number;
  newlyBlocked: number;
  newlyWarned: number;
  cleared: number;
  createdBy: string | null;
  createdAt: string;
}

/** An output that a re-scan newly blocks. */
export interface NewlyBlocked {
  itemId: string;
  batchId: string;
  batchName: string;
  rowNumber: number;
  language: string;
  outputVersion: number;
  reviewState: "none" | "in-lot" | "pending" | "approved" | "rejected" | "escalated";
  isPublished: boolean;
  findings: ReadableVerdict[];
}

export interface RescanPageProps {
  rescan: Rescan;
  firstPage: { items: NewlyBlocked[]; nextCursor: string | null };
  mayRun: boolean;
}

const REFRESH_MS = 2_000;

/** A re-scan while it runs and afterwards: how far it is, what it found, and what it newly blocks. */
export function RescanPage({ rescan: first, firstPage, mayRun }: RescanPageProps) {
  const t = useTranslations("checks.rescans");
  const states = useTranslations("batches.reviewState");
  const format = useFormatter();
  const [rescan, setRescan] = useState(first);
  const { id, status, outputs, checked } = rescan;
  const { items, paging, refetch } = usePagedList(api.rescans.outputs, {
    filter: { id, limit: 50 },
    firstPage,
    refreshMs: () => status === "running" && REFRESH_MS,
  });
  const isLost = useServerEvents<Rescan>({
    source: first.status === "running" ? id : null,
    open: (signal) => client.rescans.events({ id }, { signal }),
    hear: (event) => {
      setRescan(event);
      // The last outputs are there now, and nobody looks again.
      if (event.status !== "running") void refetch();
    },
    isLast: (event) => event.status !== "running",
  });
  const cancel = useChange(client.rescans.cancel, { touches: [api.rescans.key()] });
  const columns: DataTableColumn<NewlyBlocked>[] = [
    {
      id: "batch",
      header: t("batch"),
      cell: ({ itemId, batchId, batchName }) => (
        <TextLink href={`/batches/${batchId}?item=${itemId.slice(batchId.length + 1)}`}>{batchName}</TextLink>
      ),
    },
    { id: "row", header: t("row"), align: "end", cell: ({ rowNumber }) => <NumberText value={rowNumber} /> },
    { id: "language", header: t("language"), cell: ({ language }) => language },
    {
      id: "review",
      header: t("review"),
      cell: ({ reviewState, isPublished }) => (
        <span className="flex items-center gap-2">
          {states(reviewState)}
          {isPublished ? <Badge tone="warning">{t("published")}</Badge> : null}
        </span>
      ),
    },
    { id: "findings", header: t("findings"), cell: ({ findings }) => <VerdictList verdicts={findings} /> },
  ];
  return (
    <>
      <PageHeader
        breadcrumbs={[
          { label: t("lexicons"), href: "/settings/lexicons" },
          ...rescan.lexicons
            .slice(0, 1)
            .map((lexicon) => ({ label: lexicon.name, href: `/settings/lexicons/${lexicon.id}` })),
        ]}
        title={t("titleOf", {
          date: format.dateTime(new Date(rescan.createdAt), { dateStyle: "medium", timeStyle: "short" }),
        })}
        badge={<RescanStatus status={status} />}
        facts={[
          rescan.createdBy ?? "—",
          ...rescan.lexicons.map(({ name, version }) => t("lexiconAt", { name, version })),
        ]}
        primaryAction={
          mayRun && status === "running" ? (
            <Button loading={cancel.pending} onClick={() => cancel.run({ id })}>
              {t("cancel")}
            </Button>
          ) : null
        }
      />
      {isLost ? <Callout tone="warning">{t("lost")}</Callout> : null}
      {cancel.problem ? <Callout tone="danger">{cancel.problem}</Callout> : null}
      {rescan.failure ? <Callout tone="danger">{rescan.failure.message}</Callout> : null}
      <div className="mb-4 flex flex-col gap-4">
        <ProgressBar
          value={checked}
          max={Math.max(outputs, checked)}
          label={t("progress")}
          caption={t("progressOf", { checked, outputs })}
        />
        <div className="grid grid-cols-3 gap-3">
          <Stat label={t("blocked")} value={<NumberText value={rescan.newlyBlocked} />} />
          <Stat label={t("warned")} value={<NumberText value={rescan.newlyWarned} />} />
          <Stat label={t("cleared")} value={<NumberText value={rescan.cleared} />} />
        </div>
      </div>
      <h2 className="mb-2 font-semibold">{t("blockedList")}</h2>
      <DataTable
        label={t("blockedList")}
        columns={columns}
        rows={items}
        rowKey={({ itemId }) => itemId}
        storageKey="rescan-outputs"
        {...paging}
        empty={
          <EmptyState title={t("noneBlocked")} cause={status === "running" ? t("noneBlockedYet") : null} />
        }
      />
    </>
  );
}
