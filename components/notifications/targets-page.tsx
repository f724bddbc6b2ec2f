"use client";
import { BellRing, Plus } from "lucide-react";
import { useTranslations } from "next-intl";
import { parseAsString, useQueryState } from "nuqs";
import { api } from "#components/api/client.ts";
import { usePagedList } from "#components/api/use-paged-list.ts";
import { Button } from "#components/ui/button.tsx";
import { DataTable } from "#components/ui/data-table.tsx";
import type { DataTableColumn } from "#components/ui/data-table-column.ts";
import { DateTime } from "#components/ui/date-time.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { StateBadge } from "#components/ui/state-badge.tsx";
import { DeliveryState } from "./delivery-state.tsx";
import { NewTargetPanel } from "./new-target-panel.tsx";
import type { Target } from "./target.ts";
import { TargetPanel } from "./target-panel.tsx";

const NEW = "new";
const LOOK_EVERY_MS = 10_000;

/** Where else events are told. The target that is open stands in the address. */
export function TargetsPage({ firstPage }: { firstPage: { items: Target[]; nextCursor: string | null } }) {
  const t = useTranslations("notifications.targets");
  const kinds = useTranslations("notifications.kind");
  const [open, setOpen] = useQueryState("target", parseAsString.withOptions({ history: "push" }));
  const { items, paging } = usePagedList(api.notifications.targets.list, {
    filter: {},
    firstPage,
    refreshMs: LOOK_EVERY_MS,
  });
  const close = () => void setOpen(null);
  const add = (
    <Button variant="primary" icon={<Plus aria-hidden />} onClick={() => void setOpen(NEW)}>
      {t("add")}
    </Button>
  );
  const columns: DataTableColumn<Target>[] = [
    { id: "name", header: t("name"), cell: ({ name }) => <span className="font-medium">{name}</span> },
    { id: "kind", header: t("kind"), cell: ({ kind }) => t(`kinds.${kind}`) },
    { id: "address", header: t("address"), cell: ({ address }) => address },
    {
      id: "events",
      header: t("events"),
      wrap: true,
      grow: true,
      cell: ({ events }) => events.map((kind) => kinds(kind)).join(" · "),
    },
    {
      id: "last",
      header: t("last"),
      cell: ({ last, deadAt }) =>
        last ? (
          <span className="flex items-center gap-2">
            {deadAt ? (
              <StateBadge tone="danger">{t("dead")}</StateBadge>
            ) : (
              <DeliveryState state={last.state} failure={last.failure} />
            )}
            <DateTime iso={last.endedAt ?? last.at} relative />
          </span>
        ) : (
          <span className="text-faint">{t("never")}</span>
        ),
    },
  ];
  return (
    <>
      <PageHeader title={t("title")} facts={[t("about")]} primaryAction={add} />
      <DataTable
        label={t("title")}
        columns={columns}
        rows={items}
        rowKey={({ id }) => id}
        onRowClick={({ id }) => void setOpen(id)}
        currentKey={open}
        storageKey="notification-targets"
        {...paging}
        empty={<EmptyState icon={<BellRing aria-hidden />} title={t("none")} cause={t("noneCause")} />}
      />
      {open === NEW ? <NewTargetPanel onClose={close} /> : null}
      {open && open !== NEW ? <TargetPanel key={open} targetId={open} onClose={close} /> : null}
    </>
  );
}
