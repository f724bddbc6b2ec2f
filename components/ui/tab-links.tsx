import Link from "next/link";
import type { ReactNode } from "react";
import { cn } from "./class-names.ts";

export interface TabLinksProps {
  links: readonly { href: string; label: ReactNode; count?: ReactNode; current: boolean }[];
  label: string;
}

/** Tabs whose views have an address each. */
export function TabLinks({ links, label }: TabLinksProps) {
  return (
    <nav aria-label={label} className="flex gap-1 overflow-x-auto border-line border-b">
      {links.map((link) => (
        <Link
          key={link.href}
          href={link.href}
          aria-current={link.current ? "page" : undefined}
          className={cn(
            "-mb-px flex h-8 items-center gap-1.5 whitespace-nowrap border-b-2 px-2 focus-visible:-outline-offset-2",
            link.current
              ? "border-accent font-medium text-text"
              : "border-transparent text-muted hover:text-text",
          )}
        >
          {link.label}
          {link.count === undefined ? null : <span className="text-faint text-xs">{link.count}</span>}
        </Link>
      ))}
    </nav>
  );
}
