import { CircleAlert, CircleCheck, CircleX, Info } from "lucide-react";
import type { ReactNode } from "react";
import { cn } from "./class-names.ts";
import { softTone } from "./tone.ts";

export interface CalloutProps {
  tone?: "info" | "success" | "warning" | "danger" | undefined;
  title?: ReactNode;
  action?: ReactNode;
  className?: string | undefined;
  children?: ReactNode;
}

const icons = { info: Info, success: CircleCheck, warning: CircleAlert, danger: CircleX };

/** A message that stays on the page. Danger is announced at once. */
export function Callout({ tone = "info", title, action, className, children }: CalloutProps) {
  const Icon = icons[tone];
  return (
    <div
      role={tone === "danger" ? "alert" : "note"}
      className={cn("flex items-start gap-2 rounded-md px-3 py-2", softTone[tone], className)}
    >
      <Icon className="mt-0.5 size-4 shrink-0" aria-hidden />
      {/* On a phone the action goes below the words instead of squeezing them. */}
      <div className="flex min-w-0 flex-1 flex-wrap items-start gap-x-3 gap-y-2">
        <div className="min-w-0 flex-[1_1_14rem]">
          {title ? <p className="font-medium">{title}</p> : null}
          {children ? <div className="text-text">{children}</div> : null}
        </div>
        {action ? <div className="shrink-0">{action}</div> : null}
      </div>
    </div>
  );
}
