import { useTranslations } from "next-intl";
import { StateBadge } from "#components/ui/state-badge.tsx";
import type { Tone } from "#components/ui/tone.ts";
import type { ReportSummary } from "./image-answers.ts";

const TONES: Record<ReportSummary["status"], Tone> = {
  running: "info",
  succeeded: "success",
  failed: "danger",
};

/** How a report stands. */
export function ReportStatus({ status }: { status: ReportSummary["status"] }) {
  const t = useTranslations("images.report.statuses");
  return (
    <StateBadge tone={TONES[status]} busy={status === "running"}>
      {t(status)}
    </StateBadge>
  );
}
