"use client";
import { PanelLeftClose, PanelLeftOpen, Search } from "lucide-react";
import { useTranslations } from "next-intl";
import { Bell } from "#components/notifications/bell.tsx";
import { Button } from "#components/ui/button.tsx";
import { cn } from "#components/ui/class-names.ts";
import { Kbd } from "#components/ui/kbd.tsx";
import { Brand } from "./brand.tsx";
import { PageLinks } from "./page-links.tsx";
import type { Person } from "./person.ts";
import { useModifierKey } from "./use-modifier-key.ts";
import { UserMenu } from "./user-menu.tsx";

export interface SidebarProps {
  person: Person;
  collapsed: boolean;
  onCollapsedChange: (collapsed: boolean) => void;
  onSearch: () => void;
}

/** The left edge from 768 px on: pages above, the person below. */
export function Sidebar({ person, collapsed, onCollapsedChange, onSearch }: SidebarProps) {
  const t = useTranslations("navigation");
  const modifier = useModifierKey();
  return (
    <aside
      aria-label={t("sidebar")}
      className={cn(
        "sticky top-0 hidden h-dvh shrink-0 flex-col gap-3 border-line border-e bg-canvas p-2 md:flex",
        collapsed ? "w-13" : "w-52",
      )}
    >
      <div className={cn("flex items-center justify-between ps-1", collapsed && "flex-col gap-1 ps-0")}>
        <Brand bare={collapsed} />
        <span className={collapsed ? "" : "ms-auto"}>
          <Bell side={collapsed ? "right" : "bottom"} />
        </span>
        <Button
          size="sm"
          variant="ghost"
          aria-expanded={!collapsed}
          aria-label={collapsed ? t("expand") : t("collapse")}
          icon={collapsed ? <PanelLeftOpen aria-hidden /> : <PanelLeftClose aria-hidden />}
          onClick={() => onCollapsedChange(!collapsed)}
        />
      </div>
      <button
        type="button"
        onClick={onSearch}
        className={cn(
          "flex h-7 items-center gap-2 rounded-md border border-line bg-surface px-2 text-muted hover:bg-hover",
          collapsed && "justify-center px-0",
        )}
      >
        <Search className="size-3.5 shrink-0" aria-hidden />
        <span className={collapsed ? "sr-only" : "flex-1 text-start"}>{t("search")}</span>
        {collapsed ? null : (
          <span className="flex gap-0.5" aria-hidden>
            <Kbd>{modifier}</Kbd>
            <Kbd>K</Kbd>
          </span>
        )}
      </button>
      <div className="-mx-1 min-h-0 flex-1 overflow-y-auto px-1">
        <PageLinks person={person} collapsed={collapsed} />
      </div>
      <UserMenu person={person} collapsed={collapsed} />
    </aside>
  );
}
