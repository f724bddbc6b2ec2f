"use client";
import { useQuery } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { api } from "#components/api/client.ts";
import { LoadingPanel } from "#components/api/loading-panel.tsx";
import { Callout } from "#components/ui/callout.tsx";
import { SidePanel } from "#components/ui/side-panel.tsx";
import { timeZoneName } from "#lib/time-zone.ts";
import { hadNothing } from "./run-outcome.tsx";
import type { WholeSchedule } from "./schedule-answers.ts";
import { ScheduleControls } from "./schedule-controls.tsx";
import { NextRuns, PastRuns } from "./schedule-runs.tsx";
import { ScheduleState } from "./schedule-state.tsx";
import { ScheduledLaunch } from "./scheduled-launch.tsx";
import { useRecurrenceText } from "./use-recurrence-text.ts";

export interface SchedulePanelProps {
  id: string;
  canLaunch: boolean;
  canControl: boolean;
  onClose: () => void;
}

const LOOK_EVERY_MS = 5_000;

/** One schedule: when it comes, what it launches, what came of it, and what can be done about it. */
export function SchedulePanel({ id, onClose, ...rights }: SchedulePanelProps) {
  const t = useTranslations("batches.schedules");
  const { data, error } = useQuery({
    ...api.schedules.get.queryOptions({ input: { id } }),
    refetchInterval: LOOK_EVERY_MS,
  });
  if (data) return <KnownSchedule schedule={data} onClose={onClose} {...rights} />;
  return <LoadingPanel title={t("schedule")} error={error} onClose={onClose} />;
}

function KnownSchedule({
  schedule,
  canLaunch,
  canControl,
  onClose,
}: Omit<SchedulePanelProps, "id"> & { schedule: WholeSchedule }) {
  const t = useTranslations("batches.schedules");
  const textOf = useRecurrenceText();
  const { lastRun } = schedule;
  return (
    <SidePanel
      title={schedule.name}
      facts={
        <>
          <ScheduleState state={schedule.state} />
          <span>{textOf(schedule.cron)}</span>
          <span>{timeZoneName(schedule.timeZone)}</span>
          <span>{t("ownedBy", { name: schedule.owner.name })}</span>
        </>
      }
      onClose={onClose}
      footer={
        <ScheduleControls
          schedule={schedule}
          canLaunch={canLaunch}
          canControl={canControl}
          onClose={onClose}
        />
      }
    >
      <div className="flex flex-col gap-6">
        {lastRun?.refusal && !hadNothing(lastRun) ? (
          <Callout tone="danger" title={t("lastRefused")}>
            {lastRun.refusal.message}
          </Callout>
        ) : null}
        <ScheduledLaunch schedule={schedule} />
        <NextRuns runs={schedule.nextRuns} />
        <PastRuns runs={schedule.runs} />
      </div>
    </SidePanel>
  );
}
