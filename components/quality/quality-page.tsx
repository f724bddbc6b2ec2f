"use client";
import { ScanEye } from "lucide-react";
import { useTimeZone, useTranslations } from "next-intl";
import type { WaitingTemplate } from "#components/improvements/improvement-answers.ts";
import { WaitingCard } from "#components/improvements/waiting-card.tsx";
import { RangePicker } from "#components/spend/range-picker.tsx";
import { Callout } from "#components/ui/callout.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { LinkButton } from "#components/ui/link-button.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import type { RangeChoice } from "#lib/spend/range-choice.ts";
import { timeZoneName } from "#lib/time-zone.ts";
import { HighlightingCard } from "./highlighting-card.tsx";
import type { QualityDimension, QualityReport } from "./quality-answers.ts";
import { QualityCards } from "./quality-cards.tsx";
import { QualityGroups } from "./quality-groups.tsx";
import { ReasonBars } from "./reason-bars.tsx";
import { WaitsCard } from "./waits-card.tsx";

export interface QualityPageProps {
  report: QualityReport;
  choice: RangeChoice;
  groupBy: QualityDimension;
  /** The reader, where they see figures of their own decisions only. */
  ownId: string | null;
  /** Templates that the reader could improve from what was rejected. */
  waiting: readonly WaitingTemplate[];
}

/** What decisions say of the work; every choice is in the address, and each figure leads to its outputs. */
export function QualityPage({ report, choice, groupBy, ownId, waiting }: QualityPageProps) {
  const t = useTranslations("quality");
  const timeZone = useTimeZone() ?? "UTC";
  const days = { from: report.from, to: report.to };
  const filter = { ...days, ...(ownId !== null && { decidedBy: ownId }) };
  return (
    <>
      <PageHeader title={t("title")} facts={[t("zone", { timeZone: timeZoneName(timeZone) })]} />
      <RangePicker choice={choice} {...days} />
      {ownId === null ? null : <Callout className="mb-3">{t("ownOnly")}</Callout>}
      <WaitingCard waiting={waiting} />
      {report.groups.length === 0 ? (
        <div className="rounded-lg border border-line bg-surface">
          <EmptyState
            icon={<ScanEye aria-hidden />}
            title={t("none")}
            cause={t("noneCause")}
            action={
              choice === "90d" ? null : <LinkButton href="/quality?range=90d">{t("longer")}</LinkButton>
            }
          />
        </div>
      ) : (
        <div className="grid gap-4">
          <QualityCards whole={report.whole} filter={filter} />
          <div className="grid gap-4 lg:grid-cols-2">
            <ReasonBars reasons={report.whole.rejectReasons} filter={filter} />
            {report.waits ? <WaitsCard waits={report.waits} /> : null}
            {report.highlighting ? <HighlightingCard highlighting={report.highlighting} /> : null}
          </div>
          <QualityGroups report={report} groupBy={groupBy} filter={filter} />
        </div>
      )}
    </>
  );
}
