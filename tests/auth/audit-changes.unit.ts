import { describe, expect, test } from "vitest";
import { auditChanges, auditConstants } from "#lib/auth/audit-changes.ts";

describe("what an audit entry changed", () => {
  test("names each value that differs by its path", () => {
    const before = { name: "Ana", roles: ["manager"], limits: { rpm: 10, tpm: 5 } };
    const after = { name: "Ana", roles: ["manager", "admin"], limits: { rpm: 20, tpm: 5 } };
    expect(auditChanges(before, after)).toEqual([
      { path: "roles", before: "manager", after: "manager, admin" },
      { path: "limits.rpm", before: "10", after: "20" },
    ]);
    expect(auditConstants(before, after).map(({ path }) => path)).toEqual(["name", "limits.tpm"]);
  });

  test("a creation has only an after, a removal only a before", () => {
    expect(auditChanges(null, { name: "x" })).toEqual([{ path: "name", before: null, after: "x" }]);
    expect(auditChanges({ name: "x" }, null)).toEqual([{ path: "name", before: "x", after: null }]);
  });

  test("false and zero are values, absence is not", () => {
    expect(auditChanges({ on: true, left: 1, note: null }, { on: false, left: 0, note: null })).toEqual([
      { path: "on", before: "true", after: "false" },
      { path: "left", before: "1", after: "0" },
    ]);
  });

  test("lists of records are compared one by one", () => {
    expect(auditChanges({ inputs: [{ name: "a" }] }, { inputs: [{ name: "b" }] })).toEqual([
      { path: "inputs.0.name", before: "a", after: "b" },
    ]);
  });
});
