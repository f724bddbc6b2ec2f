"use client";
import type { OffPeak } from "#lib/batches/off-peak.ts";
import { timeZoneName } from "#lib/time-zone.ts";
import { useClockText } from "./use-clock-text.ts";

/** The hours of a batch with their time zone. */
export function HoursText({ hours }: { hours: OffPeak }) {
  const clock = useClockText();
  return (
    <>
      {hours.windows.map(({ from, to }, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: hours are known by their place
        <span key={at}>
          {at > 0 ? ", " : null}
          <span className="figures">{`${clock(from)} – ${clock(to)}`}</span>
        </span>
      ))}{" "}
      {timeZoneName(hours.timeZone)}
    </>
  );
}
