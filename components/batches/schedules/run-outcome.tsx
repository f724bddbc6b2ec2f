"use client";
import { useTranslations } from "next-intl";
import { BatchStateBadge } from "#components/batches/batch-state.tsx";
import { StateBadge } from "#components/ui/state-badge.tsx";
import type { ScheduleRun } from "./schedule-answers.ts";

/** Whether a run launched nothing because there was nothing to make. */
export function hadNothing({ refusal }: Pick<ScheduleRun, "refusal">): boolean {
  return refusal?.code === "nothing_due" || refusal?.code === "selection_empty";
}

/** What came of a run: its batch, that there was nothing to make, or that it was refused. */
export function RunOutcome({ run }: { run: ScheduleRun | null }) {
  const t = useTranslations("batches.schedules");
  if (!run) return <span className="text-faint">—</span>;
  if (hadNothing(run)) return <StateBadge tone="neutral">{t("nothingToDo")}</StateBadge>;
  if (!run.batch) return <StateBadge tone="danger">{t("refused")}</StateBadge>;
  return <BatchStateBadge batch={{ status: run.batch.status, counts: { failed: run.batch.failedItems } }} />;
}
