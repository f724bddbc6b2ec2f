import { type ReactNode, useId } from "react";
import { cn } from "#components/ui/class-names.ts";

/** One of the three panes: scrolls by itself where they stand side by side. */
export function Pane({
  title,
  aside,
  lang,
  className,
  children,
}: {
  title: ReactNode;
  aside?: ReactNode;
  /** Of what is inside, not of the title. */
  lang?: string;
  className?: string;
  children: ReactNode;
}) {
  const id = useId();
  return (
    <section
      aria-labelledby={id}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be scrollable by keyboard
      tabIndex={0}
      className={cn("min-w-0 rounded-lg border border-line bg-surface xl:overflow-y-auto", className)}
    >
      <div className="sticky top-0 z-[1] flex min-h-9 flex-wrap items-center justify-between gap-x-3 rounded-t-lg border-line border-b bg-surface px-4 py-1">
        <h2 id={id} className="font-semibold">
          {title}
        </h2>
        {aside ? <div className="text-muted text-xs">{aside}</div> : null}
      </div>
      <div lang={lang}>{children}</div>
    </section>
  );
}
