"use client";
import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { DataTable } from "#components/ui/data-table.tsx";
import type { DataTableColumn } from "#components/ui/data-table-column.ts";
import { DateTime } from "#components/ui/date-time.tsx";
import { MoneyText } from "#components/ui/money.tsx";
import { NumberText } from "#components/ui/number-text.tsx";
import { StateBadge } from "#components/ui/state-badge.tsx";
import type { ModelView, PriceView } from "#lib/models/model-view.ts";
import { PicturePrice } from "./picture-price.tsx";

export interface ModelTableProps {
  label: string;
  models: ModelView[];
  currentId: string | null;
  onOpen: (id: string) => void;
  empty: ReactNode;
}

/** The models of one provider with the price of now, the next one, and limits. */
export function ModelTable({ label, models, currentId, onOpen, empty }: ModelTableProps) {
  const t = useTranslations("models");
  const price = (id: "input" | "cached" | "output", of: (price: PriceView) => string | null) => ({
    id,
    header: t(`column.${id}`),
    align: "end" as const,
    width: "6.5rem",
    cell: ({ price }: ModelView) => <Amount price={price} amount={price && of(price)} />,
  });
  const pictures: DataTableColumn<ModelView> = {
    id: "picture",
    header: t("price.perImage"),
    align: "end",
    width: "7.5rem",
    cell: ({ price }) => <PicturePrice price={price} />,
  };
  const limit = (id: "rpm" | "tpm" | "concurrency") => ({
    id,
    header: t(`column.${id}`),
    align: "end" as const,
    width: "5.5rem",
    cell: ({ limits }: ModelView) => <NumberText value={limits[id]} />,
  });
  const columns: DataTableColumn<ModelView>[] = [
    { id: "name", header: t("column.name"), width: "12rem", cell: ({ name }) => name },
    {
      id: "price",
      header: t("column.price"),
      unit: t("perMTok"),
      width: "10rem",
      cell: ({ price }) =>
        price ? price.currency : <StateBadge tone="danger">{t("priceUnknown")}</StateBadge>,
    },
    price("input", ({ inputPerMTok }) => inputPerMTok),
    price("cached", ({ cachedInputPerMTok, inputPerMTok }) => cachedInputPerMTok ?? inputPerMTok),
    price("output", ({ outputPerMTok }) => outputPerMTok),
    ...(models.some(({ kind }) => kind === "image") ? [pictures] : []),
    {
      id: "next",
      header: t("column.next"),
      width: "10rem",
      cell: ({ nextPrice }) => <DateTime iso={nextPrice?.effectiveFrom ?? null} />,
    },
    { id: "kind", header: t("column.kind"), width: "6rem", cell: ({ kind }) => t(`modelKind.${kind}`) },
    limit("rpm"),
    limit("tpm"),
    limit("concurrency"),
  ];
  return (
    <DataTable
      plain
      label={label}
      columns={columns}
      rows={models}
      rowKey={({ id }) => id}
      onRowClick={({ id }) => onOpen(id)}
      currentKey={currentId}
      empty={empty}
    />
  );
}

function Amount({ price, amount }: { price: PriceView | null; amount: string | null }) {
  if (!price || amount === null) return <span className="text-faint">—</span>;
  return <MoneyText value={{ amount, currency: price.currency }} precision="exact" bare />;
}
