import { useTranslations } from "next-intl";
import { StateBadge } from "#components/ui/state-badge.tsx";
import type { Tone } from "#components/ui/tone.ts";

export type RescanState = "running" | "succeeded" | "failed" | "cancelled";

const TONES: Record<RescanState, Tone> = {
  running: "info",
  succeeded: "success",
  failed: "danger",
  cancelled: "neutral",
};

/** How a re-scan stands. */
export function RescanStatus({ status }: { status: RescanState }) {
  const t = useTranslations("checks.rescans.statuses");
  return (
    <StateBadge tone={TONES[status]} busy={status === "running"}>
      {t(status)}
    </StateBadge>
  );
}
