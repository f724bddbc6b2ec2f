"use client";
import { useQuery } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { parseAsString, useQueryState } from "nuqs";
import { api } from "#components/api/client.ts";
import { DataTable } from "#components/ui/data-table.tsx";
import { DateTime } from "#components/ui/date-time.tsx";

/** Everything that was decided on an item, by whom and why; the one that was sent to somebody stands in the address. */
export function Decisions({ itemId }: { itemId: string }) {
  const t = useTranslations("batches");
  const words = useTranslations("review");
  const [open, setOpen] = useQueryState("decision", parseAsString.withOptions({ history: "replace" }));
  const { data, isPending } = useQuery(api.review.item.queryOptions({ input: { itemId } }));
  return (
    <section>
      <h3 className="mb-2 font-semibold">{t("decisions")}</h3>
      <DataTable
        plain
        label={t("decisions")}
        rows={data?.history ?? []}
        loading={isPending}
        rowKey={({ id }) => id}
        currentKey={open}
        onRowClick={({ id }) => void setOpen(id === open ? null : id)}
        empty={<p className="p-4 text-muted">{t("noDecisions")}</p>}
        columns={[
          {
            id: "decision",
            header: t("decision"),
            cell: ({ decision, by }) => words(`did.${decision}`, { name: by.name }),
          },
          {
            id: "reason",
            header: t("decisionNote"),
            wrap: true,
            cell: ({ reason, note }) => (
              <>
                {reason ? words(`reason.${reason as "other"}`) : null}
                {note ? <span className="block whitespace-pre-wrap text-muted">{note}</span> : null}
              </>
            ),
          },
          { id: "version", header: t("version"), align: "end", cell: ({ outputVersion }) => outputVersion },
          { id: "at", header: t("at"), cell: ({ at }) => <DateTime iso={at} /> },
        ]}
      />
    </section>
  );
}
