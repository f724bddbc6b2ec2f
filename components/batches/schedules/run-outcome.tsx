"use client";
import { useTranslations } from "next-intl";
import { BatchStateBadge } from "#components/batches/batch-state.tsx";
import { StateBadge } from "#components/ui/state-badge.tsx";
import type { ScheduleRun } from "./schedule-answers.ts";

/** What came of a run: its batch, or that it was refused. */
export function RunOutcome({ run }: { run: ScheduleRun | null }) {
  const t = useTranslations("batches.schedules");
  if (!run) return <span className="text-faint">—</span>;
  if (!run.batch) return <StateBadge tone="danger">{t("refused")}</StateBadge>;
  return <BatchStateBadge batch={{ status: run.batch.status, counts: { failed: run.batch.failedItems } }} />;
}
