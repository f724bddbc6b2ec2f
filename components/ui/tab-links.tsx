import type { ReactNode } from "react";
import { cn } from "./class-names.ts";
import { Link } from "./link.tsx";

export interface TabLinksProps {
  /** Name of the set, read out. */
  label: string;
  tabs: readonly { href: string; label: ReactNode }[];
  /** The address of the tab that is open. */
  current: string;
}

/** Pages of one place, side by side; each has its own address. */
export function TabLinks({ label, tabs, current }: TabLinksProps) {
  return (
    <nav aria-label={label} className="flex gap-1 overflow-x-auto border-line border-b">
      {tabs.map((tab) => (
        <Link
          key={tab.href}
          href={tab.href}
          aria-current={tab.href === current ? "page" : undefined}
          className={cn(
            "-mb-px flex h-8 items-center whitespace-nowrap border-transparent border-b-2 px-2 text-muted hover:text-text",
            "focus-visible:-outline-offset-2 aria-[current=page]:border-accent aria-[current=page]:font-medium aria-[current=page]:text-text",
          )}
        >
          {tab.label}
        </Link>
      ))}
    </nav>
  );
}
