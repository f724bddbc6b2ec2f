import type { ReactNode } from "react";
import { cn } from "./class-names.ts";
import { fillTone, type Tone } from "./tone.ts";

export interface ProgressBarProps {
  /** Done so far and all there is, in the same unit; a max of 0 counts as not started. */
  value: number;
  max: number;
  /** What progresses, for screen readers. */
  label: string;
  tone?: Tone | undefined;
  /** Under the bar: rate, ETA. */
  caption?: ReactNode;
  className?: string | undefined;
}

/** How far long work has come. */
export function ProgressBar({ value, max, label, tone = "accent", caption, className }: ProgressBarProps) {
  const share = max > 0 ? Math.min(1, Math.max(0, value / max)) : 0;
  return (
    <div className={cn("min-w-0", className)}>
      <div
        role="progressbar"
        aria-label={label}
        aria-valuemin={0}
        aria-valuemax={max}
        aria-valuenow={Math.min(value, max)}
        className="h-1.5 overflow-hidden rounded-full bg-neutral-soft"
      >
        <div
          className={cn("h-full rounded-full transition-[width] duration-300", fillTone[tone])}
          style={{ width: `${share * 100}%` }}
        />
      </div>
      {caption ? <div className="mt-1 text-muted text-xs">{caption}</div> : null}
    </div>
  );
}
