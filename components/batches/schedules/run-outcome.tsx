"use client";
import { useTranslations } from "next-intl";
import { BatchStateBadge } from "#components/batches/batch-state.tsx";
import { StateBadge } from "#components/ui/state-badge.tsx";
import { TextLink } from "#components/ui/text-link.tsx";
import type { ScheduleRun } from "./schedule-answers.ts";

/** What came of a run: its batch, or that it was refused. */
export function RunOutcome({ run, linked = false }: { run: ScheduleRun | null; linked?: boolean }) {
  const t = useTranslations("batches.schedules");
  if (!run) return <span className="text-faint">—</span>;
  if (!run.batch) return <StateBadge tone="danger">{t("refused")}</StateBadge>;
  return (
    <span className="flex flex-wrap items-center gap-2">
      <BatchStateBadge state={run.batch.status} />
      {linked ? <TextLink href={`/batches/${run.batch.id}`}>{run.batch.name}</TextLink> : null}
    </span>
  );
}
