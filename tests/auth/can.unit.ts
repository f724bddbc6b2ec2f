import { describe, expect, test } from "vitest";
import { can, PERMISSIONS } from "#lib/auth/can.ts";
import { ROLES } from "#lib/auth/role.ts";

// Written out by hand on purpose: o operator, r reviewer, m manager, a admin.
const MATRIX: Record<string, string> = {
  "templates:read": "orma",
  "templates:write": "o",
  "templates:publish": "o",
  "templates:approve": "oma",
  "datasets:read": "orma",
  "datasets:write": "o",
  "collections:read": "orma",
  "collections:write": "o",
  "catalogue:read": "orma",
  "catalogue:write": "o",
  "assets:read": "orma",
  "assets:write": "o",
  "models:read": "orma",
  "tools:read": "orma",
  "tools:write": "a",
  "models:write": "a",
  "trials:read": "oma",
  "trials:run": "o",
  "trials:vote": "orm",
  "conversations:run": "o",
  "batches:read": "orma",
  "batches:launch": "o",
  "batches:control": "om",
  "batches:approve": "ma",
  "lexicons:read": "orma",
  "lexicons:write": "ma",
  "glossaries:read": "orma",
  "glossaries:write": "om",
  "rescans:read": "orma",
  "rescans:run": "ma",
  "review:read": "orm",
  "review:decide": "r",
  "review:discuss": "orm",
  "lots:release": "rm",
  "review:reopen": "ma",
  "review:override": "ma",
  "practice:write": "ma",
  "compliance:read": "oma",
  "quality:read": "rma",
  "quality:read-all": "ma",
  "publications:read": "orma",
  "publications:create": "om",
  "publications:recall": "om",
  "channels:read": "oma",
  "channels:write": "a",
  "spend:read": "ma",
  "budgets:write": "m",
  "launch-limits:write": "ma",
  "members:read": "a",
  "members:write": "a",
  "tokens:write": "a",
  "audit:read": "ma",
  "retention:write": "a",
  "notifications:write": "a",
};

describe("permissions", () => {
  test("every permission is in the table of this test", () => {
    expect([...PERMISSIONS].sort()).toEqual(Object.keys(MATRIX).sort());
  });

  test.each(PERMISSIONS)("%s belongs to the roles of the table and to no other", (permission) => {
    const allowed = ROLES.filter((role) => can({ roles: [role] }, permission)).map((role) => role[0]);
    expect(allowed.join("")).toBe(MATRIX[permission]);
  });

  test("nobody and somebody without roles may do nothing", () => {
    expect(PERMISSIONS.some((permission) => can(null, permission) || can({ roles: [] }, permission))).toBe(
      false,
    );
  });

  test("several roles add up", () => {
    expect(can({ roles: ["reviewer", "admin"] }, "review:decide")).toBe(true);
    expect(can({ roles: ["reviewer", "admin"] }, "models:write")).toBe(true);
    expect(can({ roles: ["reviewer", "admin"] }, "trials:run")).toBe(false);
  });
});
