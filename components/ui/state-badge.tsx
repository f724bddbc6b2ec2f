import { Circle, CircleAlert, CircleCheck, CircleDashed, CircleX, Info, LoaderCircle } from "lucide-react";
import type { ReactNode } from "react";
import { cn } from "./class-names.ts";
import { type Tone, textTone } from "./tone.ts";

export interface StateBadgeProps {
  tone: Tone;
  /** Work is under way: a turning mark. */
  busy?: boolean | undefined;
  /** Instead of the icon of the tone. */
  icon?: ReactNode;
  /** The word. */
  children: ReactNode;
  className?: string | undefined;
}

const icons: Record<Tone, typeof Circle> = {
  neutral: CircleDashed,
  accent: Circle,
  info: Info,
  success: CircleCheck,
  warning: CircleAlert,
  danger: CircleX,
};

/** A state: colour, icon and word together. */
export function StateBadge({ tone, busy = false, icon, children, className }: StateBadgeProps) {
  const Icon = busy ? LoaderCircle : icons[tone];
  return (
    <span
      className={cn(
        "inline-flex items-center gap-1.5 whitespace-nowrap align-middle",
        textTone[tone],
        className,
      )}
    >
      <span className="flex shrink-0 [&>svg]:size-3.5">
        {icon ?? <Icon aria-hidden className={busy ? "animate-spin" : undefined} />}
      </span>
      <span className="font-medium">{children}</span>
    </span>
  );
}
