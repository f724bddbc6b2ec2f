"use client";
import { CalendarClock } from "lucide-react";
import { useTranslations } from "next-intl";
import { parseAsString, useQueryState } from "nuqs";
import { api } from "#components/api/client.ts";
import { usePagedList } from "#components/api/use-paged-list.ts";
import { BatchesTabs } from "#components/batches/batches-tabs.tsx";
import { DataTable } from "#components/ui/data-table.tsx";
import type { DataTableColumn } from "#components/ui/data-table-column.ts";
import { DateTime } from "#components/ui/date-time.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { LinkButton } from "#components/ui/link-button.tsx";
import { MoneyText } from "#components/ui/money.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { timeZoneName } from "#lib/time-zone.ts";
import { RunOutcome } from "./run-outcome.tsx";
import type { Schedule, SchedulePage } from "./schedule-answers.ts";
import { SchedulePanel } from "./schedule-panel.tsx";
import { ScheduleState } from "./schedule-state.tsx";
import { useRecurrenceText } from "./use-recurrence-text.ts";

const LOOK_EVERY_MS = 10_000;
const NEW_HREF = "/batches/new?repeat=1";

export interface SchedulesPageProps {
  firstPage: SchedulePage;
  canLaunch: boolean;
  canControl: boolean;
}

/** Launches that are made again and again; the one that is open stands in the address. */
export function SchedulesPage({ firstPage, canLaunch, canControl }: SchedulesPageProps) {
  const t = useTranslations("batches.schedules");
  const words = useTranslations("batches");
  const textOf = useRecurrenceText();
  const [open, setOpen] = useQueryState("schedule", parseAsString.withOptions({ history: "push" }));
  const { items: schedules, paging } = usePagedList(api.schedules.list, {
    filter: {},
    firstPage,
    refreshMs: LOOK_EVERY_MS,
  });
  const columns: DataTableColumn<Schedule>[] = [
    {
      id: "name",
      header: words("name"),
      cell: (schedule) => <span className="block max-w-64 truncate">{schedule.name}</span>,
    },
    {
      id: "state",
      header: words("stateHeader"),
      cell: (schedule) => <ScheduleState state={schedule.state} />,
    },
    { id: "comes", header: t("repeats"), cell: (schedule) => textOf(schedule.cron) },
    { id: "zone", header: t("timeZone"), cell: (schedule) => timeZoneName(schedule.timeZone), hidden: true },
    { id: "next", header: t("nextRun"), cell: (schedule) => <DateTime iso={schedule.nextRunAt} /> },
    {
      id: "last",
      header: t("lastRun"),
      cell: (schedule) => <DateTime iso={schedule.lastRun?.ranAt ?? null} relative />,
    },
    { id: "outcome", header: t("outcome"), cell: (schedule) => <RunOutcome run={schedule.lastRun} /> },
    {
      id: "cap",
      header: t("capEach"),
      align: "end",
      cell: (schedule) => <MoneyText value={schedule.launch.budgetCap ?? null} />,
    },
    { id: "template", header: words("template"), cell: (schedule) => schedule.template.name, hidden: true },
    {
      id: "dataset",
      header: words("dataset"),
      cell: (schedule) => (schedule.selection ?? schedule.dataset).name,
      hidden: true,
    },
    { id: "owner", header: t("owner"), cell: (schedule) => schedule.owner.name },
  ];
  const create = canLaunch ? (
    <LinkButton variant="primary" href={NEW_HREF} icon={<CalendarClock aria-hidden />}>
      {t("new")}
    </LinkButton>
  ) : null;
  return (
    <>
      <PageHeader
        title={t("title")}
        tabs={<BatchesTabs current="/batches/schedules" />}
        primaryAction={create}
      />
      <DataTable
        label={t("title")}
        columns={columns}
        rows={schedules}
        rowKey={(schedule) => schedule.id}
        onRowClick={(schedule) => void setOpen(schedule.id)}
        currentKey={open}
        storageKey="schedules"
        {...paging}
        empty={
          <EmptyState
            title={t("none")}
            cause={t("noneCause")}
            action={canLaunch ? <LinkButton href={NEW_HREF}>{t("new")}</LinkButton> : null}
          />
        }
      />
      {open ? (
        <SchedulePanel
          key={open}
          id={open}
          canLaunch={canLaunch}
          canControl={canControl}
          onClose={() => void setOpen(null)}
        />
      ) : null}
    </>
  );
}
