"use client";
import Link from "next/link";
import { usePathname } from "next/navigation";
import { useTranslations } from "next-intl";
import { cn } from "#components/ui/class-names.ts";
import { Tooltip } from "#components/ui/tooltip.tsx";
import { currentDestination, type Destination, destinationsFor } from "./destinations.ts";
import type { Person } from "./person.ts";

/** The links to the pages this person may open; only icons when collapsed. */
export function PageLinks({
  person,
  collapsed = false,
  onFollow,
}: {
  person: Person;
  collapsed?: boolean;
  onFollow?: () => void;
}) {
  const t = useTranslations("navigation");
  const current = currentDestination(usePathname());
  const all = destinationsFor(person.roles);
  return (
    <nav aria-label={t("pages")} className="flex flex-col gap-4">
      {(["work", "settings"] as const).map((group) => {
        const links = all.filter((destination) => destination.group === group);
        if (links.length === 0) return null;
        return (
          <div key={group}>
            {group === "settings" ? (
              <div className={cn("px-2 pb-1 text-faint text-xs", collapsed && "sr-only")}>
                {t("settings")}
              </div>
            ) : null}
            <ul className="flex flex-col gap-px">
              {links.map((destination) => (
                <li key={destination.id}>
                  <PageLink
                    destination={destination}
                    label={t(`page.${destination.id}`)}
                    isCurrent={destination.id === current}
                    collapsed={collapsed}
                    onFollow={onFollow}
                  />
                </li>
              ))}
            </ul>
          </div>
        );
      })}
    </nav>
  );
}

interface PageLinkProps {
  destination: Destination;
  label: string;
  isCurrent: boolean;
  collapsed: boolean;
  onFollow: (() => void) | undefined;
}

function PageLink({ destination, label, isCurrent, collapsed, onFollow }: PageLinkProps) {
  const Icon = destination.icon;
  const link = (
    <Link
      href={destination.href}
      {...(onFollow && { onClick: onFollow })}
      aria-current={isCurrent ? "page" : undefined}
      className={cn(
        "flex h-7 items-center gap-2 rounded-md px-2 text-muted hover:bg-hover hover:text-text",
        isCurrent && "bg-neutral-soft font-medium text-text hover:bg-neutral-soft",
        collapsed && "justify-center px-0",
      )}
    >
      <Icon className="size-4 shrink-0" aria-hidden />
      <span className={collapsed ? "sr-only" : "truncate"}>{label}</span>
    </Link>
  );
  return collapsed ? (
    <Tooltip content={label} side="right">
      {link}
    </Tooltip>
  ) : (
    link
  );
}
