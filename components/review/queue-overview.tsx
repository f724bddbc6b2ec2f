import { CircleCheck } from "lucide-react";
import { useTranslations } from "next-intl";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { LinkButton } from "#components/ui/link-button.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import type { QueuedBatch } from "#lib/review/read-queue.ts";
import { QueueList } from "./queue-list.tsx";

/** The queues by batch, for choosing one or for watching how far they are. */
export function QueueOverview({
  batches,
  canDecide,
}: {
  batches: readonly QueuedBatch[];
  canDecide: boolean;
}) {
  const t = useTranslations("review.queue");
  const pending = batches.reduce((sum, batch) => sum + batch.pending, 0);
  return (
    <>
      <PageHeader
        title={t("label")}
        facts={[t("pendingFact", { count: pending }), canDecide ? null : t("watching")]}
        primaryAction={
          canDecide && pending > 0 ? (
            <LinkButton href="/review" variant="primary">
              {t("start")}
            </LinkButton>
          ) : null
        }
      />
      {batches.length > 0 ? (
        <QueueList batches={batches} />
      ) : (
        <EmptyState icon={<CircleCheck aria-hidden />} title={t("none")} cause={t("noneCause")} />
      )}
    </>
  );
}
