"use client";
import { useTranslations } from "next-intl";
import { StateBadge } from "#components/ui/state-badge.tsx";
import type { Tone } from "#components/ui/tone.ts";
import type { Item } from "./answers.ts";

const tones: Record<Item["state"], Tone> = {
  pending: "neutral",
  running: "info",
  succeeded: "success",
  failed: "danger",
  skipped: "warning",
};

/** Where an item stands. */
export function ItemStateBadge({ state }: { state: Item["state"] }) {
  const t = useTranslations("batches");
  return (
    <StateBadge tone={tones[state]} busy={state === "running"}>
      {t(`itemState.${state}`)}
    </StateBadge>
  );
}
