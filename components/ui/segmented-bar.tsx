"use client";
import { useFormatter } from "next-intl";
import { cn } from "./class-names.ts";
import { Link } from "./link.tsx";
import { fillTone, type Tone } from "./tone.ts";
import { usePunctuation } from "./use-punctuation.ts";

export interface BarSegment {
  key: string;
  label: string;
  count: number;
  tone: Tone;
  /** Where the count leads. */
  href?: string | undefined;
}

export interface SegmentedBarProps {
  segments: readonly BarSegment[];
  /** What is counted, for screen readers. */
  label: string;
  /** Only the bar; by default a legend with counts follows. */
  bare?: boolean | undefined;
  className?: string | undefined;
}

/** Counts by state as one bar, each count a word and a link below it. */
export function SegmentedBar({ segments, label, bare = false, className }: SegmentedBarProps) {
  const format = useFormatter();
  const { labelled, listed } = usePunctuation();
  const total = segments.reduce((sum, segment) => sum + segment.count, 0);
  const summary = listed(segments.map((segment) => `${segment.label} ${format.number(segment.count)}`));
  return (
    <div className={cn("min-w-0", className)}>
      <div
        role="img"
        aria-label={labelled(label, summary)}
        className={cn("flex gap-px overflow-hidden rounded-full bg-neutral-soft", bare ? "h-1.5" : "h-2")}
      >
        {segments.map((segment) =>
          segment.count > 0 ? (
            <div
              key={segment.key}
              title={labelled(segment.label, format.number(segment.count))}
              className={cn("h-full min-w-0.5", fillTone[segment.tone])}
              style={{ width: `${(segment.count / total) * 100}%` }}
            />
          ) : null,
        )}
      </div>
      {bare ? null : (
        <ul className="mt-2 flex flex-wrap gap-x-4 gap-y-1 text-xs">
          {segments.map((segment) => (
            <li key={segment.key} className="flex items-center gap-1.5">
              <span aria-hidden className={cn("size-2 rounded-full", fillTone[segment.tone])} />
              <span className="text-muted">{segment.label}</span>
              {segment.href ? (
                <Link
                  href={segment.href}
                  className="min-h-6 content-center font-medium text-accent-text hover:underline"
                >
                  {format.number(segment.count)}
                </Link>
              ) : (
                <span className="font-medium">{format.number(segment.count)}</span>
              )}
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
