"use client";
import { useLocale, useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { Badge } from "#components/ui/badge.tsx";
import { Callout } from "#components/ui/callout.tsx";
import { Card } from "#components/ui/card.tsx";
import { MoneyText } from "#components/ui/money.tsx";
import { formatAmount } from "#components/ui/money-format.ts";
import { NumberText } from "#components/ui/number-text.tsx";
import { SimulatedMark } from "#components/ui/simulated-mark.tsx";
import { Skeleton } from "#components/ui/skeleton.tsx";
import type { TrialEstimate } from "./trial-answers.ts";
import { variantLetter } from "./trial-draft.ts";

export interface EstimatePanelProps {
  /** `null` while the trial is not complete. */
  estimate: TrialEstimate | null;
  isPending: boolean;
  /** Why the trial cannot start, in the reader's language. */
  problem: string | null;
  action: ReactNode;
}

/** How many calls the trial makes and what it and the whole run would roughly cost; where it is started. */
export function EstimatePanel({ estimate, isPending, problem, action }: EstimatePanelProps) {
  const t = useTranslations("trials.estimate");
  return (
    <Card
      title={
        <span className="inline-flex items-center gap-2">
          {t("title")} <Badge>{t("rough")}</Badge>
        </span>
      }
      className="lg:sticky lg:top-4"
    >
      <div className="grid gap-3" aria-live="polite" aria-busy={isPending}>
        {problem ? <Callout tone="warning">{problem}</Callout> : null}
        {!problem && estimate ? <Figures estimate={estimate} /> : null}
        {!problem && !estimate ? (
          isPending ? (
            <Skeleton className="h-24 w-full" />
          ) : (
            <p className="text-muted">{t("incomplete")}</p>
          )
        ) : null}
        {action}
      </div>
    </Card>
  );
}

function Judging({ judging: { calls, expected, cap } }: { judging: NonNullable<TrialEstimate["judging"]> }) {
  const t = useTranslations("trials.estimate");
  const locale = useLocale();
  return (
    <div className="grid gap-1 border-line border-t pt-2">
      <p className="flex justify-between gap-2">
        <span className="text-muted">{t("judging", { calls })}</span>
        <MoneyText value={expected} />
      </p>
      <p className="text-muted text-xs">
        {t("judgingCap", { cap: `${formatAmount(cap.amount, locale)} ${cap.currency}` })}
      </p>
    </div>
  );
}

function Figures({ estimate }: { estimate: TrialEstimate }) {
  const t = useTranslations("trials.estimate");
  return (
    <>
      <p>
        <strong className="font-semibold text-lg">
          <NumberText value={estimate.cells} />
        </strong>{" "}
        <span className="text-muted">
          {t("calls", {
            rows: estimate.rows,
            variants: estimate.variants.length,
            languages: estimate.languages.length,
          })}
        </span>
      </p>
      <dl className="grid gap-3">
        {estimate.variants.map(({ trial, whole, simulated }, index) => (
          <div key={variantLetter(index)} className="grid gap-1 border-line border-t pt-2">
            <dt className="flex items-center gap-2 font-medium">
              {t("variant", { letter: variantLetter(index) })}
              {simulated ? <SimulatedMark /> : null}
            </dt>
            <dd className="flex justify-between gap-2">
              <span className="text-muted">{t("thisTrial")}</span>
              <MoneyText value={trial?.expected} />
            </dd>
            {whole ? (
              <>
                <dd className="flex justify-between gap-2">
                  <span className="text-muted">{t("whole", { items: whole.items })}</span>
                  <MoneyText value={whole.total.expected} />
                </dd>
                <dd className="flex justify-end gap-1 text-muted text-xs">
                  <MoneyText value={whole.total.low} /> – <MoneyText value={whole.total.high} />
                </dd>
              </>
            ) : null}
          </div>
        ))}
      </dl>
      {estimate.judging ? <Judging judging={estimate.judging} /> : null}
      <p className="text-muted text-xs">{t("hint")}</p>
    </>
  );
}
