/** One value that differs between before and after; a side that did not have it is `null`. */
export interface AuditChange {
  /** Dotted path into the record, such as `roles` or `limits.rpm`; empty when the record is a bare value. */
  path: string;
  before: string | null;
  after: string | null;
}

/** What differs between two records of the audit log, by path, in the order of the later record. */
export function auditChanges(before: unknown, after: unknown): AuditChange[] {
  const [old, now] = [flatten(before), flatten(after)];
  const paths = new Set([...now.keys(), ...old.keys()]);
  return [...paths]
    .map((path) => ({ path, before: old.get(path) ?? null, after: now.get(path) ?? null }))
    .filter((change) => change.before !== change.after);
}

/** What is the same in both, by path. */
export function auditConstants(before: unknown, after: unknown): { path: string; value: string }[] {
  const old = flatten(before);
  return [...flatten(after)]
    .filter(([path, value]) => old.get(path) === value)
    .map(([path, value]) => ({ path, value }));
}

function flatten(value: unknown, path = "", into = new Map<string, string>()): Map<string, string> {
  if (value === null || value === undefined) return into;
  if (Array.isArray(value) && value.every((part) => typeof part !== "object"))
    return into.set(path, value.join(", "));
  if (typeof value !== "object") return into.set(path, String(value));
  for (const [key, part] of Object.entries(value)) flatten(part, path ? `${path}.${key}` : key, into);
  return into;
}
