"use client";
import { ChevronRight } from "lucide-react";
import { type ReactNode, useId, useState } from "react";
import { cn } from "#components/ui/class-names.ts";

/** A line that opens: its parts stay where they are, so nothing typed is lost by closing it. */
export function Disclosure({
  label,
  startsOpen = false,
  below,
  flush = false,
  children,
}: {
  label: ReactNode;
  startsOpen?: boolean;
  /** Shown whether it is open or not: what needs attention. */
  below?: ReactNode;
  flush?: boolean;
  children: ReactNode;
}) {
  const [isOpen, setIsOpen] = useState(startsOpen);
  const id = useId();
  return (
    <div className="min-w-0">
      <button
        type="button"
        aria-expanded={isOpen}
        aria-controls={id}
        onClick={() => setIsOpen(!isOpen)}
        className="flex min-h-8 w-full min-w-0 items-center gap-1.5 px-3 text-start hover:bg-hover focus-visible:-outline-offset-2"
      >
        <ChevronRight
          aria-hidden
          className={cn("size-3.5 shrink-0 text-muted transition-transform", isOpen && "rotate-90")}
        />
        {label}
      </button>
      {below}
      <div id={id} hidden={!isOpen} className={flush ? undefined : "px-3 pt-1 pb-3"}>
        {children}
      </div>
    </div>
  );
}
