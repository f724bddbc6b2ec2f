"use client";
import { CircleCheck } from "lucide-react";
import { useTranslations } from "next-intl";
import { outputsHref } from "#components/outputs/output-address.ts";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { LinkButton } from "#components/ui/link-button.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import type { OutputFilter } from "#lib/outputs/filter-schema.ts";
import type { QueuedBatch } from "#lib/review/read-queue.ts";
import type { PersonProgress } from "#lib/review/view-progress.ts";
import { reviewHref } from "./queue-address.ts";
import { QueueFilter } from "./queue-filter.tsx";
import { QueueList } from "./queue-list.tsx";
import type { QueueNarrowed } from "./review-session.ts";
import { TodaysProgress } from "./todays-progress.tsx";

export interface QueueOverviewProps {
  batches: readonly QueuedBatch[];
  /** Those of the whole queue: what can be chosen from. */
  all: readonly QueuedBatch[];
  narrowed: QueueNarrowed;
  people: readonly PersonProgress[];
  canDecide: boolean;
  /** May say which outputs are practised on. */
  canKeepPractice: boolean;
}

/** The queues by batch, for choosing one or a part of them, and for watching how far they are. */
export function QueueOverview({
  batches,
  all,
  narrowed,
  people,
  canDecide,
  canKeepPractice,
}: QueueOverviewProps) {
  const t = useTranslations("review.queue");
  const pending = batches.reduce((sum, batch) => sum + (canDecide ? batch.pendingForMe : batch.pending), 0);
  const isNarrowed = Object.keys(narrowed).length > 0;
  return (
    <>
      <PageHeader
        title={t("label")}
        facts={[
          isNarrowed ? t("batchesFact", { count: batches.length }) : t("pendingFact", { count: pending }),
          canDecide ? null : t("watching"),
        ]}
        actions={
          <>
            {canKeepPractice ? (
              <LinkButton href="/review/practice/items">{t("practiceItems")}</LinkButton>
            ) : null}
            {canDecide ? <LinkButton href="/review/practice">{t("practise")}</LinkButton> : null}
            {canDecide && batches.length > 0 ? (
              <LinkButton href={outputsHref(waitingOf(narrowed))}>{t("actOnMany")}</LinkButton>
            ) : null}
          </>
        }
        primaryAction={
          canDecide && pending > 0 ? (
            <LinkButton href={reviewHref(narrowed)} variant="primary">
              {t("start")}
            </LinkButton>
          ) : null
        }
      />
      <div className="flex flex-col gap-4">
        {all.length > 0 ? <QueueFilter batches={all} /> : null}
        {batches.length > 0 ? (
          <QueueList batches={batches} narrowed={narrowed} />
        ) : (
          <EmptyState
            icon={<CircleCheck aria-hidden />}
            title={t("none")}
            cause={t(isNarrowed && all.length > 0 ? "noneNarrowed" : "noneCause")}
          />
        )}
        <TodaysProgress people={people} />
      </div>
    </>
  );
}

const VERDICTS = { block: "block", warn: "warn", clean: "pass" } as const;

/** What waits in a part of the queue, as a filter of outputs. */
function waitingOf({ risk, language, templateId }: QueueNarrowed): OutputFilter {
  return { state: "pending", language, templateId, verdict: risk && VERDICTS[risk] };
}
