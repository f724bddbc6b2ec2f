"use client";
import { useFormatter, useNow } from "next-intl";

export interface DateTimeProps {
  /** RFC 3339; null shows a dash. */
  iso: string | null | undefined;
  /** "3 minutes ago", kept up to date, with the full time in the title. */
  relative?: boolean | undefined;
  /** Date without the time. */
  dateOnly?: boolean | undefined;
}

/** A moment in the reader's own zone and language. */
export function DateTime({ iso, relative = false, dateOnly = false }: DateTimeProps) {
  if (!iso) return <span className="text-faint">—</span>;
  return relative ? <RelativeTime iso={iso} /> : <AbsoluteTime iso={iso} dateOnly={dateOnly} />;
}

function AbsoluteTime({ iso, dateOnly }: { iso: string; dateOnly: boolean }) {
  const format = useFormatter();
  const moment = new Date(iso);
  const text = format.dateTime(
    moment,
    dateOnly ? { dateStyle: "medium" } : { dateStyle: "medium", timeStyle: "short" },
  );
  return (
    <time
      dateTime={iso}
      title={format.dateTime(moment, { dateStyle: "full", timeStyle: "long" })}
      className="figures"
    >
      {text}
    </time>
  );
}

function RelativeTime({ iso }: { iso: string }) {
  const format = useFormatter();
  // Told anew every half minute, and never by a clock that is older than what it is told of.
  useNow({ updateInterval: 30_000 });
  const now = new Date();
  const moment = new Date(iso);
  return (
    <time
      dateTime={iso}
      title={format.dateTime(moment, { dateStyle: "full", timeStyle: "long" })}
      className="figures"
      suppressHydrationWarning
    >
      {format.relativeTime(moment, now)}
    </time>
  );
}
