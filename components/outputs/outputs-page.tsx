"use client";
import { SearchX } from "lucide-react";
import { useLocale, useTranslations } from "next-intl";
import { parseAsString, useQueryStates } from "nuqs";
import { useEffect } from "react";
import { api } from "#components/api/client.ts";
import { usePagedList } from "#components/api/use-paged-list.ts";
import { ItemPanel } from "#components/batches/item-panel.tsx";
import { OutputSummary } from "#components/images/output-summary.tsx";
import { SavedViews } from "#components/saved-views/saved-views.tsx";
import { languageName } from "#components/templates/language-name.ts";
import { Callout } from "#components/ui/callout.tsx";
import { DataTable } from "#components/ui/data-table.tsx";
import type { DataTableColumn } from "#components/ui/data-table-column.ts";
import { DateTime } from "#components/ui/date-time.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { ClearFilters, FilterBar, SearchFilter, SelectFilter } from "#components/ui/filter-bar.tsx";
import { LinkButton } from "#components/ui/link-button.tsx";
import { MoneyText } from "#components/ui/money.tsx";
import { NumberText } from "#components/ui/number-text.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { SimulatedMark } from "#components/ui/simulated-mark.tsx";
import { parseItemId } from "#lib/batches/item-id.ts";
import type { CheckKind, Verdict } from "#lib/checks/verdict.ts";
import type { BulkDeed } from "#lib/outputs/bulk-action.ts";
import type { OutputFilter } from "#lib/outputs/filter-schema.ts";
import { isEmptyFilter } from "#lib/outputs/output-filter.ts";
import { OUTPUT_STATES } from "#lib/outputs/output-states.ts";
import { REJECT_REASONS } from "#lib/review/reject-reason.ts";
import { BulkActionPanel } from "./bulk-action-panel.tsx";
import { BulkMenu } from "./bulk-menu.tsx";
import { OUTPUT_PARAMS } from "./output-address.ts";
import type { Output, OutputPage } from "./output-answers.ts";
import { OutputStateBadge, WorstVerdict } from "./output-state.tsx";

/** As many as fill a screen: a page that found fewer by then is followed by the next one without being asked for. */
const ENOUGH = 30;

export interface OutputsPageProps {
  filter: OutputFilter;
  firstPage: OutputPage;
  choices: {
    templates: readonly { value: string; label: string }[];
    batches: readonly { value: string; label: string }[];
    languages: readonly string[];
    checks: readonly CheckKind[];
    verdicts: readonly Verdict["verdict"][];
  };
  /** What the reader may do with all outputs of a filter. */
  deeds: readonly BulkDeed[];
  canReopen: boolean;
  canAddPractice: boolean;
  canSeeReview: boolean;
}

/** Outputs of all batches by filter and saved view; the one that is open stands in the address. */
export function OutputsPage(props: OutputsPageProps) {
  const { filter, firstPage, choices, deeds, canReopen, canAddPractice, canSeeReview } = props;
  const t = useTranslations("outputs");
  const states = useTranslations("batches.reviewState");
  const reasons = useTranslations("review.reason");
  const locale = useLocale();
  const [{ item, action }, setPlace] = useQueryStates(
    { item: parseAsString, action: parseAsString, call: parseAsString, decision: parseAsString },
    { history: "push" },
  );
  const setOpen = (item: string | null, action: string | null = null) =>
    void setPlace({ item, action, call: null, decision: null });
  const { items, refetch, paging } = usePagedList(api.outputs.list, { filter, firstPage });
  const isLooking = paging.hasMore && items.length < ENOUGH;
  const { loadingMore, onLoadMore } = paging;
  // biome-ignore lint/correctness/useExhaustiveDependencies: goes on once more after each page that came
  useEffect(() => {
    if (isLooking && !loadingMore) onLoadMore();
  }, [isLooking, loadingMore, items.length]);
  const open = item === null ? null : parseItemId(item);

  const columns: DataTableColumn<Output>[] = [
    {
      id: "output",
      header: t("output"),
      grow: true,
      cell: (output) => (
        <span className="flex min-w-0 items-center gap-2">
          <span className="min-w-0 truncate" lang={output.language}>
            <OutputSummary output={output.output} />
          </span>
          {output.simulated ? <SimulatedMark brief /> : null}
        </span>
      ),
    },
    {
      id: "state",
      header: t("state"),
      width: "7rem",
      cell: (output) => <OutputStateBadge state={output.state} />,
    },
    {
      id: "reason",
      header: t("reason"),
      hidden: true,
      cell: ({ reason }) => {
        const known = REJECT_REASONS.find(({ code }) => code === reason);
        return known ? reasons(known.code) : "—";
      },
    },
    {
      id: "checks",
      header: t("checks"),
      width: "7rem",
      cell: (output) => <WorstVerdict checks={output.checks} isBlind={output.isBlind} />,
    },
    {
      id: "batch",
      header: t("batch"),
      cell: ({ batch }) => (
        <span className="block max-w-44 truncate" title={batch.name}>
          {batch.name}
        </span>
      ),
    },
    {
      id: "template",
      header: t("template"),
      hidden: true,
      cell: ({ template }) => <span className="block max-w-44 truncate">{template.name}</span>,
    },
    { id: "language", header: t("language"), width: "6rem", cell: ({ language }) => language },
    {
      id: "row",
      header: t("row"),
      align: "end",
      width: "5rem",
      hidden: true,
      cell: ({ rowNumber }) => <NumberText value={rowNumber} />,
    },
    {
      id: "cost",
      header: t("cost"),
      align: "end",
      width: "8rem",
      cell: ({ cost }) => <MoneyText value={cost} />,
    },
    {
      id: "made",
      header: t("made"),
      width: "8rem",
      cell: ({ endedAt }) => <DateTime iso={endedAt} relative />,
    },
  ];

  return (
    <>
      <PageHeader
        title={t("title")}
        actions={
          deeds.length > 0 ? (
            <BulkMenu filter={filter} deeds={deeds} onAsked={(id) => setOpen(null, id)} />
          ) : null
        }
      />
      {firstPage.notIndexed > 0 ? (
        <Callout className="mb-3">{t("notIndexed", { count: firstPage.notIndexed })}</Callout>
      ) : null}
      <DataTable
        label={t("title")}
        columns={columns}
        rows={items}
        rowKey={(output) => output.itemId}
        onRowClick={(output) => setOpen(output.itemId)}
        currentKey={item}
        storageKey="outputs"
        {...paging}
        loading={items.length === 0 && isLooking}
        empty={
          isEmptyFilter(filter) ? (
            <EmptyState
              title={t("none")}
              cause={t("noneCause")}
              action={<LinkButton href="/batches/new">{t("launch")}</LinkButton>}
            />
          ) : (
            <EmptyState icon={<SearchX aria-hidden />} title={t("noneFound")} cause={t("noneFoundCause")} />
          )
        }
        toolbar={
          <FilterBar>
            <SearchFilter label={t("search")} />
            <SelectFilter
              param="state"
              label={t("state")}
              options={OUTPUT_STATES.map((state) => ({ value: state, label: states(state) }))}
            />
            <SelectFilter
              param="batch"
              label={t("batch")}
              options={withChosen(choices.batches, filter.batchId, t("one"))}
            />
            <SelectFilter
              param="template"
              label={t("template")}
              options={withChosen(choices.templates, filter.templateId, t("one"))}
            />
            <SelectFilter
              param="language"
              label={t("language")}
              options={withChosen(
                choices.languages.map((code) => ({ value: code, label: languageName(code, locale) })),
                filter.language,
                filter.language ?? "",
              )}
            />
            <SelectFilter
              param="reason"
              label={t("reason")}
              options={REJECT_REASONS.map(({ code }) => ({ value: code, label: reasons(code) }))}
            />
            <SelectFilter
              param="check"
              label={t("check")}
              options={choices.checks.map((kind) => ({ value: kind, label: t(`checkKind.${kind}`) }))}
            />
            <SelectFilter
              param="verdict"
              label={t("verdictHeader")}
              options={choices.verdicts.map((verdict) => ({
                value: verdict,
                label: t(`verdict.${verdict}`),
              }))}
            />
            <SelectFilter
              param="field"
              label={t("field")}
              options={withChosen(fieldsOf(firstPage), filter.field, filter.field ?? "")}
            />
            {filter.decidedBy || filter.modelId || filter.from || filter.to ? (
              <span className="text-muted text-xs">{t("ofFigure")}</span>
            ) : null}
            <ClearFilters params={OUTPUT_PARAMS} />
            <SavedViews list="outputs" params={OUTPUT_PARAMS} />
          </FilterBar>
        }
      />
      {open === null ? null : (
        <ItemPanel
          key={item}
          {...open}
          canReopen={canReopen}
          canAddPractice={canAddPractice}
          onReopened={() => void refetch()}
          canSeeReview={canSeeReview}
          isBesideBatch={false}
          onClose={() => setOpen(null)}
        />
      )}
      {action === null || open !== null ? null : (
        <BulkActionPanel
          key={action}
          id={action}
          onChanged={() => void refetch()}
          onAsked={(id) => setOpen(null, id)}
          onClose={() => setOpen(null)}
        />
      )}
    </>
  );
}

/** The fields of the outputs that are listed, to choose from. */
function fieldsOf({ items }: OutputPage): { value: string; label: string }[] {
  const names = new Set(items.flatMap(({ output }) => Object.keys(output)));
  return [...names].map((name) => ({ value: name, label: name }));
}

/** The options, and the chosen one where it is not among them: an older batch, a template that is archived. */
function withChosen(
  options: readonly { value: string; label: string }[],
  chosen: string | undefined,
  label: string,
): readonly { value: string; label: string }[] {
  const isOffered = !chosen || options.some(({ value }) => value === chosen);
  return isOffered ? options : [{ value: chosen, label }, ...options];
}
