import type { ReactNode } from "react";
import { cn } from "./class-names.ts";
import { fillTone, type Tone } from "./tone.ts";

export interface MeterProps {
  /** Used and allowed, in the same unit. More than allowed fills the bar. */
  value: number;
  max: number;
  label: string;
  /** The value in words, read out and shown at the right. */
  text: ReactNode;
  tone?: Tone | undefined;
  className?: string | undefined;
}

/** How much of a limit is used; unlike ProgressBar it may stand still. */
export function Meter({ value, max, label, text, tone = "accent", className }: MeterProps) {
  const share = max > 0 ? Math.min(1, Math.max(0, value / max)) : 0;
  return (
    <div className={cn("min-w-0", className)}>
      <div className="mb-1 flex items-baseline justify-between gap-2 text-xs">
        <span className="truncate text-muted">{label}</span>
        <span className="figures font-medium">{text}</span>
      </div>
      {/* biome-ignore lint/a11y/useSemanticElements: <meter> cannot be styled alike everywhere */}
      <div
        role="meter"
        aria-label={label}
        aria-valuemin={0}
        aria-valuemax={max}
        aria-valuenow={Math.min(value, max)}
        className="h-1.5 overflow-hidden rounded-full bg-neutral-soft"
      >
        <div className={cn("h-full rounded-full", fillTone[tone])} style={{ width: `${share * 100}%` }} />
      </div>
    </div>
  );
}
