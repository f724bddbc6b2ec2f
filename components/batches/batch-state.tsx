"use client";
import { useTranslations } from "next-intl";
import { StateBadge } from "#components/ui/state-badge.tsx";
import type { Tone } from "#components/ui/tone.ts";
import type { BatchState } from "#lib/batches/batch-state.ts";

const tones: Record<BatchState, Tone> = {
  scheduled: "neutral",
  running: "info",
  paused: "warning",
  succeeded: "success",
  failed: "danger",
  cancelled: "neutral",
};

/** Where a batch stands, as colour, icon and word. */
export function BatchStateBadge({ state }: { state: BatchState }) {
  const t = useTranslations("batches");
  return (
    <StateBadge tone={tones[state]} busy={state === "running"}>
      {t(`state.${state}`)}
    </StateBadge>
  );
}
