"use client";
import { useQuery } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { api, problemOf } from "#components/api/client.ts";
import { DataTable } from "#components/ui/data-table.tsx";
import type { DataTableColumn } from "#components/ui/data-table-column.ts";
import { DateTime } from "#components/ui/date-time.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { ErrorState } from "#components/ui/error-state.tsx";
import { MoneyText } from "#components/ui/money.tsx";
import { StateBadge } from "#components/ui/state-badge.tsx";
import type { ModelView, PriceView } from "#lib/models/model-view.ts";
import { PicturePrice } from "./picture-price.tsx";

/** Every price of a model, with the one that counts now. */
export function PriceHistory({ model }: { model: ModelView }) {
  const t = useTranslations("models");
  const list = useQuery(api.models.prices.queryOptions({ input: { id: model.id } }));
  const state = (price: PriceView) => {
    if (price.id === model.price?.id) return <StateBadge tone="success">{t("priceState.now")}</StateBadge>;
    const isPlanned = price.effectiveFrom > (model.price?.effectiveFrom ?? "");
    return isPlanned ? (
      <StateBadge tone="info">{t("priceState.planned")}</StateBadge>
    ) : (
      <StateBadge tone="neutral">{t("priceState.past")}</StateBadge>
    );
  };
  const amount = (
    id: "input" | "cached" | "output",
    of: (price: PriceView) => string | null,
  ): DataTableColumn<PriceView> => ({
    id,
    header: t(`column.${id}`),
    align: "end",
    cell: (price) => {
      const value = of(price);
      return (
        <MoneyText
          value={value === null ? null : { amount: value, currency: price.currency }}
          precision="exact"
          bare
        />
      );
    },
  });
  const columns: DataTableColumn<PriceView>[] = [
    { id: "from", header: t("column.from"), cell: (price) => <DateTime iso={price.effectiveFrom} /> },
    { id: "state", header: t("column.state"), cell: state },
    { id: "currency", header: t("price.currency"), cell: (price) => price.currency },
    amount("input", (price) => price.inputPerMTok),
    amount("cached", (price) => price.cachedInputPerMTok),
    amount("output", (price) => price.outputPerMTok),
    ...(model.kind === "image"
      ? [
          {
            id: "picture",
            header: t("price.perImage"),
            align: "end" as const,
            cell: (price: PriceView) => <PicturePrice price={price} />,
          },
        ]
      : []),
  ];
  if (list.error)
    return (
      <ErrorState
        title={t("loadFailed")}
        detail={problemOf(list.error)?.detail ?? null}
        onRetry={() => void list.refetch()}
      />
    );
  return (
    <DataTable
      plain
      label={t("pricesOf", { model: model.name })}
      columns={columns}
      rows={list.data?.items ?? []}
      rowKey={({ id }) => id}
      loading={list.isPending}
      empty={<EmptyState title={t("noPrices")} cause={t("priceNeeded")} className="py-6" />}
    />
  );
}
