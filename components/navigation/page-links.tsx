"use client";
import { ArrowLeft, type LucideIcon, Settings } from "lucide-react";
import { usePathname } from "next/navigation";
import { useTranslations } from "next-intl";
import { cn } from "#components/ui/class-names.ts";
import { Link } from "#components/ui/link.tsx";
import { Tooltip } from "#components/ui/tooltip.tsx";
import { currentDestination, type Destination, destinationsFor } from "./destinations.ts";
import type { Person } from "./person.ts";

/**
 * The links to the pages this person may open, those of the settings as one; on a page of the settings, the links to these.
 * Only icons when collapsed.
 */
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
  const path = usePathname();
  const current = currentDestination(path);
  const all = destinationsFor(person.roles);
  const of = (group: Destination["group"]) => all.filter((destination) => destination.group === group);
  const linkOf = ({ id, href, icon }: Destination) => ({
    href,
    icon,
    label: t(`page.${id}`),
    isCurrent: id === current,
  });
  const [firstSetting] = of("settings");
  const groups = path.startsWith("/settings/")
    ? [
        { title: null, links: [{ href: "/", icon: ArrowLeft, label: t("leaveSettings"), isCurrent: false }] },
        { title: t("settings"), links: of("settings").map(linkOf) },
      ]
    : [
        { title: null, links: of("work").map(linkOf) },
        { title: t("material"), links: of("material").map(linkOf) },
        { title: t("oversight"), links: of("oversight").map(linkOf) },
        {
          title: null,
          links: firstSetting
            ? [{ href: firstSetting.href, icon: Settings, label: t("settings"), isCurrent: false }]
            : [],
        },
      ];
  return (
    <nav aria-label={t("pages")} className="flex flex-col gap-4">
      {groups
        .filter(({ links }) => links.length > 0)
        .map(({ title, links }) => (
          <div key={links[0]?.href}>
            {title === null ? null : (
              <div className={cn("px-2 pb-1 text-faint text-xs", collapsed && "sr-only")}>{title}</div>
            )}
            <ul className="flex flex-col gap-px">
              {links.map((link) => (
                <li key={link.href}>
                  <PageLink {...link} collapsed={collapsed} onFollow={onFollow} />
                </li>
              ))}
            </ul>
          </div>
        ))}
    </nav>
  );
}

interface PageLinkProps {
  href: string;
  icon: LucideIcon;
  label: string;
  isCurrent: boolean;
  collapsed: boolean;
  onFollow: (() => void) | undefined;
}

function PageLink({ href, icon: Icon, label, isCurrent, collapsed, onFollow }: PageLinkProps) {
  const link = (
    <Link
      href={href}
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
