"use client";
import { useInfiniteQuery } from "@tanstack/react-query";
import { Download } from "lucide-react";
import { useLocale, useTranslations } from "next-intl";
import { client } from "#components/api/client.ts";
import { Badge } from "#components/ui/badge.tsx";
import { DataTable } from "#components/ui/data-table.tsx";
import { DateTime } from "#components/ui/date-time.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { formatFileSize } from "#components/ui/file-size-format.ts";
import { LinkButton } from "#components/ui/link-button.tsx";
import { NumberText } from "#components/ui/number-text.tsx";
import { SimulatedMark } from "#components/ui/simulated-mark.tsx";
import { StateBadge } from "#components/ui/state-badge.tsx";
import { TextLink } from "#components/ui/text-link.tsx";
import type { ReadablePublication } from "#lib/publishing/publication.ts";

interface Page {
  items: ReadablePublication[];
  nextCursor: string | null;
}

export interface PublicationListProps {
  firstPage: Page;
  batchId?: string | undefined;
  canPublish: boolean;
}

const POLL_MS = 1_000;

/** Publications, newest first; those still being written are watched. */
export function PublicationList({ firstPage, batchId, canPublish }: PublicationListProps) {
  const t = useTranslations("publishing");
  const locale = useLocale();
  const query = useInfiniteQuery({
    queryKey: ["publications", batchId ?? null],
    queryFn: ({ pageParam }): Promise<Page> =>
      client.publications.list({
        limit: 50,
        ...(batchId && { batchId }),
        ...(pageParam && { cursor: pageParam }),
      }),
    initialPageParam: "",
    initialData: { pages: [firstPage], pageParams: [""] },
    getNextPageParam: (page) => page.nextCursor,
    refetchInterval: ({ state }) =>
      state.data?.pages.some((page) => page.items.some(isUnfinished)) ? POLL_MS : false,
  });
  const rows = query.data.pages.flatMap((page) => page.items);
  return (
    <DataTable
      label={t("title")}
      rows={rows}
      rowKey={({ id }) => id}
      storageKey="publications"
      hasMore={query.hasNextPage}
      loadingMore={query.isFetchingNextPage}
      onLoadMore={() => void query.fetchNextPage()}
      empty={
        <EmptyState
          title={t("empty.title")}
          cause={t("empty.cause")}
          action={
            canPublish ? (
              <LinkButton variant="primary" href="/published/new">
                {t("publish")}
              </LinkButton>
            ) : (
              <LinkButton href="/review">{t("empty.toReview")}</LinkButton>
            )
          }
        />
      }
      columns={[
        {
          id: "batch",
          header: t("column.batch"),
          cell: ({ batchId: id, batchName, simulated }) => (
            <span className="inline-flex items-center gap-2">
              <TextLink href={`/batches/${id}`}>{batchName}</TextLink>
              {simulated ? <SimulatedMark /> : null}
            </span>
          ),
        },
        {
          id: "format",
          header: t("column.format"),
          cell: ({ channel }) => <Badge>{channel.format}</Badge>,
        },
        {
          id: "state",
          header: t("column.state"),
          cell: (publication) => <State publication={publication} />,
        },
        {
          id: "items",
          header: t("column.items"),
          align: "end",
          cell: ({ itemCount }) => <NumberText value={itemCount} />,
        },
        {
          id: "size",
          header: t("column.size"),
          align: "end",
          cell: ({ bytes }) => (
            <span className="figures">{bytes === null ? "—" : formatFileSize(bytes, locale)}</span>
          ),
        },
        { id: "by", header: t("column.by"), cell: ({ createdBy }) => createdBy.name },
        { id: "at", header: t("column.at"), cell: ({ createdAt }) => <DateTime iso={createdAt} /> },
        {
          id: "file",
          header: t("column.file"),
          fixed: true,
          cell: ({ id, status, fileName, channel }) =>
            status === "succeeded" ? (
              <span className="inline-flex items-center gap-3">
                <a
                  href={`/api/v1/publications/${id}/file`}
                  download={fileName ?? ""}
                  className="inline-flex min-h-6 items-center gap-1 text-accent-text hover:underline"
                >
                  <Download className="size-3.5" aria-hidden />
                  {t("download")}
                </a>
                {channel.format === "xlsx" ? null : (
                  <a
                    href={`/api/v1/publications/${id}/label`}
                    download
                    title={t("labelHint")}
                    className="min-h-6 content-center text-muted text-xs hover:underline"
                  >
                    {t("label")}
                  </a>
                )}
              </span>
            ) : null,
        },
      ]}
    />
  );
}

const TONE = { queued: "neutral", running: "info", succeeded: "success", failed: "danger" } as const;

function State({ publication }: { publication: ReadablePublication }) {
  const t = useTranslations("publishing");
  const { status, itemCount, itemsWritten, failure } = publication;
  const percent = itemCount > 0 ? Math.floor((itemsWritten / itemCount) * 100) : 0;
  return (
    <span title={failure?.message}>
      <StateBadge tone={TONE[status]} busy={status === "running"}>
        {status === "running" ? t("state.runningAt", { percent }) : t(`state.${status}`)}
      </StateBadge>
      {failure ? <span className="block text-muted text-xs">{failure.message}</span> : null}
    </span>
  );
}

function isUnfinished({ status }: ReadablePublication): boolean {
  return status === "queued" || status === "running";
}
