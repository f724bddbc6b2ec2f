import type { LucideIcon } from "lucide-react";
import {
  CalendarClock,
  Columns2,
  Database,
  FileText,
  Layers,
  ListChecks,
  ScanSearch,
  Send,
} from "lucide-react";
import { can, type Permission } from "#lib/auth/can.ts";
import type { Role } from "#lib/auth/role.ts";

export interface Command {
  /** Also the key of its words in navigation.command. */
  id:
    | "newTemplate"
    | "uploadData"
    | "startTrial"
    | "launchBatch"
    | "schedules"
    | "startReview"
    | "publish"
    | "readLabels";
  href: string;
  icon: LucideIcon;
  needs: Permission;
}

/** Things to do from anywhere, beside going to a page; add a line here and its words in navigation.json. */
export const commands: readonly Command[] = [
  { id: "newTemplate", href: "/templates/new", icon: FileText, needs: "templates:write" },
  { id: "uploadData", href: "/datasets/new", icon: Database, needs: "datasets:write" },
  { id: "startTrial", href: "/trials/new", icon: Columns2, needs: "trials:run" },
  { id: "launchBatch", href: "/batches/new", icon: Layers, needs: "batches:launch" },
  { id: "schedules", href: "/batches/schedules", icon: CalendarClock, needs: "batches:read" },
  { id: "startReview", href: "/review", icon: ListChecks, needs: "review:decide" },
  { id: "publish", href: "/published/new", icon: Send, needs: "publications:create" },
  { id: "readLabels", href: "/published/labels", icon: ScanSearch, needs: "publications:read" },
];

/** The commands someone with these roles may use. */
export function commandsFor(roles: readonly Role[]): Command[] {
  return commands.filter(({ needs }) => can({ roles }, needs));
}
