"use client";
import type { ReactNode } from "react";
import { cn } from "./class-names.ts";
import { Link } from "./link.tsx";
import { useMayFollow } from "./link-guard.tsx";

export interface StatProps {
  label: ReactNode;
  value: ReactNode;
  /** Below the number: a comparison, "as of". */
  sub?: ReactNode;
  /** Where the number leads. */
  href?: string | undefined;
  className?: string | undefined;
}

/** One number that matters, with its name above. It wraps where it must: a figure that is cut is another figure. */
export function Stat({ label, value, sub, href, className }: StatProps) {
  const mayFollow = useMayFollow(href);
  return (
    <div className={cn("min-w-0", className)}>
      <div className="text-muted text-xs">{label}</div>
      <div className="figures wrap-anywhere mt-0.5 font-semibold text-xl tracking-tight">
        {href && mayFollow ? (
          <Link href={href} className="rounded-sm hover:text-accent-text hover:underline">
            {value}
          </Link>
        ) : (
          value
        )}
      </div>
      {sub ? <div className="mt-0.5 text-muted text-xs">{sub}</div> : null}
    </div>
  );
}
