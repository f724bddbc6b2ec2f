"use client";
import { useTranslations } from "next-intl";
import { StateBadge } from "#components/ui/state-badge.tsx";
import type { Tone } from "#components/ui/tone.ts";
import type { ImprovementHead } from "./improvement-answers.ts";

type Status = ImprovementHead["status"];

const TONES: Record<Status, Tone> = {
  proposing: "info",
  trying: "info",
  succeeded: "success",
  failed: "warning",
  cancelled: "neutral",
};

/** How an improvement stands. */
export function ImprovementStatusBadge({ status }: { status: Status }) {
  const t = useTranslations("improvements.status");
  return (
    <StateBadge tone={TONES[status]} busy={status === "proposing" || status === "trying"}>
      {t(status)}
    </StateBadge>
  );
}
