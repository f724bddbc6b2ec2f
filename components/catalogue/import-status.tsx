"use client";
import { useTranslations } from "next-intl";
import { StateBadge } from "#components/ui/state-badge.tsx";
import type { Tone } from "#components/ui/tone.ts";
import type { ImportSummary } from "./catalogue-answers.ts";

const TONES: Record<ImportSummary["status"], Tone> = {
  reading: "info",
  ready: "warning",
  committing: "info",
  committed: "success",
  "rolling-back": "info",
  "rolled-back": "neutral",
  discarded: "neutral",
  failed: "danger",
};

const MOVING: readonly ImportSummary["status"][] = ["reading", "committing", "rolling-back"];

/** Whether an import goes on by itself at this moment. */
export function isMoving(status: ImportSummary["status"]): boolean {
  return MOVING.includes(status);
}

/** Where an import stands. */
export function ImportStatus({ status }: Pick<ImportSummary, "status">) {
  const t = useTranslations("catalogue.importStatus");
  return (
    <StateBadge tone={TONES[status]} busy={isMoving(status)}>
      {t(status)}
    </StateBadge>
  );
}
