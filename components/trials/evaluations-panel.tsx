"use client";
import { useFormatter, useTranslations } from "next-intl";
import { Badge } from "#components/ui/badge.tsx";
import { Card } from "#components/ui/card.tsx";
import { DataTable } from "#components/ui/data-table.tsx";
import type { DataTableColumn } from "#components/ui/data-table-column.ts";
import { NumberText } from "#components/ui/number-text.tsx";
import type { EvaluatorFigures, Trial } from "./trial-answers.ts";
import { variantLetter } from "./trial-draft.ts";

interface Line extends EvaluatorFigures {
  key: string;
  variant: string;
}

/** What evaluators say of each variant: the share that passed with its range, and what could not be evaluated. */
export function EvaluationsPanel({ trial }: { trial: Trial }) {
  const t = useTranslations("trials.evaluations");
  const columns = useColumns();
  const lines = trial.evaluations.flatMap(({ variant, evaluators }) =>
    evaluators.map((figures, index): Line => {
      const letter = variantLetter(variant);
      return { ...figures, key: `${letter} ${index}`, variant: letter };
    }),
  );
  if (lines.length === 0) return null;
  return (
    <Card className="mb-4" title={t("title")}>
      <div className="grid gap-2">
        <DataTable label={t("title")} columns={columns} rows={lines} rowKey={({ key }) => key} plain />
        <p className="text-muted text-xs">{t("method")}</p>
      </div>
    </Card>
  );
}

function useColumns(): DataTableColumn<Line>[] {
  const t = useTranslations("trials.evaluations");
  const format = useFormatter();
  const percent = (share: number) => format.number(share, { style: "percent", maximumFractionDigits: 0 });
  return [
    { id: "variant", header: t("list.variant"), cell: ({ variant }) => variant },
    {
      id: "name",
      header: t("list.name"),
      cell: ({ name, gate, agreement }) => (
        <span className="inline-flex items-center gap-2">
          {name}
          {gate ? null : <Badge>{t(agreement && !agreement.gates ? "unproven" : "informs")}</Badge>}
        </span>
      ),
    },
    { id: "field", header: t("list.field"), cell: ({ fields }) => fields.join(", ") || "–" },
    {
      id: "passed",
      header: t("list.passed"),
      align: "end",
      cell: ({ passShare }) => (passShare ? percent(passShare.share) : "–"),
    },
    {
      id: "range",
      header: t("list.range"),
      align: "end",
      cell: ({ passShare }) =>
        passShare ? t("range", { low: percent(passShare.low), high: percent(passShare.high) }) : "–",
    },
    {
      id: "evaluated",
      header: t("list.evaluated"),
      align: "end",
      cell: ({ evaluated }) => <NumberText value={evaluated} />,
    },
    {
      id: "meanScore",
      header: t("list.meanScore"),
      align: "end",
      cell: ({ meanScore }) => (meanScore === null ? "–" : percent(meanScore)),
    },
    {
      id: "agreement",
      header: t("list.agreement"),
      align: "end",
      cell: ({ agreement }) => {
        if (!agreement?.interval) return "–";
        const { share, low, high } = agreement.interval;
        const told = { share: percent(share), low: percent(low), high: percent(high) };
        return t("agreementOf", { n: agreement.n, ...told });
      },
    },
    {
      id: "notEvaluated",
      header: t("list.notEvaluated"),
      grow: true,
      cell: ({ notEvaluated }) =>
        notEvaluated.map(({ reason, count }) => t(`reasons.${reason}`, { count })).join(" · ") || "–",
    },
  ];
}
