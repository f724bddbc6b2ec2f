import type { Actor } from "./actor.ts";
import type { Role } from "./role.ts";

const EVERYONE = ["operator", "reviewer", "manager", "admin"] as const;

/** Which roles may do what. The one place where a role turns into a permission. */
const ROLES_BY_PERMISSION = {
  "templates:read": EVERYONE,
  "templates:write": ["operator"],
  "templates:publish": ["operator"],
  "templates:approve": ["operator", "manager", "admin"],
  "datasets:read": EVERYONE,
  "datasets:write": ["operator"],
  "collections:read": EVERYONE,
  "collections:write": ["operator"],
  "catalogue:read": EVERYONE,
  "catalogue:write": ["operator"],
  "assets:read": EVERYONE,
  "assets:write": ["operator"],
  "tools:read": EVERYONE,
  "tools:write": ["admin"],
  "models:read": EVERYONE,
  "models:write": ["admin"],
  "trials:read": ["operator", "manager", "admin"],
  "trials:run": ["operator"],
  "trials:vote": ["operator", "reviewer", "manager"],
  "conversations:run": ["operator"],
  "batches:read": EVERYONE,
  "batches:launch": ["operator"],
  "batches:control": ["operator", "manager"],
  "batches:approve": ["manager", "admin"],
  "lexicons:read": EVERYONE,
  "lexicons:write": ["manager", "admin"],
  "glossaries:read": EVERYONE,
  "glossaries:write": ["operator", "manager"],
  "rescans:read": EVERYONE,
  "rescans:run": ["manager", "admin"],
  "review:read": ["reviewer", "operator", "manager"],
  "review:decide": ["reviewer"],
  "review:discuss": ["reviewer", "operator", "manager"],
  "lots:release": ["reviewer", "manager"],
  "review:reopen": ["manager", "admin"],
  "review:override": ["manager", "admin"],
  "practice:write": ["manager", "admin"],
  "compliance:read": ["operator", "manager", "admin"],
  "quality:read": ["reviewer", "manager", "admin"],
  "quality:read-all": ["manager", "admin"],
  "publications:read": EVERYONE,
  "publications:create": ["operator", "manager"],
  "publications:recall": ["operator", "manager"],
  "channels:read": ["operator", "manager", "admin"],
  "channels:write": ["admin"],
  "spend:read": ["manager", "admin"],
  "budgets:write": ["manager"],
  "launch-limits:write": ["manager", "admin"],
  "members:read": ["admin"],
  "members:write": ["admin"],
  "tokens:write": ["admin"],
  "audit:read": ["manager", "admin"],
  "retention:write": ["admin"],
  "notifications:write": ["admin"],
} satisfies Record<string, readonly Role[]>;

export type Permission = keyof typeof ROLES_BY_PERMISSION;

/** Every permission there is, for tests and for the members page. */
export const PERMISSIONS = Object.keys(ROLES_BY_PERMISSION) as Permission[];

/** The roles that may do this, in the order roles are listed in. */
export function rolesThatMay(permission: Permission): readonly Role[] {
  return ROLES_BY_PERMISSION[permission];
}

/** Whether the actor may do this. Nobody may do nothing. */
export function can(actor: Pick<Actor, "roles"> | null, permission: Permission): boolean {
  if (!actor) return false;
  const roles = rolesThatMay(permission);
  return actor.roles.some((role) => roles.includes(role));
}
