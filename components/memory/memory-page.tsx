"use client";
import { FileUp, History } from "lucide-react";
import { useRouter } from "next/navigation";
import { useLocale, useTranslations } from "next-intl";
import { parseAsString, useQueryState } from "nuqs";
import { useState } from "react";
import { api, client } from "#components/api/client.ts";
import { useChange } from "#components/api/use-change.ts";
import { usePagedList } from "#components/api/use-paged-list.ts";
import { ExportMenu } from "#components/checks/export-menu.tsx";
import { TermsTabs } from "#components/glossaries/terms-tabs.tsx";
import { languageName } from "#components/templates/language-name.ts";
import { Button } from "#components/ui/button.tsx";
import { Callout } from "#components/ui/callout.tsx";
import { DataTable } from "#components/ui/data-table.tsx";
import type { DataTableColumn } from "#components/ui/data-table-column.ts";
import { DateTime } from "#components/ui/date-time.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { ClearFilters, FilterBar, SearchFilter, SelectFilter } from "#components/ui/filter-bar.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { ImportMemoryDialog } from "./import-memory-dialog.tsx";
import type { MemoryAnswer, MemoryEntry } from "./memory-answers.ts";
import { MemoryEntryPanel } from "./memory-entry-panel.tsx";

export interface MemoryPageProps {
  filter: { templateId?: string; language?: string; search?: string };
  firstPage: MemoryAnswer;
  templates: { id: string; name: string }[];
  /** Of the template that is chosen; `null` for none. */
  fields: string[] | null;
  languages: string[];
  mayWrite: boolean;
}

const FILTERS = ["template", "language", "q"];

/** Approved translations that templates use again: to look at, to search, and to take out of use. */
export function MemoryPage({ filter, firstPage, templates, fields, languages, mayWrite }: MemoryPageProps) {
  const t = useTranslations("checks.memory");
  const locale = useLocale();
  const router = useRouter();
  const [open, setOpen] = useQueryState("entry", parseAsString.withOptions({ history: "push" }));
  const [importing, setImporting] = useState(false);
  const { items: entries, paging } = usePagedList(api.memory.list, { filter, firstPage });
  const archive = useChange(client.memory.archive, { touches: [api.memory.key()] });
  const opened = entries.find(({ id }) => id === open);
  const columns: DataTableColumn<MemoryEntry>[] = [
    { id: "source", header: t("source"), cell: ({ source }) => <Text>{source}</Text> },
    { id: "text", header: t("text"), cell: ({ text, language }) => <Text lang={language}>{text}</Text> },
    { id: "language", header: t("language"), cell: ({ language }) => languageName(language, locale) },
    { id: "field", header: t("field"), cell: ({ field }) => field },
    { id: "template", header: t("template"), cell: ({ template }) => template.name },
    { id: "state", header: t("state"), cell: ({ holds }) => (holds ? t("holds") : t("undone")) },
    { id: "by", header: t("by"), cell: ({ addedBy }) => addedBy ?? "—" },
    {
      id: "at",
      header: t("at"),
      align: "end",
      cell: ({ addedAt }) => <DateTime iso={addedAt} relative />,
    },
  ];
  return (
    <>
      <PageHeader
        title={t("title")}
        facts={[t("about")]}
        tabs={<TermsTabs current="/settings/glossaries/memory" />}
        actions={
          filter.templateId === undefined ? null : (
            <>
              <ExportMenu
                label={t("export")}
                files={[
                  { name: t("exportFile"), href: `/api/v1/templates/${filter.templateId}/memory/file` },
                ]}
              />
              {mayWrite && fields && fields.length > 0 ? (
                <Button icon={<FileUp aria-hidden />} onClick={() => setImporting(true)}>
                  {t("import")}
                </Button>
              ) : null}
            </>
          )
        }
      />
      {archive.problem ? <Callout tone="danger">{archive.problem}</Callout> : null}
      <DataTable
        label={t("title")}
        columns={columns}
        rows={entries}
        rowKey={({ id }) => id}
        onRowClick={({ id }) => void setOpen(id)}
        currentKey={open}
        storageKey="memory"
        {...paging}
        empty={<EmptyState icon={<History aria-hidden />} title={t("none")} cause={t("noneCause")} />}
        toolbar={
          <FilterBar>
            <SearchFilter label={t("search")} />
            <SelectFilter
              param="template"
              label={t("template")}
              options={templates.map(({ id, name }) => ({ value: id, label: name }))}
            />
            <SelectFilter
              param="language"
              label={t("language")}
              options={languages.map((code) => ({ value: code, label: languageName(code, locale) }))}
            />
            <ClearFilters params={FILTERS} />
          </FilterBar>
        }
      />
      {opened ? (
        <MemoryEntryPanel
          entry={opened}
          pending={archive.pending}
          onArchive={
            mayWrite
              ? () =>
                  archive.run({ id: opened.id }, () => {
                    void setOpen(null);
                    router.refresh();
                  })
              : null
          }
          onClose={() => void setOpen(null)}
        />
      ) : null}
      {importing && filter.templateId !== undefined && fields ? (
        <ImportMemoryDialog
          templateId={filter.templateId}
          fields={fields}
          onTaken={() => {
            setImporting(false);
            router.refresh();
          }}
          onClose={() => setImporting(false)}
        />
      ) : null}
    </>
  );
}

function Text({ children, lang }: { children: string; lang?: string }) {
  return (
    <span lang={lang} className="line-clamp-2 max-w-96">
      {children}
    </span>
  );
}
