"use client";
import { CircleCheck } from "lucide-react";
import { useTranslations } from "next-intl";
import { Button } from "#components/ui/button.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { LinkButton } from "#components/ui/link-button.tsx";
import type { QueuedBatch } from "#lib/review/read-queue.ts";
import type { EmptyReason } from "#lib/review/why-empty.ts";
import { QueueList } from "./queue-list.tsx";

export interface ReviewEmptyProps {
  queue: readonly QueuedBatch[];
  batchId: string | undefined;
  state: "pending" | "escalated";
  /** Why nothing was handed out; `null` among what is escalated. */
  why: EmptyReason | null;
  onCheckAgain: () => void;
}

const DONE: ReadonlySet<EmptyReason> = new Set(["nothing-made", "all-decided", "in-lots"]);

/** Nothing to hand out: why, and what to do next. */
export function ReviewEmpty({ queue, batchId, state, why, onCheckAgain }: ReviewEmptyProps) {
  const t = useTranslations("review.empty");
  const escalated = queue.reduce((sum, batch) => sum + batch.escalated, 0);
  const cause = why === null ? t("noEscalated") : t(`why.${why}`);
  return (
    <>
      <EmptyState
        icon={<CircleCheck aria-hidden />}
        title={why === null || DONE.has(why) ? t("titleDone") : t("titleNone")}
        cause={cause}
        action={
          <>
            <Button onClick={onCheckAgain}>{t("checkAgain")}</Button>
            {state === "pending" && escalated > 0 && why !== "practice-first" ? (
              <LinkButton href={`/review?state=escalated${batchId ? `&batchId=${batchId}` : ""}`}>
                {t("toEscalated", { count: escalated })}
              </LinkButton>
            ) : null}
            {why === "practice-first" ? (
              <LinkButton href="/review/practice" variant="primary">
                {t("toPractice")}
              </LinkButton>
            ) : null}
            {batchId || state === "escalated" || why === "filtered-out" ? (
              <LinkButton href="/review">{t("allBatches")}</LinkButton>
            ) : (
              <LinkButton href="/batches">{t("toBatches")}</LinkButton>
            )}
          </>
        }
      />
      {queue.length > 0 ? <QueueList batches={queue} /> : null}
    </>
  );
}
