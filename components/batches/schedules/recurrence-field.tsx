"use client";
import { useNow, useTimeZone, useTranslations } from "next-intl";
import { useId } from "react";
import { Checkbox } from "#components/ui/checkbox.tsx";
import { DateTime } from "#components/ui/date-time.tsx";
import { Field } from "#components/ui/field.tsx";
import { Input } from "#components/ui/input.tsx";
import { Select } from "#components/ui/select.tsx";
import { TimeZoneInput } from "#components/ui/time-zone-input.tsx";
import { cronOf, type Preset, presetOf } from "#lib/batches/schedules/preset.ts";
import {
  LEAST_MINUTES_APART,
  nextRuns,
  type Recurrence,
  recurrenceFault,
} from "#lib/batches/schedules/recurrence.ts";
import { useWeekdayNames } from "./use-weekday-names.ts";

export interface RecurrenceFieldProps {
  value: Recurrence;
  /** Whether the expression itself is shown and typed, and not the choices that stand for it. */
  typed: boolean;
  onChange: (value: Recurrence, typed: boolean) => void;
}

const SHOWN_AHEAD = 5;
const NOW_EVERY_MS = 30_000;
const DEFAULT_TIME = "09:00";
const MONDAY = 1;
const LONGEST_MONTH = 31;
const SHORTEST_MONTH = 28;
const LAST = "last";

/** When a launch comes again: daily, weekly, monthly or by a cron expression, with the next times as one types. */
export function RecurrenceField({ value, typed, onChange }: RecurrenceFieldProps) {
  const t = useTranslations("batches.schedules");
  const errors = useTranslations("batches.errors");
  const previewId = useId();
  const readersZone = useTimeZone();
  const now = useNow({ updateInterval: NOW_EVERY_MS });
  const preset = typed ? null : presetOf(value.cron);
  const fault = recurrenceFault(value, now);
  const setPreset = (next: Preset) => onChange({ ...value, cron: cronOf(next) }, false);
  const time = preset?.time ?? DEFAULT_TIME;
  const choose = (every: Preset["every"] | "cron") => {
    if (every === "cron") onChange(value, true);
    if (every === "day") setPreset({ every, time });
    if (every === "week") setPreset({ every, days: [MONDAY], time });
    if (every === "month") setPreset({ every, day: 1, time });
  };
  return (
    <div className="flex flex-col gap-3">
      <div className="flex flex-wrap items-start gap-3">
        <Field label={t("every")} group>
          <Select
            aria-label={t("every")}
            value={preset?.every ?? "cron"}
            onValueChange={choose}
            options={(["day", "week", "month", "cron"] as const).map((every) => ({
              value: every,
              label: t(`everyChoice.${every}`),
            }))}
          />
        </Field>
        {preset?.every === "month" ? (
          <Field label={t("dayOfMonth")} group>
            <Select
              aria-label={t("dayOfMonth")}
              value={preset.day === null ? LAST : String(preset.day)}
              onValueChange={(day) => setPreset({ ...preset, day: day === LAST ? null : Number(day) })}
              options={[
                ...Array.from({ length: LONGEST_MONTH }, (_, at) => ({
                  value: String(at + 1),
                  label: String(at + 1),
                })),
                { value: LAST, label: t("lastDay") },
              ]}
            />
          </Field>
        ) : null}
        {preset ? (
          <Field label={t("time")}>
            <Input
              type="time"
              className="w-32"
              value={preset.time}
              onValueChange={(next) => next && setPreset({ ...preset, time: next })}
            />
          </Field>
        ) : (
          <Field
            label={t("cron")}
            className="w-72 max-w-full"
            error={fault ? errors(fault, { minutes: LEAST_MINUTES_APART }) : undefined}
          >
            <Input
              className="font-mono"
              spellCheck={false}
              autoComplete="off"
              value={value.cron}
              onValueChange={(cron) => onChange({ ...value, cron }, true)}
            />
          </Field>
        )}
        <Field label={t("timeZone")} group className="w-64 max-w-full">
          <TimeZoneInput
            aria-label={t("timeZone")}
            value={value.timeZone}
            onValueChange={(timeZone) => onChange({ ...value, timeZone }, typed)}
          />
        </Field>
      </div>
      {preset?.every === "week" ? (
        <Weekdays days={preset.days} onChange={(days) => setPreset({ ...preset, days })} />
      ) : null}
      {preset?.every === "month" && preset.day !== null && preset.day > SHORTEST_MONTH ? (
        <p className="text-muted text-xs">{t("shortMonths", { day: preset.day })}</p>
      ) : null}
      {fault ? null : (
        <div aria-live="polite">
          <p id={previewId} className="mb-1 text-muted text-xs">
            {t("nextRunsIn", { timeZone: readersZone ?? "UTC" })}
          </p>
          <ol aria-labelledby={previewId} className="flex flex-col" suppressHydrationWarning>
            {nextRuns(value, SHOWN_AHEAD, now).map((run) => (
              <li key={run.toISOString()}>
                <DateTime iso={run.toISOString()} />
              </li>
            ))}
          </ol>
        </div>
      )}
    </div>
  );
}

function Weekdays({ days, onChange }: { days: number[]; onChange: (days: number[]) => void }) {
  const t = useTranslations("batches.schedules");
  const names = useWeekdayNames();
  return (
    <Field label={t("weekdays")} group>
      <div className="flex flex-wrap gap-x-4 gap-y-1">
        {names.map((name, day) => (
          <Checkbox
            key={name}
            label={name}
            checked={days.includes(day)}
            disabled={days.length === 1 && days.includes(day)}
            onCheckedChange={(checked) =>
              onChange(checked ? [...days, day] : days.filter((other) => other !== day))
            }
          />
        ))}
      </div>
    </Field>
  );
}
