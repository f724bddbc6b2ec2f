"use client";
import { type ReactNode, useCallback, useState } from "react";
import { setCookie } from "#components/ui/set-cookie.ts";
import { CommandPalette } from "./command-palette.tsx";
import { KeyboardHelp } from "./keyboard-help.tsx";
import { MobileBar } from "./mobile-bar.tsx";
import type { Person } from "./person.ts";
import { Sidebar } from "./sidebar.tsx";
import { sidebarCookie } from "./sidebar-cookie.ts";
import { SkipLink } from "./skip-link.tsx";

export interface ConsoleShellProps {
  person: Person;
  startsCollapsed: boolean;
  children: ReactNode;
}

/** The frame of the console: sidebar or mobile bar, palette, keyboard help, and the page. */
export function ConsoleShell({ person, startsCollapsed, children }: ConsoleShellProps) {
  const [collapsed, setCollapsed] = useState(startsCollapsed);
  const [palette, setPalette] = useState(false);
  const [help, setHelp] = useState(false);
  const openPalette = useCallback(() => setPalette(true), []);
  const openHelp = useCallback(() => setHelp(true), []);
  return (
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
        onKeyboardHelp={openHelp}
      />
      <MobileBar person={person} onSearch={openPalette} onKeyboardHelp={openHelp} />
      <main id="main" tabIndex={-1} className="min-w-0 flex-1 px-4 py-4 outline-none md:px-6 md:py-5">
        <div className="mx-auto max-w-[100rem]">{children}</div>
      </main>
      <CommandPalette person={person} open={palette} onOpenChange={setPalette} onKeyboardHelp={openHelp} />
      <KeyboardHelp open={help} onOpenChange={setHelp} />
    </div>
  );
}
