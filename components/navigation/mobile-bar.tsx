"use client";
import { Dialog as BaseDialog } from "@base-ui/react/dialog";
import { Menu as MenuIcon, Search, X } from "lucide-react";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { Bell } from "#components/notifications/bell.tsx";
import { Button } from "#components/ui/button.tsx";
import { buttonStyle } from "#components/ui/button-style.ts";
import { Brand } from "./brand.tsx";
import { PageLinks } from "./page-links.tsx";
import type { Person } from "./person.ts";
import { UserMenu } from "./user-menu.tsx";

export interface MobileBarProps {
  person: Person;
  onSearch: () => void;
}

/** Below 768 px: a bar on top whose menu holds what the sidebar holds. */
export function MobileBar({ person, onSearch }: MobileBarProps) {
  const t = useTranslations("navigation");
  const [open, setOpen] = useState(false);
  return (
    <header className="sticky top-0 z-20 flex h-topbar items-center gap-1 border-line border-b bg-canvas px-2 md:hidden">
      <BaseDialog.Root open={open} onOpenChange={(next) => setOpen(next)}>
        <BaseDialog.Trigger aria-label={t("menu")} className={buttonStyle("ghost", "md", true)}>
          <MenuIcon className="size-4" aria-hidden />
        </BaseDialog.Trigger>
        <BaseDialog.Portal>
          <BaseDialog.Backdrop className="fixed inset-0 z-40 bg-overlay" />
          <BaseDialog.Popup className="fixed inset-y-0 start-0 z-40 flex w-72 max-w-[85vw] flex-col gap-3 bg-canvas p-3 shadow-float outline-none">
            <div className="flex items-center justify-between">
              <BaseDialog.Title className="font-semibold">{t("menu")}</BaseDialog.Title>
              <BaseDialog.Close aria-label={t("closeMenu")} className={buttonStyle("ghost", "md", true)}>
                <X className="size-4" aria-hidden />
              </BaseDialog.Close>
            </div>
            <div className="min-h-0 flex-1 overflow-y-auto">
              <PageLinks person={person} onFollow={() => setOpen(false)} />
            </div>
            <UserMenu person={person} />
          </BaseDialog.Popup>
        </BaseDialog.Portal>
      </BaseDialog.Root>
      <Brand />
      <span className="flex-1" />
      <Bell />
      <Button variant="ghost" aria-label={t("palette")} icon={<Search aria-hidden />} onClick={onSearch} />
    </header>
  );
}
