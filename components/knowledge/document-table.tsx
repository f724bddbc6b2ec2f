"use client";
import { useQueryClient } from "@tanstack/react-query";
import { FilePlus, MoreHorizontal, RotateCw, Trash2 } from "lucide-react";
import { useTranslations } from "next-intl";
import { useEffect, useState } from "react";
import { api, client } from "#components/api/client.ts";
import { ConfirmChange } from "#components/api/confirm-change.tsx";
import { ProblemCallout } from "#components/api/problem-callout.tsx";
import { useChange } from "#components/api/use-change.ts";
import { usePagedList } from "#components/api/use-paged-list.ts";
import { Button } from "#components/ui/button.tsx";
import { Callout } from "#components/ui/callout.tsx";
import { DataTable } from "#components/ui/data-table.tsx";
import type { DataTableColumn } from "#components/ui/data-table-column.ts";
import { DateTime } from "#components/ui/date-time.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { Menu, MenuItem } from "#components/ui/menu.tsx";
import { MoneyText } from "#components/ui/money.tsx";
import { NumberText } from "#components/ui/number-text.tsx";
import { showToast } from "#components/ui/toast.tsx";
import { DocumentState } from "./document-state.tsx";
import type { DocumentLine } from "./knowledge-answer.ts";

const REFRESH_WHILE_INDEXING_MS = 1_000;

export interface DocumentTableProps {
  collectionId: string;
  firstPage: { items: DocumentLine[]; nextCursor: string | null };
  mayWrite: boolean;
  onAdd: () => void;
}

/** The documents of a collection, newest first; what is being indexed keeps itself up to date. */
export function DocumentTable({ collectionId, firstPage, mayWrite, onAdd }: DocumentTableProps) {
  const t = useTranslations("knowledge.documents");
  const words = useTranslations("knowledge.page");
  const queries = useQueryClient();
  const [filter] = useState({ id: collectionId });
  const [removing, setRemoving] = useState<DocumentLine | null>(null);
  const touches = [api.collections.key()];
  const retry = useChange(client.collections.documents.retry, { touches });
  const { items, error, paging } = usePagedList(api.collections.documents.list, {
    filter,
    firstPage,
    refreshMs: (known) => known.some(isMoving) && REFRESH_WHILE_INDEXING_MS,
  });
  const moving = items.filter(isMoving).length;
  // What the collection comes to changes with each document that ends.
  useEffect(() => {
    if (moving >= 0) void queries.invalidateQueries({ queryKey: api.collections.get.key() });
  }, [moving, queries]);

  const columns: DataTableColumn<DocumentLine>[] = [
    {
      id: "file",
      header: t("file"),
      wrap: true,
      cell: ({ fileName, metadata }) => (
        <span className="flex min-w-40 flex-col py-1">
          <span className="wrap-anywhere font-medium">{fileName}</span>
          {Object.keys(metadata).length > 0 ? (
            <span className="wrap-anywhere text-muted text-xs">{metadataText(metadata)}</span>
          ) : null}
        </span>
      ),
    },
    {
      id: "status",
      header: t("status"),
      wrap: true,
      width: "11rem",
      cell: (document) => <DocumentState document={document} isReplacing={isReplacing(document, items)} />,
    },
    {
      id: "passages",
      header: t("passages"),
      align: "end",
      cell: ({ progress }) => <NumberText value={progress.passages} />,
    },
    {
      id: "cost",
      header: t("cost"),
      unit: items[0]?.cost.currency,
      align: "end",
      cell: ({ cost }) => <MoneyText value={cost} bare />,
    },
    { id: "added", header: t("added"), cell: ({ createdAt }) => <DateTime iso={createdAt} relative /> },
    { id: "by", header: t("by"), hidden: true, cell: ({ createdBy }) => createdBy.name ?? "—" },
    ...(mayWrite
      ? [
          {
            id: "actions",
            header: t("actionsColumn"),
            fixed: true,
            align: "end" as const,
            cell: (document: DocumentLine) => (
              <Menu
                trigger={
                  <Button
                    variant="ghost"
                    size="sm"
                    icon={<MoreHorizontal aria-hidden />}
                    aria-label={t("actions", { name: document.fileName })}
                  />
                }
              >
                {document.status === "failed" ? (
                  <MenuItem
                    icon={<RotateCw aria-hidden />}
                    onSelect={() => retry.run({ id: collectionId, documentId: document.id })}
                  >
                    {t("retry")}
                  </MenuItem>
                ) : null}
                <MenuItem icon={<Trash2 aria-hidden />} danger onSelect={() => setRemoving(document)}>
                  {t("remove")}
                </MenuItem>
              </Menu>
            ),
          },
        ]
      : []),
  ];

  return (
    <div className="min-w-0">
      <ProblemCallout error={error} className="mb-3" />
      {retry.problem ? (
        <Callout tone="danger" className="mb-3">
          {retry.problem}
        </Callout>
      ) : null}
      <DataTable
        label={words("documents")}
        columns={columns}
        rows={items}
        rowKey={({ id }) => id}
        storageKey="documents"
        {...paging}
        toolbar={<h2 className="font-semibold">{words("documents")}</h2>}
        empty={
          <EmptyState
            icon={<FilePlus aria-hidden />}
            title={t("none")}
            cause={t("noneCause")}
            action={mayWrite ? <Button onClick={onAdd}>{words("add")}</Button> : null}
          />
        }
      />
      {removing ? (
        <ConfirmChange
          open
          onOpenChange={(open) => !open && setRemoving(null)}
          title={t("removeOne", { name: removing.fileName })}
          description={t("removeHint")}
          confirmLabel={t("remove")}
          danger
          change={client.collections.documents.remove}
          input={{ id: collectionId, documentId: removing.id }}
          touches={touches}
          onDone={() => {
            showToast({ title: t("removed", { name: removing.fileName }) });
            setRemoving(null);
          }}
        />
      ) : null}
    </div>
  );
}

function isMoving({ status }: DocumentLine): boolean {
  return status === "queued" || status === "indexing";
}

function isReplacing(document: DocumentLine, all: readonly DocumentLine[]): boolean {
  return (
    isMoving(document) &&
    all.some(({ id, fileName, isFound }) => id !== document.id && isFound && fileName === document.fileName)
  );
}

function metadataText(metadata: DocumentLine["metadata"]): string {
  return Object.entries(metadata)
    .map(([name, value]) => `${name}: ${[value].flat().join(", ")}`)
    .join(" · ");
}
