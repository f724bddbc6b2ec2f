"use client";
import { type ReactNode, useCallback, useState } from "react";
import { HelpProvider } from "#components/help/help-provider.tsx";
import { LinkGuard } from "#components/ui/link-guard.tsx";
import { setCookie } from "#components/ui/set-cookie.ts";
import { can } from "#lib/auth/can.ts";
import { CommandPalette } from "./command-palette.tsx";
import { FullDisks } from "./full-disks.tsx";
import { MobileBar } from "./mobile-bar.tsx";
import { permissionOf } from "./permission-of.ts";
import type { Person } from "./person.ts";
import { Sidebar } from "./sidebar.tsx";
import { sidebarCookie } from "./sidebar-cookie.ts";
import { SkipLink } from "./skip-link.tsx";
import { useFreshAfterBack } from "./use-fresh-after-back.ts";

export interface ConsoleShellProps {
  person: Person;
  startsCollapsed: boolean;
  children: ReactNode;
}

/** The frame of the console: sidebar or mobile bar, palette, help, and the page. */
export function ConsoleShell({ person, startsCollapsed, children }: ConsoleShellProps) {
  const [collapsed, setCollapsed] = useState(startsCollapsed);
  const [palette, setPalette] = useState(false);
  const openPalette = useCallback(() => setPalette(true), []);
  const mayFollow = useCallback(
    (href: string) => {
      const needed = permissionOf(href);
      return needed === null || can({ roles: person.roles }, needed);
    },
    [person.roles],
  );
  useFreshAfterBack();
  return (
    <LinkGuard value={mayFollow}>
      <HelpProvider>
        <div className="flex min-h-dvh flex-col md:flex-row">
          <SkipLink />
          <Sidebar
            person={person}
            collapsed={collapsed}
            onCollapsedChange={(next) => {
              setCollapsed(next);
              setCookie(sidebarCookie, next ? "collapsed" : "open");
            }}
            onSearch={openPalette}
          />
          <MobileBar person={person} onSearch={openPalette} />
          <main id="main" tabIndex={-1} className="min-w-0 flex-1 px-4 py-4 outline-none md:px-6 md:py-5">
            <div className="mx-auto max-w-[100rem]">
              <FullDisks />
              {children}
            </div>
          </main>
          <CommandPalette person={person} open={palette} onOpenChange={setPalette} />
        </div>
      </HelpProvider>
    </LinkGuard>
  );
}
