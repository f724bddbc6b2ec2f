import { useFormatter, useTranslations } from "next-intl";
import { useClockText } from "#components/batches/use-clock-text.ts";
import { presetOf } from "#lib/batches/schedules/preset.ts";
import { useWeekdayNames } from "./use-weekday-names.ts";

/** Says in words when something comes again; the expression itself where there are no words for it. */
export function useRecurrenceText(): (cron: string) => string {
  const t = useTranslations("batches.schedules.comes");
  const format = useFormatter();
  const clock = useClockText();
  const weekdays = useWeekdayNames();
  return (cron) => {
    const preset = presetOf(cron);
    const time = preset ? clock(preset.time) : "";
    switch (preset?.every) {
      case "day":
        return t("day", { time });
      case "week": {
        const days = preset.days.flatMap((day) => weekdays[day] ?? []);
        return t("week", { days: format.list(days), time });
      }
      case "month":
        return preset.day === null ? t("monthEnd", { time }) : t("month", { day: preset.day, time });
      default:
        return cron;
    }
  };
}
