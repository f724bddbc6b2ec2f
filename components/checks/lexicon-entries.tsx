"use client";
import { BookOpenCheck } from "lucide-react";
import { useTranslations } from "next-intl";
import type { DataTableColumn } from "#components/ui/data-table-column.ts";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { StateBadge } from "#components/ui/state-badge.tsx";
import type { LexiconEntry } from "#lib/checks/lexicons/lexicon.ts";
import { ManagedEntries } from "./managed-entries.tsx";

export interface LexiconEntriesProps {
  entries: readonly LexiconEntry[];
  /** `null` for somebody who may read only. */
  onEdit: ((entry: LexiconEntry) => void) | null;
  onRemove: ((entry: LexiconEntry) => void) | null;
}

/** The terms of a lexicon, found by any of their words. */
export function LexiconEntries({ entries, onEdit, onRemove }: LexiconEntriesProps) {
  const t = useTranslations("checks.lexicon");
  const columns: DataTableColumn<LexiconEntry>[] = [
    { id: "term", header: t("term"), cell: ({ term }) => <span className="font-medium">{term}</span> },
    {
      id: "severity",
      header: t("severity"),
      cell: ({ severity }) => (
        <StateBadge tone={severity === "block" ? "danger" : "warning"}>
          {t(`severities.${severity}`)}
        </StateBadge>
      ),
    },
    { id: "category", header: t("category"), cell: ({ category }) => category ?? "—" },
    {
      id: "suggestion",
      header: t("suggestion"),
      cell: ({ suggestion }) => <span className="block max-w-40 truncate">{suggestion ?? "—"}</span>,
    },
    {
      id: "exceptions",
      header: t("exceptions"),
      cell: ({ exceptions }) => (
        <span className="block max-w-40 truncate" title={exceptions.join(", ")}>
          {exceptions.join(", ") || "—"}
        </span>
      ),
    },
    { id: "clause", header: t("clause"), cell: ({ clause }) => clause ?? "—", hidden: true },
    { id: "validFrom", header: t("validFrom"), cell: ({ validFrom }) => validFrom ?? "—", hidden: true },
  ];
  return (
    <ManagedEntries
      entries={entries}
      columns={columns}
      wordsOf={wordsOf}
      labelOf={(count) => t("terms", { count })}
      search={t("search")}
      storageKey="lexicon-entries"
      empty={<EmptyState icon={<BookOpenCheck aria-hidden />} title={t("none")} cause={t("noneCause")} />}
      onEdit={onEdit}
      onRemove={onRemove}
    />
  );
}

function wordsOf({ term, category, suggestion, clause }: LexiconEntry): string {
  return [term, category, suggestion, clause].join("\n").toLowerCase();
}
