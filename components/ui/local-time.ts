/**
 * A moment as a datetime-local input takes it: by the clock of a zone, to the minute.
 * @param timeZone the reader's, which the server knows too, so that both write the same.
 */
export function localTimeIn(timeZone: string, moment: Date): string {
  const parts = new Intl.DateTimeFormat("en-GB", {
    timeZone,
    ...{ year: "numeric", month: "2-digit", day: "2-digit", hour: "2-digit", minute: "2-digit" },
    hourCycle: "h23",
  }).formatToParts(moment);
  const part = (type: Intl.DateTimeFormatPartTypes) => parts.find((one) => one.type === type)?.value ?? "";
  return `${part("year").padStart(4, "0")}-${part("month")}-${part("day")}T${part("hour")}:${part("minute")}`;
}
