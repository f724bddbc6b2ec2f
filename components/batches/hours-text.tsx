import type { OffPeak } from "#lib/batches/off-peak.ts";

/** The hours of a batch with their time zone. */
export function HoursText({ hours }: { hours: OffPeak }) {
  return (
    <span className="figures">
      {hours.windows.map(({ from, to }) => `${from}–${to}`).join(", ")} {hours.timeZone}
    </span>
  );
}
