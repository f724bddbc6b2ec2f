"use client";
import { useTimeZone, useTranslations } from "next-intl";
import { CopyLink } from "#components/ui/copy-link.tsx";
import { DateTime } from "#components/ui/date-time.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { SimulatedMark } from "#components/ui/simulated-mark.tsx";
import { timeZoneName } from "#lib/time-zone.ts";
import type { SpendExplanation } from "../spend-answers.ts";
import { ComparePeriods } from "./compare-periods.tsx";
import { DifferenceHeadline } from "./difference-headline.tsx";
import { DifferenceParts } from "./difference-parts.tsx";
import { ModelDifferences } from "./model-differences.tsx";

/** Why days cost more or less than others: in words, by cause, by model. */
export function ComparePage({ explanation, today }: { explanation: SpendExplanation; today: string }) {
  const t = useTranslations("spend");
  const timeZone = useTimeZone() ?? "UTC";
  const { now, before, currency, currencies, models, asOf } = explanation;
  const kinds = [now, before].filter(({ cost }) => cost.amount !== "0").map(({ simulated }) => simulated);
  const hasFigures = models.length > 0 || [now, before].some(({ unknown }) => unknown.amount !== "0");
  const isSimulated = kinds.length > 0 && kinds.every((kind) => kind === "all");
  return (
    <>
      <PageHeader
        breadcrumbs={[{ label: t("title"), href: "/spend" }]}
        title={t("explanation.title")}
        badge={isSimulated ? <SimulatedMark /> : null}
        facts={[
          <span key="asOf">
            {t("asOf")} <DateTime iso={asOf} />
          </span>,
          t("zone", { timeZone: timeZoneName(timeZone) }),
          !isSimulated && kinds.some((kind) => kind !== "none") ? t("partlySimulated") : null,
        ]}
        actions={<CopyLink />}
      />
      <ComparePeriods
        period={{ from: now.from, to: now.to }}
        against={{ from: before.from, to: before.to }}
        today={today}
        currency={currency}
        currencies={currencies}
      />
      <DifferenceHeadline explanation={explanation} />
      {hasFigures ? (
        <div className="grid gap-4">
          <DifferenceParts explanation={explanation} />
          {models.length > 0 ? <ModelDifferences explanation={explanation} /> : null}
        </div>
      ) : null}
    </>
  );
}
