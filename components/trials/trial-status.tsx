"use client";
import { useTranslations } from "next-intl";
import { StateBadge } from "#components/ui/state-badge.tsx";
import type { Tone } from "#components/ui/tone.ts";
import type { CellStatus, TrialStatus } from "#lib/trials/trial.ts";

const TRIAL_TONES: Record<TrialStatus, Tone> = {
  running: "info",
  succeeded: "success",
  failed: "danger",
  cancelled: "neutral",
};

/** How a trial stands; one that ended with failures says how many. */
export function TrialStatusBadge({ status, failed }: { status: TrialStatus; failed: number }) {
  const t = useTranslations("trials");
  const isMixed = status === "succeeded" && failed > 0;
  return (
    <StateBadge tone={isMixed ? "warning" : TRIAL_TONES[status]} busy={status === "running"}>
      {isMixed ? t("statusWithFailures", { failed }) : t(`status.${status}`)}
    </StateBadge>
  );
}

const CELL_TONES: Record<CellStatus, Tone> = {
  pending: "neutral",
  running: "info",
  succeeded: "success",
  failed: "danger",
  skipped: "neutral",
};

/** How a cell stands. */
export function CellStatusBadge({ status }: { status: CellStatus }) {
  const t = useTranslations("trials.cell");
  return (
    <StateBadge tone={CELL_TONES[status]} busy={status === "running"}>
      {t(`status.${status}`)}
    </StateBadge>
  );
}
