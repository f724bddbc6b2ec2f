"use client";
import { useQuery } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { api } from "#components/api/client.ts";
import { DataTable } from "#components/ui/data-table.tsx";
import { DateTime } from "#components/ui/date-time.tsx";
import { MoneyText } from "#components/ui/money.tsx";

/** Every time an item was asked to be made anew: why, what came of it, and what it cost. */
export function ItemRegenerations({ itemId }: { itemId: string }) {
  const t = useTranslations("batches.regenerations");
  const words = useTranslations("review");
  const { data } = useQuery(api.review.item.queryOptions({ input: { itemId } }));
  if (!data || data.regenerations.length === 0) return null;
  return (
    <section>
      <h3 className="mb-2 font-semibold">{t("title")}</h3>
      <DataTable
        plain
        label={t("title")}
        rows={data.regenerations}
        rowKey={({ id }) => id}
        columns={[
          { id: "at", header: t("askedAt"), cell: ({ askedAt }) => <DateTime iso={askedAt} relative /> },
          { id: "by", header: t("askedBy"), cell: ({ askedBy }) => askedBy.name },
          {
            id: "why",
            header: t("why"),
            wrap: true,
            cell: ({ cause, reason, note }) => (
              <span className="block min-w-40">
                {cause === "source" ? t("sourceCorrected") : words(`reason.${reason as "other"}`)}
                {note ? <span className="block whitespace-pre-wrap text-muted">{note}</span> : null}
              </span>
            ),
          },
          {
            id: "state",
            header: t("outcome"),
            wrap: true,
            cell: ({ state, toVersion, failure }) => (
              <>
                {t(`state.${state}`, { version: toVersion ?? 0 })}
                {failure ? <span className="block text-muted">{failure.message}</span> : null}
              </>
            ),
          },
          {
            id: "cost",
            header: t("cost"),
            align: "end",
            cell: ({ spent }) => <MoneyText value={spent} precision="exact" />,
          },
        ]}
      />
    </section>
  );
}
