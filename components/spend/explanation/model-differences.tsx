"use client";
import { useTranslations } from "next-intl";
import { DataTable } from "#components/ui/data-table.tsx";
import type { DataTableColumn } from "#components/ui/data-table-column.ts";
import { MoneyText } from "#components/ui/money.tsx";
import { TextLink } from "#components/ui/text-link.tsx";
import type { Money } from "#lib/money.ts";
import { ledgerHref } from "../ledger-filter.ts";
import type { SpendExplanation } from "../spend-answers.ts";
import { useGroupNames } from "../use-group-names.ts";
import { partsBySize } from "./cost-story.ts";
import { SignedMoney } from "./signed-money.tsx";

type Model = SpendExplanation["models"][number];

/** What each model cost before and now, and the same parts of its difference. */
export function ModelDifferences({ explanation }: { explanation: SpendExplanation }) {
  const t = useTranslations("spend.explanation");
  const nameOf = useGroupNames("model");
  const { now, before, models, currency } = explanation;
  const told = new Set(models.flatMap(({ parts }) => partsBySize(parts)).map(({ cause }) => cause));
  const linked = (model: Model, { from, to }: { from: string; to: string }, amount: Money) =>
    amount.amount === "0" ? (
      <MoneyText value={amount} bare />
    ) : (
      <TextLink href={ledgerHref({ from, to, currency, model: model.key })}>
        <MoneyText value={amount} bare />
      </TextLink>
    );
  const amounts = { unit: currency, align: "end" } as const;
  const columns: DataTableColumn<Model>[] = [
    { id: "model", header: t("models.model"), cell: (model) => nameOf(model) },
    {
      ...{ id: "before", header: t("models.before"), ...amounts },
      cell: (model) => linked(model, before, model.before),
    },
    { ...{ id: "now", header: t("models.now"), ...amounts }, cell: (model) => linked(model, now, model.now) },
    {
      ...{ id: "difference", header: t("models.difference"), ...amounts, fixed: true },
      cell: (model) => (
        <strong className="font-semibold">
          <SignedMoney value={model.difference} bare />
        </strong>
      ),
    },
    ...explanation.parts
      .filter(({ cause }) => told.has(cause))
      .map(
        ({ cause }): DataTableColumn<Model> => ({
          ...{ id: cause, header: t(`cause.${cause}`), ...amounts },
          cell: ({ parts }) => {
            const part = parts.find((one) => one.cause === cause);
            return part && part.amount.amount !== "0" ? (
              <SignedMoney value={part.amount} bare />
            ) : (
              <span className="text-faint">—</span>
            );
          },
        }),
      ),
  ];
  return (
    <DataTable
      label={t("models.label")}
      columns={columns}
      rows={models}
      rowKey={(model) => model.key}
      storageKey="spend-explanation"
      toolbar={<h2 className="font-semibold">{t("models.label")}</h2>}
    />
  );
}
