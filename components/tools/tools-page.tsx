"use client";
import { Plug, Plus } from "lucide-react";
import { useTranslations } from "next-intl";
import { parseAsString, useQueryState } from "nuqs";
import { api } from "#components/api/client.ts";
import { usePagedList } from "#components/api/use-paged-list.ts";
import { Button } from "#components/ui/button.tsx";
import { DataTable } from "#components/ui/data-table.tsx";
import type { DataTableColumn } from "#components/ui/data-table-column.ts";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { NewToolPanel } from "./new-tool-panel.tsx";
import type { Tool } from "./tool-draft.ts";
import { ToolPanel } from "./tool-panel.tsx";

const NEW = "new";

/** The HTTP tools that steps of templates may call. The one that is open stands in the address. */
export function ToolsPage({ firstPage }: { firstPage: { items: Tool[]; nextCursor: string | null } }) {
  const t = useTranslations("tools");
  const [open, setOpen] = useQueryState("tool", parseAsString.withOptions({ history: "push" }));
  const { items, paging } = usePagedList(api.tools.list, { filter: {}, firstPage });
  const close = () => void setOpen(null);
  const add = (
    <Button variant="primary" icon={<Plus aria-hidden />} onClick={() => void setOpen(NEW)}>
      {t("add")}
    </Button>
  );
  const columns: DataTableColumn<Tool>[] = [
    {
      id: "name",
      header: t("field.name"),
      cell: ({ name }) => <span className="font-medium">{name}</span>,
    },
    { id: "method", header: t("field.method"), cell: ({ method }) => method },
    {
      id: "url",
      header: t("field.url"),
      grow: true,
      cell: ({ url }) => <span className="font-mono text-xs">{url}</span>,
    },
    {
      id: "inputs",
      header: t("field.inputs"),
      wrap: true,
      cell: ({ inputSchema }) => Object.keys(inputSchema.properties).join(", "),
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
        storageKey="tools"
        {...paging}
        empty={<EmptyState icon={<Plug aria-hidden />} title={t("none")} cause={t("noneCause")} />}
      />
      {open === NEW ? <NewToolPanel onClose={close} onMade={(id) => void setOpen(id)} /> : null}
      {open && open !== NEW ? <ToolPanel key={open} toolId={open} onClose={close} /> : null}
    </>
  );
}
