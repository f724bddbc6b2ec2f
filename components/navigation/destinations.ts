import type { LucideIcon } from "lucide-react";
import {
  Archive,
  BellRing,
  BookOpenCheck,
  Cable,
  ChartColumn,
  Columns2,
  Cpu,
  Database,
  FileText,
  House,
  Images,
  KeyRound,
  Languages,
  Layers,
  Library,
  ListChecks,
  Package,
  Plug,
  Puzzle,
  ScanEye,
  ScrollText,
  Send,
  TextSearch,
  Users,
} from "lucide-react";
import { can, type Permission } from "#lib/auth/can.ts";
import type { Role } from "#lib/auth/role.ts";

export interface Destination {
  /** Also the key of its name in navigation.page. */
  id:
    | "home"
    | "templates"
    | "catalogue"
    | "datasets"
    | "knowledge"
    | "images"
    | "trials"
    | "batches"
    | "review"
    | "published"
    | "outputs"
    | "quality"
    | "spend"
    | "models"
    | "tools"
    | "lexicons"
    | "glossaries"
    | "snippets"
    | "members"
    | "tokens"
    | "channels"
    | "notifications"
    | "retention"
    | "audit";
  href: string;
  icon: LucideIcon;
  group: "work" | "material" | "oversight" | "settings";
  /** Without it everyone may go there. */
  needs?: Permission;
}

/** The pages of the console in the order of the work; sidebar, palette and mobile menu all read this. */
export const destinations: readonly Destination[] = [
  { id: "home", href: "/", icon: House, group: "work" },
  { id: "templates", href: "/templates", icon: FileText, group: "work", needs: "templates:read" },
  { id: "trials", href: "/trials", icon: Columns2, group: "work", needs: "trials:read" },
  { id: "batches", href: "/batches", icon: Layers, group: "work", needs: "batches:read" },
  { id: "review", href: "/review", icon: ListChecks, group: "work", needs: "review:read" },
  { id: "published", href: "/published", icon: Send, group: "work", needs: "publications:read" },
  { id: "catalogue", href: "/catalogue", icon: Package, group: "material", needs: "catalogue:read" },
  { id: "datasets", href: "/datasets", icon: Database, group: "material", needs: "datasets:read" },
  { id: "knowledge", href: "/knowledge", icon: Library, group: "material", needs: "collections:read" },
  { id: "images", href: "/images", icon: Images, group: "material", needs: "assets:read" },
  { id: "outputs", href: "/outputs", icon: TextSearch, group: "oversight", needs: "batches:read" },
  { id: "quality", href: "/quality", icon: ScanEye, group: "oversight", needs: "quality:read" },
  { id: "spend", href: "/spend", icon: ChartColumn, group: "oversight", needs: "spend:read" },
  { id: "models", href: "/settings/models", icon: Cpu, group: "settings", needs: "models:read" },
  { id: "tools", href: "/settings/tools", icon: Plug, group: "settings", needs: "tools:write" },
  {
    id: "lexicons",
    href: "/settings/lexicons",
    icon: BookOpenCheck,
    group: "settings",
    needs: "lexicons:read",
  },
  {
    id: "glossaries",
    href: "/settings/glossaries",
    icon: Languages,
    group: "settings",
    needs: "glossaries:read",
  },
  { id: "channels", href: "/settings/channels", icon: Cable, group: "settings", needs: "channels:read" },
  { id: "snippets", href: "/settings/snippets", icon: Puzzle, group: "settings", needs: "templates:read" },
  { id: "members", href: "/settings/members", icon: Users, group: "settings", needs: "members:read" },
  { id: "tokens", href: "/settings/tokens", icon: KeyRound, group: "settings" },
  {
    id: "notifications",
    href: "/settings/notifications",
    icon: BellRing,
    group: "settings",
    needs: "notifications:write",
  },
  {
    id: "retention",
    href: "/settings/retention",
    icon: Archive,
    group: "settings",
    needs: "retention:write",
  },
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
