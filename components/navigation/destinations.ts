import type { LucideIcon } from "lucide-react";
import {
  ChartColumn,
  Columns2,
  Cpu,
  Database,
  FileText,
  House,
  KeyRound,
  Layers,
  ListChecks,
  ScrollText,
  Send,
  Users,
} from "lucide-react";
import { can, type Permission } from "#lib/auth/can.ts";
import type { Role } from "#lib/auth/role.ts";

export interface Destination {
  /** Also the key of its name in navigation.page. */
  id:
    | "home"
    | "templates"
    | "datasets"
    | "trials"
    | "batches"
    | "review"
    | "published"
    | "spend"
    | "models"
    | "members"
    | "tokens"
    | "audit";
  href: string;
  icon: LucideIcon;
  group: "work" | "settings";
  /** Without it everyone may go there. */
  needs?: Permission;
}

/** The pages of the console in the order of the work; sidebar, palette and mobile menu all read this. */
const destinations: readonly Destination[] = [
  { id: "home", href: "/", icon: House, group: "work" },
  { id: "templates", href: "/templates", icon: FileText, group: "work", needs: "templates:read" },
  { id: "datasets", href: "/datasets", icon: Database, group: "work", needs: "datasets:read" },
  { id: "trials", href: "/trials", icon: Columns2, group: "work", needs: "trials:read" },
  { id: "batches", href: "/batches", icon: Layers, group: "work", needs: "batches:read" },
  { id: "review", href: "/review", icon: ListChecks, group: "work", needs: "review:read" },
  { id: "published", href: "/published", icon: Send, group: "work", needs: "publications:read" },
  { id: "spend", href: "/spend", icon: ChartColumn, group: "work", needs: "spend:read" },
  { id: "models", href: "/settings/models", icon: Cpu, group: "settings", needs: "models:read" },
  { id: "members", href: "/settings/members", icon: Users, group: "settings", needs: "members:read" },
  { id: "tokens", href: "/settings/tokens", icon: KeyRound, group: "settings" },
  { id: "audit", href: "/settings/audit", icon: ScrollText, group: "settings", needs: "audit:read" },
];

/** The pages someone with these roles may open. */
export function destinationsFor(roles: readonly Role[]): Destination[] {
  return destinations.filter(({ needs }) => !needs || can({ roles }, needs));
}

/** The page a path belongs to: the longest address it starts with. */
export function currentDestination(path: string): Destination["id"] | null {
  const matches = destinations.filter(({ href }) =>
    href === "/" ? path === "/" : path === href || path.startsWith(`${href}/`),
  );
  return matches.sort((a, b) => b.href.length - a.href.length)[0]?.id ?? null;
}
