import type { ReactNode } from "react";
import { cn } from "./class-names.ts";
import { softTone, type Tone } from "./tone.ts";

/** A quiet label: a kind, a version, a count. States use StateBadge. */
export function Badge({
  tone = "neutral",
  title,
  className,
  children,
}: {
  tone?: Tone | undefined;
  title?: string | undefined;
  className?: string | undefined;
  children: ReactNode;
}) {
  return (
    <span
      title={title}
      className={cn(
        "inline-flex h-5 items-center gap-1 whitespace-nowrap rounded-sm px-1.5 align-middle font-medium text-xs",
        softTone[tone],
        className,
      )}
    >
      {children}
    </span>
  );
}
