"use client";
import { useQuery } from "@tanstack/react-query";
import { Download, ReceiptText } from "lucide-react";
import { useTranslations } from "next-intl";
import { parseAsString, useQueryState } from "nuqs";
import { api, problemOf } from "#components/api/client.ts";
import { usePagedList } from "#components/api/use-paged-list.ts";
import { modelName } from "#components/models/model-name.ts";
import { DataTable } from "#components/ui/data-table.tsx";
import type { DataTableColumn } from "#components/ui/data-table-column.ts";
import { DateTime } from "#components/ui/date-time.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { ErrorState } from "#components/ui/error-state.tsx";
import { ClearFilters, FilterBar, SelectFilter } from "#components/ui/filter-bar.tsx";
import { LinkButton } from "#components/ui/link-button.tsx";
import { MoneyText } from "#components/ui/money.tsx";
import { NumberText } from "#components/ui/number-text.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { SidePanel } from "#components/ui/side-panel.tsx";
import { Skeleton } from "#components/ui/skeleton.tsx";
import { NO_KEY } from "#lib/spend/no-key.ts";
import { AttemptFacts } from "./attempt-facts.tsx";
import { AttemptKind } from "./attempt-kind.tsx";
import { exportHref, LEDGER_FILTERS, type LedgerFilter } from "./ledger-filter.ts";
import { runName } from "./run-name.ts";
import type { Attempt, AttemptPage } from "./spend-answers.ts";
import { useOutcomeText } from "./use-outcome-text.ts";

const KINDS = ["settled", "released", "unknown"] as const;

/** Entries of the ledger, the latest first. The one that is open stands in the address. */
export function LedgerPage({ filter, firstPage }: { filter: LedgerFilter; firstPage: AttemptPage }) {
  const t = useTranslations("spend.ledger");
  const title = useTranslations("spend")("title");
  const names = useTranslations("spend.name");
  const outcomeText = useOutcomeText();
  const [open, setOpen] = useQueryState("attempt", parseAsString.withOptions({ history: "push" }));
  const { items: entries, paging } = usePagedList(api.spend.attempts, { filter, firstPage });
  const { timeZone: _, ...filters } = filter;
  const [first] = entries;
  // What the address narrows it to, by the names that its entries have.
  const ofWhat = [
    filter.batch && (first?.run.name ?? null),
    filter.model && first && modelName(first.model),
    filter.template && (first?.template?.name ?? null),
    filter.person && (first?.person.name ?? null),
    filter.team && (filter.team === NO_KEY ? names("none.team") : filter.team),
    filter.language && (filter.language === NO_KEY ? names("none.language") : filter.language),
  ];
  const isFiltered = Object.values(filters).some(Boolean);
  const columns: DataTableColumn<Attempt>[] = [
    { id: "at", header: t("at"), cell: (entry) => <DateTime iso={entry.at} /> },
    { id: "kind", header: t("kind"), cell: (entry) => <AttemptKind kind={entry.kind} /> },
    {
      id: "run",
      header: t("run"),
      grow: true,
      cell: (entry) => runName(entry.run, t),
    },
    { id: "purpose", header: t("purpose"), cell: (entry) => t(`purposes.${entry.purpose}`) },
    {
      id: "model",
      header: t("model"),
      cell: (entry) => <Cut text={modelName(entry.model)} />,
    },
    { id: "template", header: t("template"), hidden: true, cell: (entry) => entry.template?.name },
    { id: "person", header: t("person"), hidden: true, cell: (entry) => entry.person.name },
    { id: "team", header: t("team"), hidden: true, cell: (entry) => entry.person.team },
    { id: "language", header: t("language"), hidden: true, cell: (entry) => entry.language },
    {
      id: "outcome",
      header: t("outcome"),
      cell: (entry) => <Cut text={outcomeText(entry.outcome)} />,
    },
    {
      id: "input",
      header: t("input"),
      unit: t("tokens"),
      align: "end",
      cell: (entry) => <NumberText value={entry.usage.inputTokens} />,
    },
    {
      id: "output",
      header: t("output"),
      unit: t("tokens"),
      align: "end",
      cell: (entry) => <NumberText value={entry.usage.outputTokens} />,
    },
    {
      id: "latency",
      header: t("latency"),
      unit: t("seconds"),
      align: "end",
      cell: ({ latencyMs }) => <NumberText value={latencyMs === null ? null : latencyMs / 1_000} />,
    },
    {
      id: "cost",
      header: t("cost"),
      align: "end",
      fixed: true,
      cell: (entry) => <MoneyText value={entry.cost} precision="exact" />,
    },
  ];
  return (
    <>
      <PageHeader
        breadcrumbs={[{ label: title, href: "/spend" }]}
        title={t("title")}
        facts={[filter.from ? `${filter.from} – ${filter.to ?? ""}` : null, ...ofWhat, t("about")]}
        actions={
          <LinkButton href={exportHref(filter)} icon={<Download aria-hidden />} prefetch={false} download>
            {t("export")}
          </LinkButton>
        }
      />
      <DataTable
        label={t("title")}
        columns={columns}
        rows={entries}
        rowKey={(entry) => entry.id}
        onRowClick={(entry) => void setOpen(entry.id)}
        currentKey={open}
        storageKey="spend-ledger"
        {...paging}
        empty={
          <EmptyState
            icon={<ReceiptText aria-hidden />}
            title={t("none")}
            cause={t(isFiltered ? "noneCause" : "noneEver")}
          />
        }
        toolbar={
          <FilterBar>
            <SelectFilter
              param="kind"
              label={t("kind")}
              options={KINDS.map((kind) => ({ value: kind, label: t(`kinds.${kind}`) }))}
            />
            <ClearFilters params={[...LEDGER_FILTERS, "kind"]} />
          </FilterBar>
        }
      />
      {open ? (
        <OpenAttempt
          key={open}
          id={open}
          known={entries.find(({ id }) => id === open)}
          onClose={() => void setOpen(null)}
        />
      ) : null}
    </>
  );
}

/** Words that can be read in full elsewhere: they leave the room to the figures. */
function Cut({ text }: { text: string }) {
  return (
    <span className="block max-w-44 truncate" title={text}>
      {text}
    </span>
  );
}

function OpenAttempt({
  id,
  known,
  onClose,
}: {
  id: string;
  known: Attempt | undefined;
  onClose: () => void;
}) {
  const t = useTranslations("spend.ledger");
  const found = useQuery({ ...api.spend.attempt.queryOptions({ input: { id } }), enabled: !known });
  const entry = known ?? found.data;
  return (
    <SidePanel title={t("entry")} facts={entry ? <DateTime iso={entry.at} /> : undefined} onClose={onClose}>
      {entry ? <AttemptFacts entry={entry} /> : null}
      {!entry && found.isPending ? <Skeleton className="h-40 w-full" /> : null}
      {found.error ? <ErrorState title={problemOf(found.error)?.detail ?? t("lost")} /> : null}
    </SidePanel>
  );
}
