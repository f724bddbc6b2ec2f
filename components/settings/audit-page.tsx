"use client";
import { useQuery } from "@tanstack/react-query";
import { ScrollText } from "lucide-react";
import { useTranslations } from "next-intl";
import { parseAsString, useQueryState } from "nuqs";
import { api } from "#components/api/client.ts";
import { LoadingPanel } from "#components/api/loading-panel.tsx";
import { usePagedList } from "#components/api/use-paged-list.ts";
import { DataTable } from "#components/ui/data-table.tsx";
import type { DataTableColumn } from "#components/ui/data-table-column.ts";
import { DateTime } from "#components/ui/date-time.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { ClearFilters, FilterBar, SelectFilter } from "#components/ui/filter-bar.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { auditChanges } from "#lib/auth/audit-changes.ts";
import type { AuditEntry } from "#lib/auth/list-audit.ts";
import { AuditEntryPanel } from "./audit-entry-panel.tsx";
import { DateFilter } from "./date-filter.tsx";
import { useAuditWords } from "./use-audit-words.ts";

export interface AuditPageProps {
  filter: {
    actorId?: string;
    action?: string;
    targetType?: string;
    targetId?: string;
    from?: string;
    to?: string;
  };
  firstPage: { items: AuditEntry[]; nextCursor: string | null };
  facets: { people: { id: string; name: string }[]; actions: string[] };
}

const FILTERS = ["actor", "action", "from", "to", "type", "target"];

/** Who changed what. The entry that is open stands in the address. */
export function AuditPage({ filter, firstPage, facets }: AuditPageProps) {
  const t = useTranslations("audit");
  const words = useAuditWords();
  const [open, setOpen] = useQueryState("entry", parseAsString.withOptions({ history: "push" }));
  const { items: entries, paging } = usePagedList(api.audit.list, { filter, firstPage });
  const columns: DataTableColumn<AuditEntry>[] = [
    { id: "action", header: t("action"), cell: (entry) => words.action(entry.action) },
    { id: "actor", header: t("actor"), cell: words.actor },
    { id: "target", header: t("target"), cell: (entry) => words.target(entry) },
    {
      id: "changes",
      header: t("changes"),
      cell: (entry) => (
        <span className="text-muted">
          {auditChanges(entry.before, entry.after)
            .map(({ path }) => path)
            .join(", ")}
        </span>
      ),
    },
    { id: "at", header: t("at"), cell: (entry) => <DateTime iso={entry.at} />, align: "end" },
  ];
  return (
    <>
      <PageHeader title={t("title")} facts={[t("about")]} />
      <DataTable
        label={t("title")}
        columns={columns}
        rows={entries}
        rowKey={(entry) => entry.id}
        onRowClick={(entry) => void setOpen(entry.id)}
        currentKey={open}
        storageKey="audit"
        {...paging}
        empty={<EmptyState icon={<ScrollText aria-hidden />} title={t("none")} cause={t("noneCause")} />}
        toolbar={
          <FilterBar>
            <SelectFilter
              param="actor"
              label={t("actor")}
              options={facets.people.map(({ id, name }) => ({ value: id, label: name }))}
            />
            <SelectFilter
              param="action"
              label={t("action")}
              options={facets.actions.map((action) => ({ value: action, label: words.action(action) }))}
            />
            <DateFilter param="from" label={t("from")} />
            <DateFilter param="to" label={t("to")} />
            <ClearFilters params={FILTERS} />
          </FilterBar>
        }
      />
      {open ? (
        <OpenEntry
          key={open}
          entryId={open}
          known={entries.find(({ id }) => id === open)}
          onClose={() => void setOpen(null)}
        />
      ) : null}
    </>
  );
}

function OpenEntry({
  entryId,
  known,
  onClose,
}: {
  entryId: string;
  known: AuditEntry | undefined;
  onClose: () => void;
}) {
  const t = useTranslations("audit");
  const { data: entry, error } = useQuery({
    ...api.audit.get.queryOptions({ input: { id: entryId } }),
    ...(known && { initialData: known }),
    // What was recorded never changes.
    staleTime: Number.POSITIVE_INFINITY,
  });
  if (entry) return <AuditEntryPanel entry={entry} onClose={onClose} />;
  return <LoadingPanel title={t("entry")} error={error} onClose={onClose} />;
}
