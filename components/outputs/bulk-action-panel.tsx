"use client";
import { useQuery } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useEffect, useState } from "react";
import { api, client } from "#components/api/client.ts";
import { LoadingPanel } from "#components/api/loading-panel.tsx";
import { useServerEvents } from "#components/api/use-server-events.ts";
import { Callout } from "#components/ui/callout.tsx";
import { DataTable } from "#components/ui/data-table.tsx";
import { DateTime } from "#components/ui/date-time.tsx";
import { ProgressBar } from "#components/ui/progress-bar.tsx";
import { SidePanel } from "#components/ui/side-panel.tsx";
import { StateBadge } from "#components/ui/state-badge.tsx";
import { TextLink } from "#components/ui/text-link.tsx";
import { parseItemId } from "#lib/batches/item-id.ts";
import { REJECT_REASONS } from "#lib/review/reject-reason.ts";
import { BulkRegeneration } from "./bulk-regeneration.tsx";
import type { BulkAction } from "./output-answers.ts";
import { TakeBack } from "./take-back.tsx";

const TONES = { queued: "neutral", running: "info", succeeded: "success", failed: "danger" } as const;
const FAILURES_SHOWN = 200;

export interface BulkActionPanelProps {
  id: string;
  /** Outputs are no longer as they were listed. */
  onChanged: () => void;
  /** Another action is to be looked at. */
  onAsked: (actionId: string) => void;
  onClose: () => void;
}

/** How far a bulk action has come, and what it left as it was. It goes on when this is closed. */
export function BulkActionPanel({ id, onChanged, onAsked, onClose }: BulkActionPanelProps) {
  const t = useTranslations("outputs.bulk");
  const reasons = useTranslations("review.reason");
  const asked = useQuery({ ...api.outputs.bulk.get.queryOptions({ input: { id } }), retry: false });
  const [heard, setHeard] = useState<BulkAction | null>(null);
  const action = heard ?? asked.data;
  const isOver = (one: BulkAction) => one.status === "succeeded" || one.status === "failed";
  const isAllOver = (one: BulkAction) => isOver(one) && (one.regeneration?.open ?? 0) === 0;
  useServerEvents<BulkAction>({
    source: asked.data && !isAllOver(asked.data) ? id : null,
    open: (signal) => client.outputs.bulk.events({ id }, { signal }),
    hear: setHeard,
    isLast: isAllOver,
  });
  // A short one may be over before anybody listens.
  const hasEnded = action !== undefined && isOver(action);
  const hasAllEnded = action !== undefined && isAllOver(action);
  // biome-ignore lint/correctness/useExhaustiveDependencies: told when it is over, and when all is made anew
  useEffect(() => {
    if (hasEnded) onChanged();
  }, [hasEnded, hasAllEnded]);
  const failures = useQuery({
    ...api.outputs.bulk.failures.queryOptions({ input: { id, limit: FAILURES_SHOWN } }),
    enabled: hasEnded && action.failed > 0,
  });
  if (!action) return <LoadingPanel title={t("panel")} error={asked.error} onClose={onClose} />;
  const reason = REJECT_REASONS.find(({ code }) => code === action.reason);
  return (
    <SidePanel
      title={t(`title.${action.do}`)}
      facts={
        <>
          <StateBadge tone={TONES[action.status]} busy={action.status === "running"}>
            {t(`status.${action.status}`)}
          </StateBadge>
          <span>{action.askedBy.name}</span>
          <DateTime iso={action.askedAt} relative />
        </>
      }
      onClose={onClose}
    >
      <div className="flex flex-col gap-4">
        {action.failure ? <Callout tone="danger">{action.failure.message}</Callout> : null}
        <ProgressBar
          label={t(`title.${action.do}`)}
          value={action.done}
          max={action.count}
          tone={action.status === "failed" ? "danger" : "accent"}
          caption={t("progress", { done: action.done, count: action.count, failed: action.failed })}
        />
        {reason || action.note ? (
          <p>
            {reason ? <strong className="me-2 font-semibold">{reasons(reason.code)}</strong> : null}
            {action.note}
          </p>
        ) : null}
        {action.regeneration ? <BulkRegeneration of={action.regeneration} /> : null}
        <TakeBack action={action} onAsked={onAsked} />
        {action.failed > 0 && hasEnded ? (
          <section>
            <h3 className="mb-2 font-semibold">{t("left")}</h3>
            <DataTable
              plain
              label={t("left")}
              rows={failures.data?.items ?? []}
              loading={failures.isPending}
              rowKey={({ itemId }) => itemId}
              columns={[
                {
                  id: "item",
                  header: t("item"),
                  cell: ({ itemId }) => (
                    <TextLink href={`/outputs?item=${itemId}`}>{parseItemId(itemId)?.seq ?? itemId}</TextLink>
                  ),
                },
                { id: "why", header: t("why"), cell: (failure) => failure.reason.message },
              ]}
            />
            {failures.data?.nextCursor ? (
              <p className="mt-2 text-muted text-xs">{t("firstOnes", { count: FAILURES_SHOWN })}</p>
            ) : null}
          </section>
        ) : null}
      </div>
    </SidePanel>
  );
}
