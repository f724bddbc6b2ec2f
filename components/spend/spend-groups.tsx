"use client";
import { useTranslations } from "next-intl";
import { parseAsString, useQueryState } from "nuqs";
import { DataTable } from "#components/ui/data-table.tsx";
import type { DataTableColumn } from "#components/ui/data-table-column.ts";
import { MoneyText } from "#components/ui/money.tsx";
import { NumberText } from "#components/ui/number-text.tsx";
import { Select } from "#components/ui/select.tsx";
import { SimulatedMark } from "#components/ui/simulated-mark.tsx";
import { ledgerHref } from "./ledger-filter.ts";
import type { SpendGroupBy, SpendReport } from "./spend-answers.ts";
import { useGroupNames } from "./use-group-names.ts";

type Group = SpendReport["groups"][number];

const GROUPS = ["model", "template", "person", "batch", "day"] as const;

/** What each model, template, person, batch or day cost, with every digit; each row leads to its entries. */
export function SpendGroups({ report, groupBy }: { report: SpendReport; groupBy: SpendGroupBy }) {
  const t = useTranslations("spend.groups");
  const nameOf = useGroupNames(groupBy);
  const [, setGroupBy] = useQueryState(
    "groupBy",
    parseAsString.withOptions({ shallow: false, history: "replace", scroll: false }),
  );
  const { currency, from, to } = report;
  const columns: DataTableColumn<Group>[] = [
    {
      id: "name",
      header: t(`by.${groupBy}`),
      cell: (group) => (
        <span className="inline-flex items-center gap-2">
          {nameOf(group)}
          {group.simulated === "all" ? <SimulatedMark /> : null}
        </span>
      ),
    },
    {
      id: "cost",
      header: t("cost"),
      unit: currency,
      align: "end",
      fixed: true,
      cell: (group) => <MoneyText value={group.cost} precision="exact" bare />,
    },
    {
      id: "unknown",
      header: t("unknown"),
      unit: currency,
      align: "end",
      hidden: report.unknown.amount === "0",
      cell: (group) => <MoneyText value={group.unknown} precision="exact" bare />,
    },
    {
      id: "attempts",
      header: t("attempts"),
      align: "end",
      cell: (group) => <NumberText value={group.attempts} />,
    },
    {
      id: "tokens",
      header: t("tokens"),
      align: "end",
      cell: (group) => <NumberText value={group.inputTokens + group.outputTokens} />,
    },
    {
      id: "approved",
      header: t("approved"),
      align: "end",
      cell: (group) => <NumberText value={group.approvedItems} />,
    },
    {
      id: "perApproved",
      header: t("perApproved"),
      unit: currency,
      align: "end",
      cell: (group) => <MoneyText value={group.costPerApprovedItem} bare />,
    },
    {
      id: "rejected",
      header: t("rejected"),
      unit: currency,
      align: "end",
      cell: (group) => <MoneyText value={group.rejectedCost} bare />,
    },
  ];
  const filterOf = (key: string) =>
    groupBy === "day" ? { from: key, to: key, currency } : { from, to, currency, [groupBy]: key };
  return (
    <DataTable
      label={t("label")}
      columns={columns}
      rows={report.groups}
      rowKey={(group) => group.key}
      rowHref={(group) => ledgerHref(filterOf(group.key))}
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
          </p>
        </>
      }
    />
  );
}
