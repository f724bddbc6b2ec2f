import type { ReactNode } from "react";
import { cn } from "./class-names.ts";

export interface CardProps {
  title?: ReactNode;
  /** What an address ends with that leads here. */
  id?: string | undefined;
  /** At the right end of the title line. */
  actions?: ReactNode;
  /** No padding, for tables and lists that run to the edge. */
  flush?: boolean | undefined;
  className?: string | undefined;
  children: ReactNode;
}

/** A titled section of a page. */
export function Card({ title, id, actions, flush = false, className, children }: CardProps) {
  return (
    <section id={id} className={cn("min-w-0 rounded-lg border border-line bg-surface", className)}>
      {title || actions ? (
        <div className="flex min-h-10 items-center justify-between gap-2 border-line border-b px-4 py-1">
          <h2 className="font-semibold">{title}</h2>
          {actions ? <div className="flex items-center gap-2">{actions}</div> : null}
        </div>
      ) : null}
      <div className={flush ? undefined : "p-4"}>{children}</div>
    </section>
  );
}
