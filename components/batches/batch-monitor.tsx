"use client";
import { Copy } from "lucide-react";
import { useTranslations } from "next-intl";
import { modelName } from "#components/models/model-name.ts";
import { Callout } from "#components/ui/callout.tsx";
import { DateTime } from "#components/ui/date-time.tsx";
import { LinkButton } from "#components/ui/link-button.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { SimulatedMark } from "#components/ui/simulated-mark.tsx";
import { TextLink } from "#components/ui/text-link.tsx";
import { usePunctuation } from "#components/ui/use-punctuation.ts";
import { isFinal } from "#lib/batches/batch-state.ts";
import type { Batch, FailureGroup, ItemPage } from "./answers.ts";
import { ApprovalCard } from "./approval-card.tsx";
import { BatchControls } from "./batch-controls.tsx";
import { BatchStateBadge } from "./batch-state.tsx";
import { ComplianceMenu } from "./compliance-menu.tsx";
import { FailuresCard } from "./failures-card.tsx";
import { HoursText } from "./hours-text.tsx";
import { type ItemFilter, ItemsTable } from "./items-table.tsx";
import { LotsCard } from "./lots-card.tsx";
import { MoneyCard } from "./money-card.tsx";
import { ProgressCard } from "./progress-card.tsx";
import { ProviderBatchesCard } from "./provider-batches-card.tsx";
import { RegenerationsCard } from "./regenerations-card.tsx";
import { useLiveBatch } from "./use-live-batch.ts";
import { useOnlyText } from "./use-only-text.ts";
import { useReviewPlanText } from "./use-review-plan-text.ts";

export interface BatchMonitorProps {
  batch: Batch;
  failures: FailureGroup[];
  items: ItemPage;
  itemFilter: ItemFilter;
  canLaunch: boolean;
  canControl: boolean;
  /** May approve launches of others, and whether this is the reader's own. */
  canApprove: boolean;
  isOwn: boolean;
  /** May send decided items back to review. */
  canReopen: boolean;
  canAddPractice: boolean;
  canSeeLedger: boolean;
  /** Whether the reader may decide on its outputs: not without the role, nor on what they launched. */
  canReview: boolean;
  canSeeReview: boolean;
  /** May release or hold lots. */
  canRelease: boolean;
  /** May download what an audit asks for. */
  canReport: boolean;
}

/** One batch, live: how far it is, what it spent, why it waits, what failed, and its items. */
export function BatchMonitor({
  batch: first,
  failures,
  items,
  itemFilter,
  canLaunch,
  canControl,
  canApprove,
  isOwn,
  canReopen,
  canAddPractice,
  canSeeLedger,
  canReview,
  canSeeReview,
  canRelease,
  canReport,
}: BatchMonitorProps) {
  const t = useTranslations("batches");
  const { labelled } = usePunctuation();
  const { batch, samples, stale, listen } = useLiveBatch(first);
  const reviewPlanText = useReviewPlanText();
  const onlyText = useOnlyText();
  return (
    <>
      <PageHeader
        breadcrumbs={[{ label: t("title"), href: "/batches" }]}
        title={batch.name}
        badge={
          <>
            <BatchStateBadge batch={batch} />
            {batch.simulated ? <SimulatedMark /> : null}
          </>
        }
        facts={[
          <TextLink key="template" href={`/templates/${batch.template.id}`}>
            {t("versionOf", { template: batch.template.name, number: batch.template.versionNumber })}
          </TextLink>,
          <TextLink key="dataset" href={`/datasets/${batch.dataset.id}`}>
            {batch.dataset.name}
          </TextLink>,
          batch.model === null
            ? t("noModel")
            : batch.fallbackModel
              ? t("modelThen", { model: modelName(batch.model), fallback: modelName(batch.fallbackModel) })
              : modelName(batch.model),
          batch.languages.join(", "),
          ...batch.languageModels.map(({ language, models }) =>
            t("languageModel", { language, models: models.map(modelName).join(", ") }),
          ),
          <span key="by">
            {t(
              batch.status === "awaiting-approval"
                ? "awaitingBy"
                : batch.status === "scheduled"
                  ? "scheduledBy"
                  : "launchedByAt",
              { name: batch.launchedBy.name },
            )}{" "}
            · <DateTime iso={batch.createdAt} relative />
          </span>,
          batch.schedule ? (
            <TextLink key="schedule" href={`/batches/schedules?schedule=${batch.schedule.id}`}>
              {t("bySchedule", { name: batch.schedule.name })}
            </TextLink>
          ) : null,
          batch.only ? t("onlyThese", { kinds: onlyText(batch.only) }) : null,
          batch.reviewPlan.kind === "every" ? null : reviewPlanText(batch.reviewPlan),
          batch.offPeak ? (
            <span key="hours">
              {labelled(t("offPeak"), "")}
              <HoursText hours={batch.offPeak} />
            </span>
          ) : null,
        ]}
        actions={
          <>
            {canReport && batch.counts.succeeded > 0 && !batch.outputsRemovedAt ? (
              <ComplianceMenu batchId={batch.id} />
            ) : null}
            {canLaunch ? (
              <LinkButton href={`/batches/new?batchId=${batch.id}`} icon={<Copy aria-hidden />}>
                {t("launchAgain")}
              </LinkButton>
            ) : null}
          </>
        }
        {...(canControl && { primaryAction: <BatchControls batch={batch} onDone={listen} /> })}
      />
      <div className="flex flex-col gap-4">
        <ApprovalCard batch={batch} canApprove={canApprove} isOwn={isOwn} onDecided={listen} />
        <Waiting batch={batch} canSeeBudgets={canSeeLedger} />
        {batch.notLaunchedFor ? (
          <Callout
            tone={batch.status === "failed" ? "danger" : "info"}
            title={batch.status === "failed" ? t("notLaunched") : undefined}
          >
            {batch.notLaunchedFor.message}
          </Callout>
        ) : null}
        {batch.outputsRemovedAt ? (
          <Callout tone="info">
            {t.rich("outputsRemoved", {
              when: () => <DateTime iso={batch.outputsRemovedAt ?? ""} dateOnly />,
            })}
          </Callout>
        ) : null}
        {stale ? <Callout tone="warning">{t("connectionLost")}</Callout> : null}
        {isFinal(batch.status) && batch.counts.succeeded > 0 && !batch.outputsRemovedAt ? (
          <WhatNext batch={batch} canReview={canReview} />
        ) : null}
        <div className="grid gap-4 lg:grid-cols-[2fr_1fr]">
          <ProgressCard batch={batch} samples={samples} />
          <MoneyCard batch={batch} canSeeLedger={canSeeLedger} />
        </div>
        {batch.mode === "realtime" ? null : <ProviderBatchesCard batch={batch} />}
        {batch.counts.failed > 0 ? (
          <FailuresCard
            batch={batch}
            failures={failures}
            canRetry={canControl && !batch.outputsRemovedAt}
            onRetried={listen}
          />
        ) : null}
        {batch.reviewPlan.kind === "lots" && canSeeReview && !batch.outputsRemovedAt ? (
          <LotsCard batch={batch} canRelease={canRelease} />
        ) : null}
        <RegenerationsCard batch={batch} />
        <ItemsTable
          batch={batch}
          filter={itemFilter}
          firstPage={items}
          canReopen={canReopen}
          canAddPractice={canAddPractice}
          canReview={canReview}
          canSeeReview={canSeeReview}
        />
      </div>
    </>
  );
}

/** Why nothing goes on, until when, and where that can be changed. */
function Waiting({ batch, canSeeBudgets }: { batch: Batch; canSeeBudgets: boolean }) {
  const t = useTranslations("batches");
  const { waitingFor, status } = batch;
  // A launch that waits for approval says more of it.
  if (!waitingFor || status === "awaiting-approval") return null;
  const { code, params, message, until } = waitingFor;
  const isBudget = code === "over_budget" && Boolean(params?.budget);
  return (
    <Callout
      tone={status === "paused" ? "warning" : "info"}
      action={
        isBudget && canSeeBudgets ? (
          <LinkButton size="sm" href="/spend">
            {t("budgets")}
          </LinkButton>
        ) : null
      }
    >
      {message} {until ? t.rich("goesOn", { when: () => <DateTime iso={until} relative /> }) : null}
    </Callout>
  );
}

function WhatNext({ batch, canReview }: { batch: Batch; canReview: boolean }) {
  const t = useTranslations("batches.next");
  const { pending, approved, rejected, escalated, inLot } = batch.review;
  return (
    <Callout
      tone={batch.counts.failed > 0 ? "warning" : "success"}
      title={t("title", { count: batch.counts.succeeded, failed: batch.counts.failed })}
      action={
        <span className="flex flex-wrap gap-2">
          {canReview && pending > 0 ? (
            <LinkButton href={`/review?batchId=${batch.id}`}>{t("review", { count: pending })}</LinkButton>
          ) : null}
          {approved > 0 ? (
            <LinkButton href={`/published/new?batchId=${batch.id}`}>
              {t("publish", { count: approved })}
            </LinkButton>
          ) : null}
        </span>
      }
    >
      {t("reviewed", { approved, rejected, escalated })}{" "}
      {inLot > 0 ? `${t("inLot", { count: inLot })} ` : null}
      {!canReview && pending > 0 ? t("othersReview", { count: pending }) : null}
    </Callout>
  );
}
