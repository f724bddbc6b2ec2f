"use client";
import { useTranslations } from "next-intl";
import { Callout } from "#components/ui/callout.tsx";
import { DataTable } from "#components/ui/data-table.tsx";
import { MoneyText } from "#components/ui/money.tsx";
import { NumberText } from "#components/ui/number-text.tsx";
import type { BulkPreview } from "./output-answers.ts";

export type Estimate = NonNullable<BulkPreview["regeneration"]>;

/** What it will cost to make outputs anew, by batch where that says more, and what holds it to a bound. */
export function RegenerationEstimate({ estimate }: { estimate: Estimate }) {
  const t = useTranslations("outputs.bulk.estimate");
  const { count, expected, unknown, ofOwn, batches } = estimate;
  const exceeds = batches.some((batch) => batch.exceedsCap);
  return (
    <div className="flex flex-col gap-2">
      <p>
        {t("about", { count })}{" "}
        {expected.length === 0 ? <strong className="font-semibold">{t("notKnown")}</strong> : null}
        {expected.map((amount) => (
          <strong key={amount.currency} className="me-2 font-semibold">
            <MoneyText value={amount} />
          </strong>
        ))}
      </p>
      {unknown > 0 && expected.length > 0 ? <p>{t("unknown", { count: unknown })}</p> : null}
      {ofOwn > 0 ? <p>{t("ofOwn", { count: ofOwn })}</p> : null}
      {exceeds ? <Callout tone="warning">{t("exceeds")}</Callout> : null}
      {batches.length > 1 || exceeds ? (
        <DataTable
          plain
          label={t("byBatch")}
          rows={batches}
          rowKey={({ batchId }) => batchId}
          columns={[
            {
              id: "batch",
              header: t("batch"),
              grow: true,
              cell: ({ name }) => (
                <span className="block max-w-40 truncate" title={name}>
                  {name}
                </span>
              ),
            },
            {
              id: "count",
              header: t("count"),
              align: "end",
              cell: (batch) => <NumberText value={batch.count} />,
            },
            {
              id: "expected",
              header: t("expected"),
              align: "end",
              cell: (batch) => (batch.expected ? <MoneyText value={batch.expected} /> : t("notKnown")),
            },
            {
              id: "left",
              header: t("left"),
              align: "end",
              cell: ({ left }) => <MoneyText value={left} />,
            },
          ]}
        />
      ) : null}
      <p className="text-muted text-xs">{t("hard")}</p>
    </div>
  );
}
