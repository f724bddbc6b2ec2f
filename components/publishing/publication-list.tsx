"use client";
import { useLocale, useTranslations } from "next-intl";
import { parseAsString, useQueryState } from "nuqs";
import { api } from "#components/api/client.ts";
import { usePagedList } from "#components/api/use-paged-list.ts";
import { Badge } from "#components/ui/badge.tsx";
import { DataTable } from "#components/ui/data-table.tsx";
import { DateTime } from "#components/ui/date-time.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { formatFileSize } from "#components/ui/file-size-format.ts";
import { LinkButton } from "#components/ui/link-button.tsx";
import { NumberText } from "#components/ui/number-text.tsx";
import { SimulatedMark } from "#components/ui/simulated-mark.tsx";
import { TextLink } from "#components/ui/text-link.tsx";
import type { ReadablePublication } from "#lib/publishing/publication.ts";
import { useChannelName } from "./channels/use-channel-name.ts";
import { PublicationFile } from "./publication-file.tsx";
import { PublicationPanel } from "./publication-panel.tsx";
import { PublicationState } from "./publication-state.tsx";

interface Page {
  items: ReadablePublication[];
  nextCursor: string | null;
}

export interface PublicationListProps {
  firstPage: Page;
  batchId?: string | undefined;
  canPublish: boolean;
  canRecall: boolean;
}

const POLL_MS = 1_000;

/** Publications, newest first; those still being written are watched. The one that is open stands in the address. */
export function PublicationList({ firstPage, batchId, canPublish, canRecall }: PublicationListProps) {
  const t = useTranslations("publishing");
  const nameOf = useChannelName();
  const [open, setOpen] = useQueryState("publication", parseAsString.withOptions({ history: "push" }));
  const locale = useLocale();
  const { items: rows, paging } = usePagedList(api.publications.list, {
    filter: { limit: 50, ...(batchId && { batchId }) },
    firstPage,
    refreshMs: (items) => items.some(isUnfinished) && POLL_MS,
  });
  return (
    <>
      <DataTable
        label={t("title")}
        rows={rows}
        rowKey={({ id }) => id}
        currentKey={open}
        storageKey="publications"
        {...paging}
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
            id: "channel",
            header: t("column.channel"),
            cell: ({ id, channel, channelName: name, isBuiltIn }) => (
              <TextLink href={`/published?${batchId ? `batchId=${batchId}&` : ""}publication=${id}`}>
                {isBuiltIn && channel.kind === "file" ? (
                  <Badge>{channel.format}</Badge>
                ) : (
                  nameOf({ name, isBuiltIn })
                )}
              </TextLink>
            ),
          },
          {
            id: "state",
            header: t("column.state"),
            cell: (publication) => <PublicationState publication={publication} />,
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
            cell: (publication) => <PublicationFile publication={publication} />,
          },
        ]}
      />
      {open ? (
        <PublicationPanel
          key={open}
          publicationId={open}
          canPublish={canPublish}
          canRecall={canRecall}
          onClose={() => void setOpen(null)}
        />
      ) : null}
    </>
  );
}

function isUnfinished({ status }: ReadablePublication): boolean {
  return status === "queued" || status === "running";
}
