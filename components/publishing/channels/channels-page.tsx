"use client";
import { Plus } from "lucide-react";
import { useTranslations } from "next-intl";
import { parseAsString, useQueryState } from "nuqs";
import { api } from "#components/api/client.ts";
import { usePagedList } from "#components/api/use-paged-list.ts";
import { Button } from "#components/ui/button.tsx";
import { DataTable } from "#components/ui/data-table.tsx";
import type { DataTableColumn } from "#components/ui/data-table-column.ts";
import { NumberText } from "#components/ui/number-text.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { StateBadge } from "#components/ui/state-badge.tsx";
import type { Channel } from "./channel.ts";
import { ChannelPanel } from "./channel-panel.tsx";
import { NewChannelPanel } from "./new-channel-panel.tsx";
import { useChannelName } from "./use-channel-name.ts";

const NEW = "new";
const LOOK_EVERY_MS = 10_000;

/** Where approved outputs can go. The channel that is open stands in the address. */
export function ChannelsPage({
  firstPage,
  canWrite,
}: {
  firstPage: { items: Channel[]; nextCursor: string | null };
  canWrite: boolean;
}) {
  const t = useTranslations("publishing.channels");
  const nameOf = useChannelName();
  const [open, setOpen] = useQueryState("channel", parseAsString.withOptions({ history: "push" }));
  const { items, paging } = usePagedList(api.channels.list, {
    filter: {},
    firstPage,
    refreshMs: LOOK_EVERY_MS,
  });
  const close = () => void setOpen(null);
  const columns: DataTableColumn<Channel>[] = [
    {
      id: "name",
      header: t("name"),
      cell: (channel) => <span className="font-medium">{nameOf(channel)}</span>,
    },
    { id: "kind", header: t("kind"), cell: ({ kind }) => t(`kinds.${kind}`) },
    {
      id: "key",
      header: t("key"),
      cell: ({ key }) => key ?? <span className="text-faint">{t("noKey")}</span>,
    },
    {
      id: "languages",
      header: t("languages"),
      cell: ({ languages }) =>
        languages.length > 0 ? languages.join(", ") : <span className="text-faint">{t("allLanguages")}</span>,
    },
    { id: "labels", header: t("labels"), cell: ({ label }) => t(`policyShort.${label.policy}`) },
    {
      id: "standing",
      header: t("standing"),
      align: "end",
      cell: ({ figures }) => <NumberText value={figures.standing} />,
    },
    {
      id: "waiting",
      header: t("waiting"),
      align: "end",
      cell: ({ figures }) => <NumberText value={figures.waiting} />,
    },
    { id: "state", header: t("state"), cell: (channel) => <ChannelState channel={channel} /> },
  ];
  return (
    <>
      <PageHeader
        title={t("title")}
        facts={[t("about")]}
        primaryAction={
          canWrite ? (
            <Button variant="primary" icon={<Plus aria-hidden />} onClick={() => void setOpen(NEW)}>
              {t("add")}
            </Button>
          ) : null
        }
      />
      <DataTable
        label={t("title")}
        columns={columns}
        rows={items}
        rowKey={({ id }) => id}
        onRowClick={({ id }) => void setOpen(id)}
        currentKey={open}
        storageKey="channels"
        {...paging}
      />
      {open === NEW && canWrite ? <NewChannelPanel onClose={close} /> : null}
      {open && open !== NEW ? (
        <ChannelPanel key={open} channelId={open} canWrite={canWrite} onClose={close} />
      ) : null}
    </>
  );
}

function ChannelState({ channel: { endedAt, figures } }: { channel: Channel }) {
  const t = useTranslations("publishing.channels");
  if (endedAt) return <StateBadge tone="danger">{t("ended")}</StateBadge>;
  if (figures.dead > 0)
    return <StateBadge tone="warning">{t("notTaken", { count: figures.dead })}</StateBadge>;
  return <StateBadge tone="success">{t("inUse")}</StateBadge>;
}
