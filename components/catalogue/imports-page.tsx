"use client";
import { useTranslations } from "next-intl";
import { api } from "#components/api/client.ts";
import { usePagedList } from "#components/api/use-paged-list.ts";
import { DataTable } from "#components/ui/data-table.tsx";
import { DateTime } from "#components/ui/date-time.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { LinkButton } from "#components/ui/link-button.tsx";
import { NumberText } from "#components/ui/number-text.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import type { ImportList, ImportSummary } from "./catalogue-answers.ts";
import { CatalogueTabs } from "./catalogue-tabs.tsx";
import { ImportStatus, isMoving } from "./import-status.tsx";

const REFRESH_MS = 2_000;
const COUNTS = ["new", "changed", "unchanged", "invalid"] as const;
const NO_FILTER = {};

/** Imports into the catalogue, the newest first. */
export function ImportsPage({ firstPage, canImport }: { firstPage: ImportList; canImport: boolean }) {
  const t = useTranslations("catalogue.imports");
  const tabs = useTranslations("catalogue.tabs");
  const words = useTranslations("catalogue.import");
  const { items, paging } = usePagedList(api.catalogue.imports.list, {
    filter: NO_FILTER,
    firstPage,
    refreshMs: (found) => (found.some(({ status }) => isMoving(status)) ? REFRESH_MS : false),
  });
  const newImport = canImport ? (
    <LinkButton variant="primary" href="/catalogue/imports/new">
      {words("new")}
    </LinkButton>
  ) : null;
  return (
    <>
      <PageHeader
        title={tabs("label")}
        primaryAction={newImport}
        tabs={<CatalogueTabs current="imports" />}
      />
      <DataTable<ImportSummary>
        label={tabs("imports")}
        rows={items}
        rowKey={({ id }) => id}
        rowHref={({ id }) => `/catalogue/imports/${id}`}
        storageKey="catalogue.imports"
        {...paging}
        empty={<EmptyState title={t("none")} cause={t("noneCause")} action={newImport} />}
        columns={[
          { id: "file", header: t("file"), grow: true, cell: ({ fileName }) => fileName },
          {
            id: "status",
            header: t("status"),
            width: "10rem",
            cell: ({ status }) => <ImportStatus status={status} />,
          },
          ...COUNTS.map((name) => ({
            id: name,
            header: t(name),
            align: "end" as const,
            width: "7rem",
            cell: ({ counts }: ImportSummary) => <NumberText value={counts[name]} />,
          })),
          { id: "by", header: t("by"), width: "10rem", cell: ({ createdBy }) => createdBy.name },
          {
            id: "when",
            header: t("when"),
            width: "8rem",
            cell: ({ createdAt }) => <DateTime iso={createdAt} relative />,
          },
        ]}
      />
    </>
  );
}
