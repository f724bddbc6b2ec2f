"use client";
import { Rocket } from "lucide-react";
import { useLocale, useTranslations } from "next-intl";
import { CostParts } from "#components/estimates/cost-parts.tsx";
import { PaceText } from "#components/estimates/pace-text.tsx";
import { Card } from "#components/ui/card.tsx";
import { formatDuration } from "#components/ui/duration-format.ts";
import { LinkButton } from "#components/ui/link-button.tsx";
import { MoneyText } from "#components/ui/money.tsx";
import { NumberText } from "#components/ui/number-text.tsx";
import { Skeleton } from "#components/ui/skeleton.tsx";
import { TextLink } from "#components/ui/text-link.tsx";
import { CostRangeBar } from "./cost-range-bar.tsx";
import type { Trial, TrialPreview, TrialVariant } from "./trial-answers.ts";
import { variantLetter } from "./trial-draft.ts";

/** What the whole run would cost by each variant, drawn on one scale, and the way to launch it. */
export function PreviewPanel({ trial, canLaunch }: { trial: Trial; canLaunch: boolean }) {
  const t = useTranslations("trials.preview");
  const isOpen = trial.finishedAt === null;
  const previews = trial.previews.map((preview, index) => ({
    preview,
    variant: trial.variants[index],
    index,
  }));
  return (
    <Card title={t("title", { rows: trial.dataset.rowCount })} className="mb-4">
      <ul className="grid divide-y divide-line" aria-live="off">
        {previews.map(({ preview, variant, index }) => (
          <li
            key={variantLetter(index)}
            className="grid gap-x-6 gap-y-2 py-2 first:pt-0 last:pb-0 lg:grid-cols-[9rem_minmax(0,1fr)_auto]"
          >
            <p className="font-medium">
              {t("variant", { letter: variantLetter(index) })}
              <span className="block font-normal text-muted text-xs">{variant?.modelName}</span>
            </p>
            {preview ? (
              <PreviewFigures
                preview={preview}
                scaleEnd={scaleEnd(trial.previews, preview)}
                isOpen={isOpen}
              />
            ) : isOpen ? (
              <Skeleton className="h-10 w-full" />
            ) : (
              <p className="text-muted">{t("none")}</p>
            )}
            <Promote trial={trial} variant={variant} index={index} canLaunch={canLaunch && !isOpen} />
          </li>
        ))}
      </ul>
    </Card>
  );
}

function PreviewFigures({
  preview,
  scaleEnd,
  isOpen,
}: {
  preview: TrialPreview;
  scaleEnd: number;
  isOpen: boolean;
}) {
  const t = useTranslations("trials.preview");
  const locale = useLocale();
  const { total, perItem, durationSeconds, shares } = preview;
  const seconds = (value: number) => formatDuration(value * 1_000, locale);
  const took = { low: seconds(durationSeconds.low), high: seconds(durationSeconds.high) };
  return (
    <div className="grid min-w-0 gap-1.5" data-testid="cost-preview">
      <p className="flex flex-wrap items-baseline gap-x-3">
        <strong className="font-semibold text-lg">
          <MoneyText value={total.expected} />
        </strong>
        <span className="text-muted">
          <MoneyText value={total.low} bare /> – <MoneyText value={total.high} />
        </span>
        <span className="text-muted">
          {t("perItem")} <MoneyText value={perItem.expected} />
        </span>
      </p>
      <CostRangeBar range={total} scaleEnd={scaleEnd} label={t("range")} />
      <p className="flex flex-wrap gap-x-3 text-muted text-xs">
        <span>{t("items", { count: preview.items })}</span>
        <span>
          {took.low === took.high ? took.low : t("duration", took)} <PaceText pace={preview.pace} />
        </span>
        <span className={preview.tooFewRows ? "text-warning-text" : undefined}>
          {t(`basis.${preview.tooFewRows ? "few" : preview.basis}`, { count: preview.sampleItems })}
        </span>
        {isOpen ? <span>{t("soFar")}</span> : null}
        {shares.failed > 0 ? (
          <span>
            {t("failedShare")} <NumberText value={shares.failed} percent />
          </span>
        ) : null}
        {shares.skipped > 0 ? (
          <span>
            {t("skippedShare")} <NumberText value={shares.skipped} percent />
          </span>
        ) : null}
        {shares.repaired > 0 ? (
          <span>
            {t("repairedShare")} <NumberText value={shares.repaired} percent />
          </span>
        ) : null}
      </p>
      <CostParts parts={preview.parts} />
    </div>
  );
}

function Promote({
  trial,
  variant,
  index,
  canLaunch,
}: {
  trial: Trial;
  variant: TrialVariant | undefined;
  index: number;
  canLaunch: boolean;
}) {
  const t = useTranslations("trials.preview");
  if (!variant || !canLaunch) return null;
  if (variant.isDraft)
    return (
      <p className="max-w-40 text-muted text-xs">
        {t("draft")}{" "}
        {variant.templateId ? (
          <TextLink href={`/templates/${variant.templateId}`} className="underline">
            {t("publish")}
          </TextLink>
        ) : null}
      </p>
    );
  return (
    <LinkButton
      className="self-start justify-self-start"
      variant={index === 0 ? "primary" : "secondary"}
      href={`/batches/new?${new URLSearchParams({ trialId: trial.id, variant: String(index) })}`}
      icon={<Rocket aria-hidden />}
      aria-label={t("promoteVariant", { letter: variantLetter(index) })}
    >
      {t("promote")}
    </LinkButton>
  );
}

// Bars of one currency share a scale, so that their lengths compare. Pixels only.
function scaleEnd(previews: readonly (TrialPreview | null)[], of: TrialPreview): number {
  const highs = previews.flatMap((preview) =>
    preview?.total.high.currency === of.total.high.currency ? [Number(preview.total.high.amount)] : [],
  );
  return Math.max(...highs) * 1.05;
}
