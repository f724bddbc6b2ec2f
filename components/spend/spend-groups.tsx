"use client";
import { useFormatter, useTranslations } from "next-intl";
import { parseAsString, useQueryState } from "nuqs";
import { DataTable } from "#components/ui/data-table.tsx";
import type { DataTableColumn } from "#components/ui/data-table-column.ts";
import { MoneyText } from "#components/ui/money.tsx";
import { NumberText } from "#components/ui/number-text.tsx";
import { Select } from "#components/ui/select.tsx";
import { SimulatedMark } from "#components/ui/simulated-mark.tsx";
import { TextLink } from "#components/ui/text-link.tsx";
import type { Money } from "#lib/money.ts";
import { compareHref } from "./explanation/compare-href.ts";
import { ledgerHref } from "./ledger-filter.ts";
import type { SpendGroupBy, SpendReport } from "./spend-answers.ts";
import { growth } from "./spend-arithmetic.ts";
import { useGroupNames } from "./use-group-names.ts";

type Group = SpendReport["groups"][number];
/** A line: what was spent, beside what was before; one of the two may be nothing. */
type Line = Pick<Group, "key" | "label" | "detail"> & { now: Group | null; before: Money | null };

const GROUPS = ["model", "template", "person", "team", "batch", "language", "day"] as const;

/** What each model, template, person, team, batch, language or day cost, with every digit; each row leads to its entries. */
export function SpendGroups({ report, groupBy }: { report: SpendReport; groupBy: SpendGroupBy }) {
  const t = useTranslations("spend.groups");
  const why = useTranslations("spend.explanation");
  const format = useFormatter();
  const dayName = (day: string) =>
    format.dateTime(new Date(`${day}T12:00:00Z`), { dateStyle: "medium", timeZone: "UTC" });
  const nameOf = useGroupNames(groupBy);
  const [, setGroupBy] = useQueryState(
    "groupBy",
    parseAsString.withOptions({ shallow: false, history: "replace", scroll: false }),
  );
  const { currency, from, to, before } = report;
  const nothing = { amount: "0", currency };
  const columns: DataTableColumn<Line>[] = [
    {
      id: "name",
      header: t(`by.${groupBy}`),
      cell: (group) => (
        <span className="inline-flex items-center gap-2">
          {nameOf(group)}
          {group.now?.simulated === "all" ? <SimulatedMark /> : null}
        </span>
      ),
    },
    {
      id: "cost",
      header: t("cost"),
      unit: currency,
      align: "end",
      fixed: true,
      cell: ({ now }) => <MoneyText value={now?.cost ?? nothing} precision="exact" bare />,
    },
    ...(groupBy === "day"
      ? []
      : [
          {
            id: "before",
            header: t("before"),
            unit: currency,
            align: "end" as const,
            cell: ({ before }: Line) => <MoneyText value={before ?? nothing} bare />,
          },
          {
            id: "change",
            header: t("change"),
            align: "end" as const,
            cell: ({ now, before }: Line) => <Change now={now?.cost ?? null} before={before} />,
          },
        ]),
    {
      id: "unknown",
      header: t("unknown"),
      unit: currency,
      align: "end",
      hidden: report.unknown.amount === "0",
      cell: ({ now }) => <MoneyText value={now?.unknown} precision="exact" bare />,
    },
    {
      id: "attempts",
      header: t("attempts"),
      align: "end",
      cell: ({ now }) => <NumberText value={now?.attempts} />,
    },
    {
      id: "tokens",
      header: t("tokens"),
      align: "end",
      cell: ({ now }) => <NumberText value={now && now.inputTokens + now.outputTokens} />,
    },
    {
      id: "approved",
      header: t("approved"),
      align: "end",
      cell: ({ now }) => <NumberText value={now?.approvedItems} />,
    },
    {
      id: "perApproved",
      header: t("perApproved"),
      unit: currency,
      align: "end",
      cell: ({ now }) => <MoneyText value={now?.costPerApprovedItem} bare />,
    },
    {
      id: "rejected",
      header: t("rejected"),
      unit: currency,
      align: "end",
      cell: ({ now }) => <MoneyText value={now?.rejectedCost} bare />,
    },
  ];
  // What was spent before only leads to where it was.
  const filterOf = ({ key, now }: Line) =>
    groupBy === "day"
      ? { from: key, to: key, currency }
      : { ...(now ? { from, to } : { from: before.from, to: before.to }), currency, [groupBy]: key };
  return (
    <DataTable
      label={t("label")}
      columns={columns}
      rows={linesOf(report, groupBy)}
      rowKey={(group) => group.key}
      rowHref={(group) => ledgerHref(filterOf(group))}
      storageKey="spend-groups"
      toolbar={
        <>
          <Select
            size="sm"
            aria-label={t("groupBy")}
            value={groupBy}
            options={GROUPS.map((value) => ({ value, label: t(`by.${value}`) }))}
            onValueChange={(value) => void setGroupBy(value)}
          />
          <p className="flex flex-wrap items-baseline gap-x-2" data-testid="spend-total">
            <span className="text-muted">{t("total")}</span>
            <strong className="font-semibold">
              <MoneyText value={report.total} precision="exact" />
            </strong>
            {report.unknown.amount === "0" ? null : (
              <span className="text-muted text-xs">
                {t("plusUnknown")} <MoneyText value={report.unknown} precision="exact" />
              </span>
            )}
            <span className="text-muted text-xs">{t("calls", { count: report.attempts })}</span>
            <span className="text-muted text-xs">
              {t.rich("comparedWith", {
                from: dayName(before.from),
                to: dayName(before.to),
                amount: () => <MoneyText value={before.total} />,
              })}{" "}
              <Change now={report.total} before={before.total} />{" "}
              <TextLink className="underline" href={compareHref({ from, to }, before, currency)}>
                {why("why")}
              </TextLink>
            </span>
          </p>
        </>
      }
    />
  );
}

/** The groups of a report, and those that there were only before; days are compared with none. */
function linesOf({ groups, before }: SpendReport, groupBy: SpendGroupBy): Line[] {
  const costBefore = new Map(before.groups.map(({ key, cost }) => [key, cost]));
  const known = new Set(groups.map(({ key }) => key));
  const lines = groups.map(
    (now): Line => ({
      key: now.key,
      label: now.label,
      detail: now.detail,
      now,
      before: costBefore.get(now.key) ?? null,
    }),
  );
  if (groupBy === "day") return lines;
  const gone = before.groups.filter(({ key }) => !known.has(key));
  return [...lines, ...gone.map(({ cost, ...named }): Line => ({ ...named, now: null, before: cost }))];
}

/** How much more or less than before; a word where there was nothing before. */
function Change({ now, before }: { now: Money | null; before: Money | null }) {
  const t = useTranslations("spend.groups");
  const share = growth(before?.amount ?? "0", now?.amount ?? "0");
  if (share === null)
    return <span className="text-muted">{Number(now?.amount ?? 0) > 0 ? t("new") : "—"}</span>;
  return (
    <span className="figures whitespace-nowrap">
      {share >= 0 ? "+" : "−"}
      <NumberText value={Math.abs(share)} percent decimals={0} />
    </span>
  );
}
