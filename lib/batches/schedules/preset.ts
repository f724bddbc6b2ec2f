/** The recurrences that need no cron; `time` is HH:MM. */
export type Preset =
  | { every: "day"; time: string }
  /** Days of the week, 0 for Sunday. */
  | { every: "week"; days: number[]; time: string }
  /** A day of the month; `null` for its last. */
  | { every: "month"; day: number | null; time: string };

const LAST_DAY = "L";

/** The cron expression of a preset. */
export function cronOf(preset: Preset): string {
  const [hour, minute] = preset.time.split(":").map(Number);
  const clock = `${minute} ${hour}`;
  switch (preset.every) {
    case "day":
      return `${clock} * * *`;
    case "week":
      return `${clock} * * ${[...preset.days].sort((a, b) => a - b).join(",")}`;
    case "month":
      return `${clock} ${preset.day ?? LAST_DAY} * *`;
  }
}

/** The preset that an expression is written as; `null` for any other. */
export function presetOf(cron: string): Preset | null {
  const fields = /^(\d{1,2}) (\d{1,2}) (\*|L|\d{1,2}) \* (\*|[0-6](?:,[0-6])*)$/.exec(cron.trim());
  const [, minute = "", hour = "", day = "", weekdays = ""] = fields ?? [];
  if (!fields || Number(minute) > 59 || Number(hour) > 23) return null;
  const time = `${hour.padStart(2, "0")}:${minute.padStart(2, "0")}`;
  if (weekdays === "*" && day === "*") return { every: "day", time };
  if (weekdays === "*") return { every: "month", day: day === LAST_DAY ? null : Number(day), time };
  return day === "*" ? { every: "week", days: weekdays.split(",").map(Number), time } : null;
}
