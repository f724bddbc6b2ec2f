"use client";
import { useQuery } from "@tanstack/react-query";
import { Pause, Pencil, Play, Rocket } from "lucide-react";
import { useRouter } from "next/navigation";
import { useTimeZone, useTranslations } from "next-intl";
import { api, client } from "#components/api/client.ts";
import { LoadingPanel } from "#components/api/loading-panel.tsx";
import { HoursText } from "#components/batches/hours-text.tsx";
import { useChange } from "#components/settings/use-change.ts";
import { Button } from "#components/ui/button.tsx";
import { Callout } from "#components/ui/callout.tsx";
import { DateTime } from "#components/ui/date-time.tsx";
import { DeleteButton } from "#components/ui/delete-button.tsx";
import { LinkButton } from "#components/ui/link-button.tsx";
import { MoneyText } from "#components/ui/money.tsx";
import { SidePanel } from "#components/ui/side-panel.tsx";
import { TextLink } from "#components/ui/text-link.tsx";
import { RunOutcome } from "./run-outcome.tsx";
import type { WholeSchedule } from "./schedule-answers.ts";
import { ScheduleState } from "./schedule-state.tsx";
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
  const words = useTranslations("batches");
  const textOf = useRecurrenceText();
  const readersZone = useTimeZone() ?? "UTC";
  const { launch, lastRun } = schedule;
  return (
    <SidePanel
      title={schedule.name}
      facts={
        <>
          <ScheduleState state={schedule.state} />
          <span>{textOf(schedule.cron)}</span>
          <span>{schedule.timeZone}</span>
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
        {lastRun?.refusal ? (
          <Callout tone="danger" title={t("lastRefused")}>
            {lastRun.refusal.message}
          </Callout>
        ) : null}
        <section>
          <h3 className="mb-2 font-semibold">{t("launches")}</h3>
          <dl className="grid grid-cols-[auto_1fr] gap-x-4 gap-y-1">
            <dt className="text-muted">{words("template")}</dt>
            <dd className="min-w-0 break-words">
              <TextLink href={`/templates/${schedule.template.id}`}>
                {words("versionOf", {
                  template: schedule.template.name,
                  number: schedule.template.versionNumber,
                })}
              </TextLink>
            </dd>
            <dt className="text-muted">{words("dataset")}</dt>
            <dd className="min-w-0 break-words">
              <TextLink href={`/datasets/${schedule.dataset.id}`}>{schedule.dataset.name}</TextLink>
            </dd>
            <dt className="text-muted">{words("model")}</dt>
            <dd className="min-w-0 break-words">{schedule.model.name}</dd>
            <dt className="text-muted">{t("capEach")}</dt>
            <dd>
              <MoneyText value={launch.budgetCap} />
            </dd>
            {launch.offPeak ? (
              <>
                <dt className="text-muted">{words("offPeak")}</dt>
                <dd>
                  <HoursText hours={launch.offPeak} />
                </dd>
              </>
            ) : null}
          </dl>
        </section>
        <section>
          <h3 className="mb-2 font-semibold">{t("nextRunsIn", { timeZone: readersZone })}</h3>
          {schedule.nextRuns.length === 0 ? <p className="text-muted">{t("notDue")}</p> : null}
          <ol className="flex flex-col">
            {schedule.nextRuns.map((run) => (
              <li key={run}>
                <DateTime iso={run} />
              </li>
            ))}
          </ol>
        </section>
        <section>
          <h3 className="mb-2 font-semibold">{t("runs")}</h3>
          {schedule.runs.length === 0 ? <p className="text-muted">{t("noRuns")}</p> : null}
          <ul className="flex flex-col gap-3">
            {schedule.runs.map((run) => (
              <li key={run.dueAt} className="flex flex-wrap items-center gap-x-3 gap-y-1">
                <DateTime iso={run.ranAt} />
                <RunOutcome run={run} />
                {run.batch ? (
                  <span className="w-full min-w-0">
                    <TextLink href={`/batches/${run.batch.id}`}>{run.batch.name}</TextLink>
                  </span>
                ) : null}
                {run.refusal ? (
                  <span className="w-full text-danger-text text-xs">{run.refusal.message}</span>
                ) : null}
              </li>
            ))}
          </ul>
        </section>
      </div>
    </SidePanel>
  );
}

function ScheduleControls({
  schedule,
  canLaunch,
  canControl,
  onClose,
}: Omit<SchedulePanelProps, "id"> & { schedule: WholeSchedule }) {
  const t = useTranslations("batches.schedules");
  const router = useRouter();
  const touches = [api.schedules.key()];
  const change = useChange(client.schedules.change, { touches });
  const run = useChange(client.schedules.run, { touches });
  const remove = useChange(client.schedules.remove, { touches: [api.schedules.list.key()] });
  const { id } = schedule;
  const isActive = schedule.state === "active";
  const problem = change.problem ?? run.problem ?? remove.problem;
  return (
    <>
      {problem ? (
        <div className="w-full">
          <Callout tone="danger">{problem}</Callout>
        </div>
      ) : null}
      {canControl ? (
        <DeleteButton
          label={t("delete")}
          title={t("deleteTitle", { name: schedule.name })}
          description={t("deleteDescription")}
          busy={remove.pending}
          onDelete={() => remove.run({ id }, onClose)}
        />
      ) : null}
      {canLaunch ? (
        <>
          <LinkButton href={`/batches/new?scheduleId=${id}`} icon={<Pencil aria-hidden />}>
            {t("edit")}
          </LinkButton>
          <Button
            icon={<Rocket aria-hidden />}
            loading={run.pending}
            onClick={() => run.run({ id }, (batch) => router.push(`/batches/${batch.id}`))}
          >
            {t("runNow")}
          </Button>
        </>
      ) : null}
      {canControl ? (
        <Button
          variant="primary"
          icon={isActive ? <Pause aria-hidden /> : <Play aria-hidden />}
          loading={change.pending}
          onClick={() => change.run({ id, state: isActive ? "paused" : "active" })}
        >
          {isActive ? t("pause") : t("resume")}
        </Button>
      ) : null}
    </>
  );
}
