"use client";
import { Archive, Pencil } from "lucide-react";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { api, client } from "#components/api/client.ts";
import { ConfirmChange } from "#components/api/confirm-change.tsx";
import { usePagedList } from "#components/api/use-paged-list.ts";
import { Button } from "#components/ui/button.tsx";
import { DataTable } from "#components/ui/data-table.tsx";
import { DateTime } from "#components/ui/date-time.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { LinkButton } from "#components/ui/link-button.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import type { SelectionList } from "./catalogue-answers.ts";
import { CatalogueTabs } from "./catalogue-tabs.tsx";
import { productsHref } from "./filter-draft.ts";
import { RenameSelection } from "./rename-selection.tsx";
import { SelectionCount } from "./selection-count.tsx";

const NO_FILTER = {};

type Selection = SelectionList["items"][number];

/** Filters that somebody saved, each with what it finds now; one opens as the products it finds. */
export function SelectionsPage({ firstPage, mayWrite }: { firstPage: SelectionList; mayWrite: boolean }) {
  const t = useTranslations("catalogue.selections");
  const tabs = useTranslations("catalogue.tabs");
  const [renamed, setRenamed] = useState<Selection | null>(null);
  const [leaving, setLeaving] = useState<Selection | null>(null);
  const { items, paging, refetch } = usePagedList(api.selections.list, { filter: NO_FILTER, firstPage });
  return (
    <>
      <PageHeader title={tabs("label")} tabs={<CatalogueTabs current="selections" />} />
      <DataTable<Selection>
        label={tabs("selections")}
        rows={items}
        rowKey={({ id }) => id}
        rowHref={({ id, filter }) => productsHref(filter, id)}
        storageKey="selections"
        {...paging}
        empty={
          <EmptyState
            title={t("none")}
            cause={t("noneCause")}
            action={<LinkButton href="/catalogue">{t("toProducts")}</LinkButton>}
          />
        }
        columns={[
          { id: "name", header: t("name"), grow: true, cell: ({ name }) => name },
          {
            id: "count",
            header: t("count"),
            align: "end",
            width: "12rem",
            cell: ({ id }) => <SelectionCount id={id} />,
          },
          { id: "by", header: t("by"), width: "10rem", cell: ({ createdBy }) => createdBy.name },
          {
            id: "when",
            header: t("when"),
            width: "8rem",
            cell: ({ changedAt }) => <DateTime iso={changedAt} relative />,
          },
          ...(mayWrite
            ? [
                {
                  id: "actions",
                  header: t("actions"),
                  width: "6rem",
                  fixed: true,
                  cell: (selection: Selection) => (
                    <span className="flex">
                      <Button
                        size="sm"
                        variant="ghost"
                        icon={<Pencil aria-hidden />}
                        aria-label={t("renameTitle", { name: selection.name })}
                        onClick={() => setRenamed(selection)}
                      />
                      <Button
                        size="sm"
                        variant="ghost"
                        icon={<Archive aria-hidden />}
                        aria-label={t("archiveTitle", { name: selection.name })}
                        onClick={() => setLeaving(selection)}
                      />
                    </span>
                  ),
                },
              ]
            : []),
        ]}
      />
      {renamed ? <RenameSelection selection={renamed} onClose={() => setRenamed(null)} /> : null}
      {leaving ? (
        <ConfirmChange
          open
          onOpenChange={(open) => !open && setLeaving(null)}
          title={t("archiveTitle", { name: leaving.name })}
          description={t("archiveText")}
          confirmLabel={t("archive")}
          change={client.selections.archive}
          input={{ id: leaving.id }}
          touches={[api.selections.key()]}
          onDone={() => {
            setLeaving(null);
            void refetch();
          }}
        />
      ) : null}
    </>
  );
}
