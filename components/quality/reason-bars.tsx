"use client";
import { useTranslations } from "next-intl";
import { outputsHref } from "#components/outputs/output-address.ts";
import { Card } from "#components/ui/card.tsx";
import { NumberText } from "#components/ui/number-text.tsx";
import { ProgressBar } from "#components/ui/progress-bar.tsx";
import { TextLink } from "#components/ui/text-link.tsx";
import type { OutputFilter } from "#lib/outputs/filter-schema.ts";
import { REJECT_REASONS } from "#lib/review/reject-reason.ts";
import type { QualityFigures } from "./quality-answers.ts";

/** What outputs were rejected for, the most frequent first; each leads to those outputs. */
export function ReasonBars({
  reasons,
  filter,
}: {
  reasons: QualityFigures["rejectReasons"];
  filter: OutputFilter;
}) {
  const t = useTranslations("quality");
  const names = useTranslations("review.reason");
  const counted = REJECT_REASONS.map(({ code }) => ({ code, count: reasons[code] ?? 0 }))
    .filter(({ count }) => count > 0)
    .sort((a, b) => b.count - a.count);
  const most = counted[0]?.count ?? 0;
  return (
    <Card title={t("reasons")}>
      {counted.length === 0 ? <p className="text-muted">{t("noReasons")}</p> : null}
      <ul className="grid gap-2">
        {counted.map(({ code, count }) => (
          <li key={code} className="grid grid-cols-[minmax(0,11rem)_minmax(0,1fr)_auto] items-center gap-3">
            <TextLink href={outputsHref({ ...filter, reason: code })}>{names(code)}</TextLink>
            <ProgressBar label={names(code)} value={count} max={most} />
            <NumberText value={count} />
          </li>
        ))}
      </ul>
    </Card>
  );
}
