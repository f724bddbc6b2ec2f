import { useFormatter } from "next-intl";

/** Says a clock time such as 07:15 in the reader's manner, whatever its zone. */
export function useClockText(): (time: string) => string {
  const format = useFormatter();
  return (time) =>
    format.dateTime(new Date(`1970-01-01T${time}:00Z`), { timeStyle: "short", timeZone: "UTC" });
}
