"use client";
import { BookmarkPlus, Square } from "lucide-react";
import { useLocale, useTranslations } from "next-intl";
import { useState } from "react";
import { client, problemOf } from "#components/api/client.ts";
import { ledgerHref } from "#components/spend/ledger-filter.ts";
import { Button } from "#components/ui/button.tsx";
import { Callout } from "#components/ui/callout.tsx";
import { DateTime } from "#components/ui/date-time.tsx";
import { LinkButton } from "#components/ui/link-button.tsx";
import { MoneyText } from "#components/ui/money.tsx";
import { formatAmount } from "#components/ui/money-format.ts";
import { PageHeader } from "#components/ui/page-header.tsx";
import { ProgressBar } from "#components/ui/progress-bar.tsx";
import { TextLink } from "#components/ui/text-link.tsx";
import { showToast } from "#components/ui/toast.tsx";
import type { Part } from "#lib/datasets/split.ts";
import { hasEnded } from "#lib/trials/trial.ts";
import { ComparisonPanel } from "./comparison-panel.tsx";
import { EvaluationsPanel } from "./evaluations-panel.tsx";
import { KeepSetDialog } from "./keep-set-dialog.tsx";
import { PreviewPanel } from "./preview-panel.tsx";
import { hrefOfTrialAgain } from "./trial-address.ts";
import type { Trial } from "./trial-answers.ts";
import { TrialGrid } from "./trial-grid.tsx";
import { TrialStatusBadge } from "./trial-status.tsx";
import { useTrial } from "./use-trial.ts";
import { VotesPanel } from "./votes-panel.tsx";

export interface TrialPageProps {
  initial: Trial;
  canRun: boolean;
  canLaunch: boolean;
  canReadSpend: boolean;
  canVote: boolean;
  canKeep: boolean;
  canTalk: boolean;
}

/** A trial: its variants side by side on the same rows, and what the whole run would cost. */
export function TrialPage({
  initial,
  canRun,
  canLaunch,
  canReadSpend,
  canVote,
  canKeep,
  canTalk,
}: TrialPageProps) {
  const t = useTranslations("trials");
  const trial = useTrial(initial);
  const [isCancelling, setIsCancelling] = useState(false);
  const [isKeeping, setIsKeeping] = useState(false);
  const isOpen = trial.finishedAt === null;
  const ended = trial.cells.filter((cell) => hasEnded(cell.status)).length;
  const failed = trial.cells.filter((cell) => cell.status === "failed").length;
  const names = [...new Set(trial.variants.flatMap(({ templateName }) => templateName ?? []))];

  async function cancel() {
    setIsCancelling(true);
    try {
      await client.trials.cancel({ id: trial.id });
    } catch (error) {
      showToast({ tone: "danger", title: problemOf(error)?.detail ?? t("notCancelled") });
      setIsCancelling(false);
    }
  }

  return (
    <>
      <PageHeader
        breadcrumbs={[{ label: t("title"), href: "/trials" }]}
        title={names.join(", ") || t("trial")}
        badge={<TrialStatusBadge status={trial.status} failed={failed} />}
        facts={[
          ...rowsFacts(t, trial),
          t("startedBy", { name: trial.createdBy.name ?? "" }),
          <DateTime key="at" iso={trial.createdAt} />,
          <SpentFact key="spent" trial={trial} canReadSpend={canReadSpend} />,
          ...(trial.judging ? [<JudgingFact key="judging" judging={trial.judging} />] : []),
        ]}
        actions={
          <>
            {isOpen && canRun && trial.status === "running" ? (
              <Button icon={<Square aria-hidden />} loading={isCancelling} onClick={() => void cancel()}>
                {t("cancel")}
              </Button>
            ) : null}
            {!isOpen && canKeep ? (
              <Button icon={<BookmarkPlus aria-hidden />} onClick={() => setIsKeeping(true)}>
                {t("keep.open")}
              </Button>
            ) : null}
            {!isOpen && canRun ? <LinkButton href={hrefOfTrialAgain(trial)}>{t("again")}</LinkButton> : null}
          </>
        }
      />
      {isOpen ? (
        <ProgressBar
          className="mb-4"
          label={t("progress")}
          value={ended}
          max={trial.cells.length}
          caption={t("progressFact", { ended, cells: trial.cells.length })}
        />
      ) : null}
      {trial.failure ? (
        <Callout tone="danger" className="mb-4" title={t("failed")}>
          {trial.failure.message}
        </Callout>
      ) : null}
      {trial.regressionSet ? (
        <ComparisonPanel trial={trial} />
      ) : (
        <PreviewPanel trial={trial} canLaunch={canLaunch} />
      )}
      <EvaluationsPanel trial={trial} />
      <VotesPanel trial={trial} canVote={canVote} />
      <TrialGrid trial={trial} canTalk={canTalk} />
      {isKeeping ? <KeepSetDialog trial={trial} onClose={() => setIsKeeping(false)} /> : null}
    </>
  );
}

function rowsFacts(t: ReturnType<typeof useTranslations<"trials">>, { dataset, sample, ...trial }: Trial) {
  if (!trial.regressionSet)
    return [
      <TextLink key="dataset" href={`/datasets/${dataset.id}`}>
        {dataset.name}
      </TextLink>,
      t("sampleFact", { rows: sample.rows, of: dataset.rowCount }),
      t(`new.methods.${sample.method}`),
      ...(sample.part ? [<PartFact key="part" part={sample.part} />] : []),
    ];
  const { id, name, version, templateId } = trial.regressionSet;
  return [
    <TextLink key="set" href={`/templates/${templateId}/regression-sets/${id}?version=${version}`}>
      {t("setFact", { name, version })}
    </TextLink>,
    t("casesFact", { cases: trial.cells.length / trial.variants.length }),
  ];
}

function PartFact({ part }: { part: Part }) {
  const t = useTranslations("datasets.split");
  return t("partFact", { part: t(`parts.${part}`) });
}

function JudgingFact({ judging: { cap, spent } }: { judging: NonNullable<Trial["judging"]> }) {
  const t = useTranslations("trials");
  const locale = useLocale();
  const told = { spent: formatAmount(spent.amount, locale), cap: formatAmount(cap.amount, locale) };
  return <>{t("judging", { ...told, currency: cap.currency })}</>;
}

function SpentFact({ trial, canReadSpend }: { trial: Trial; canReadSpend: boolean }) {
  const t = useTranslations("trials");
  if (trial.spent.length === 0) return null;
  const amounts = trial.spent.map((amount) => (
    <MoneyText key={amount.currency} value={amount} precision="exact" className="ms-1" />
  ));
  return (
    <span>
      {t("spent")}
      {canReadSpend ? <TextLink href={ledgerHref({ trial: trial.id })}>{amounts}</TextLink> : amounts}
      {trial.unknownSpend.map((amount) => (
        <span key={amount.currency} className="ms-1">
          ({t("unknownSpend")} <MoneyText value={amount} precision="exact" />)
        </span>
      ))}
    </span>
  );
}
