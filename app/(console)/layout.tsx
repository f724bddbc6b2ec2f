import { cookies } from "next/headers";
import type { ReactNode } from "react";
import { ConsoleShell } from "#components/navigation/console-shell.tsx";
import { sidebarCookie } from "#components/navigation/sidebar-cookie.ts";
import { requireActor } from "../current-actor.ts";

/** The shell around every page of the console; nobody signed in goes to the sign-in page. */
export default async function ConsoleLayout({ children }: { children: ReactNode }) {
  const actor = await requireActor();
  const collapsed = (await cookies()).get(sidebarCookie)?.value === "collapsed";
  return (
    <ConsoleShell person={{ name: actor.name, roles: actor.roles }} startsCollapsed={collapsed}>
      {children}
    </ConsoleShell>
  );
}
