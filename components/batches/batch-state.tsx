"use client";
import { useTranslations } from "next-intl";
import { StateBadge } from "#components/ui/state-badge.tsx";
import { type BatchStanding, batchTone, hasFailures } from "./batch-tone.ts";

/** Where a batch stands, as colour, icon and word; one that ended with failures says how many. */
export function BatchStateBadge({ batch }: { batch: BatchStanding }) {
  const t = useTranslations("batches");
  const { status, counts } = batch;
  return (
    <StateBadge tone={batchTone(batch)} busy={status === "running"}>
      {hasFailures(batch) ? t("stateWithFailures", { failed: counts.failed }) : t(`state.${status}`)}
    </StateBadge>
  );
}
