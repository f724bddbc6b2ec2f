"use client";
import { useTranslations } from "next-intl";
import { StateBadge } from "#components/ui/state-badge.tsx";
import type { Schedule } from "./schedule-answers.ts";

/** Whether a schedule is due at all. */
export function ScheduleState({ state }: { state: Schedule["state"] }) {
  const t = useTranslations("batches.schedules.state");
  return <StateBadge tone={state === "active" ? "success" : "warning"}>{t(state)}</StateBadge>;
}
