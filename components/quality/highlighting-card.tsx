"use client";
import { useFormatter, useTranslations } from "next-intl";
import { Card } from "#components/ui/card.tsx";
import { DataTable } from "#components/ui/data-table.tsx";
import { NumberText } from "#components/ui/number-text.tsx";
import type { QualityReport } from "./quality-answers.ts";

/** How often people find fault with findings in sight and without them, and whether that is more than chance. */
export function HighlightingCard({
  highlighting: { shown, hidden, differs },
}: {
  highlighting: NonNullable<QualityReport["highlighting"]>;
}) {
  const t = useTranslations("quality");
  const format = useFormatter();
  const percent = (share: number) =>
    format.number(share, { style: "percent", minimumFractionDigits: 1, maximumFractionDigits: 1 });
  return (
    <Card title={t("highlighting")} flush>
      <p className="px-4 py-2 text-muted">{t(differs ? "highlightingDiffers" : "highlightingAlike")}</p>
      <DataTable
        plain
        label={t("highlighting")}
        rows={[
          { id: "shown" as const, ...shown },
          { id: "hidden" as const, ...hidden },
        ]}
        rowKey={({ id }) => id}
        columns={[
          {
            id: "findings",
            header: t("findings"),
            cell: ({ id }) => t(id === "shown" ? "findingsShown" : "findingsHidden"),
          },
          {
            id: "decisions",
            header: t("decisions"),
            align: "end",
            cell: ({ decisions }) => <NumberText value={decisions} />,
          },
          {
            id: "objected",
            header: t("objected"),
            align: "end",
            cell: ({ share }) => <span className="figures">{percent(share)}</span>,
          },
          {
            id: "interval",
            header: t("interval"),
            align: "end",
            cell: ({ low, high }) => (
              <span className="figures">
                {percent(low)}–{percent(high)}
              </span>
            ),
          },
        ]}
      />
    </Card>
  );
}
