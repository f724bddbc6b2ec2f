"use client";
import { useTranslations } from "next-intl";
import { outputsHref } from "#components/outputs/output-address.ts";
import { Card } from "#components/ui/card.tsx";
import { DataTable } from "#components/ui/data-table.tsx";
import { Duration } from "#components/ui/duration.tsx";
import { NumberText } from "#components/ui/number-text.tsx";
import { TextLink } from "#components/ui/text-link.tsx";
import type { QualityReport } from "./quality-answers.ts";

/** Where outputs wait, how many do now, and how long those waited that went on. */
export function WaitsCard({ waits }: { waits: NonNullable<QualityReport["waits"]> }) {
  const t = useTranslations("quality");
  const states = useTranslations("batches.reviewState");
  const ms = (seconds: number | null) => (seconds === null ? null : seconds * 1_000);
  return (
    <Card title={t("waits")} flush>
      <DataTable
        plain
        label={t("waits")}
        rows={waits}
        rowKey={({ state }) => state}
        columns={[
          {
            id: "state",
            header: t("waitState"),
            cell: ({ state }) =>
              state === "approved" ? (
                <TextLink href="/published/new">{t("waitUnpublished")}</TextLink>
              ) : (
                <TextLink href={outputsHref({ state })}>{states(state)}</TextLink>
              ),
          },
          {
            id: "now",
            header: t("waitNow"),
            align: "end",
            cell: ({ waiting }) => <NumberText value={waiting} />,
          },
          {
            id: "median",
            header: t("waitMedian"),
            align: "end",
            cell: ({ medianSeconds }) => <Duration ms={ms(medianSeconds)} />,
          },
          {
            id: "long",
            header: t("waitLong"),
            align: "end",
            cell: ({ longSeconds }) => <Duration ms={ms(longSeconds)} />,
          },
        ]}
      />
    </Card>
  );
}
