import type { Actor } from "./actor.ts";
import type { Role } from "./role.ts";

const EVERYONE = ["operator", "reviewer", "manager", "admin"] as const;

/** Which roles may do what. The one place where a role turns into a permission. */
const ROLES_BY_PERMISSION = {
  "templates:read": EVERYONE,
  "templates:write": ["operator"],
  "templates:publish": ["operator"],
  "datasets:read": EVERYONE,
  "datasets:write": ["operator"],
  "models:read": EVERYONE,
  "models:write": ["admin"],
  "trials:read": ["operator", "manager", "admin"],
  "trials:run": ["operator"],
  "batches:read": EVERYONE,
  "batches:launch": ["operator"],
  "batches:control": ["operator", "manager"],
  "review:read": ["reviewer", "operator", "manager"],
  "review:decide": ["reviewer"],
  "publications:read": EVERYONE,
  "publications:create": ["operator", "manager"],
  "spend:read": ["manager", "admin"],
  "budgets:write": ["manager"],
  "members:read": ["admin"],
  "members:write": ["admin"],
  "tokens:write": ["admin"],
  "audit:read": ["admin", "manager"],
} satisfies Record<string, readonly Role[]>;

export type Permission = keyof typeof ROLES_BY_PERMISSION;

/** Every permission there is, for tests and for the members page. */
export const PERMISSIONS = Object.keys(ROLES_BY_PERMISSION) as Permission[];

/** Whether the actor may do this. Nobody may do nothing. */
export function can(actor: Pick<Actor, "roles"> | null, permission: Permission): boolean {
  if (!actor) return false;
  const roles: readonly Role[] = ROLES_BY_PERMISSION[permission];
  return actor.roles.some((role) => roles.includes(role));
}
